"""What is stored with a trial beside its parameters and its value, as a frame shows it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import chain
from types import NoneType

import numpy as np

from dctaxi.analysis.reading.rows import Column, Ids

TRIAL_ATTRIBUTES = (
    "status",
    "chapter_objective",
    "train_rmse",
    "val_rmse",
    "train_rmse_eval",
    "val_rmse_all",
    "constant_objective",
    "constant_rmse_all",
    "train_s",
    "round_s",
    "curve",
    "message",
    "engine",
    "seed_spread",
    "typical_seed",
    "seeds",
    "seed_values",
)
"""User attributes of a trial that a frame shows, in its order."""

OF_SEEDS = frozenset({"seed_spread", "typical_seed", "seeds", "seed_values"})
"""Those that only trials of several seeds have; a frame without such trials does not show them."""

NUMERIC_ATTRIBUTES = frozenset(TRIAL_ATTRIBUTES) - {
    "status", "curve", "message", "engine", "seeds", "seed_values",
}  # fmt: skip


def attribute_column(key: str, ids: Ids, texts: Sequence[str]) -> Column:
    """Read an attribute from JSON, without what another program keeps under the same name."""
    numeric = key in NUMERIC_ATTRIBUTES
    # One parse per column instead of one per cell: a tenth of the time. Whole numbers are read as
    # floats where only floats are wanted, since one of a thousand digits fits into no array.
    parse = partial(json.loads, parse_int=float) if numeric else json.loads
    try:
        cells = parse(f"[{','.join(texts)}]")
    except (ValueError, RecursionError):
        cells = []
    if len(cells) != len(texts):  # one of them is no JSON, or two
        cells = [_cell(text, parse) for text in texts]
    fits = np.fromiter(map(_FITS.get(key, _is_float), cells), dtype=bool, count=len(cells))
    values = np.empty(len(cells), dtype=object)
    values[:] = cells
    values = values[fits]
    return Column(ids[fits], values.astype(np.float64) if numeric else values)


def _cell(text: str, parse: Callable[[str], object]) -> object:
    """Read one cell by itself; None, which fits no attribute, where that cannot be."""
    try:
        return parse(text)
    except (ValueError, RecursionError):
        return None


def _is_float(value: object) -> bool:
    return type(value) is float


def _is_text(value: object) -> bool:
    return type(value) is str


def _is_list(value: object) -> bool:
    return isinstance(value, list) and {int, float, NoneType}.issuperset(map(type, value))


def _is_curve(value: object) -> bool:
    return (
        isinstance(value, list)
        and all(type(point) is list and len(point) == 3 for point in value)
        and {int, float}.issuperset(map(type, chain.from_iterable(value)))
    )


_FITS: Mapping[str, Callable[[object], bool]] = {
    "status": _is_text,
    "message": _is_text,
    "engine": _is_text,
    "curve": _is_curve,
    "seeds": _is_list,
    "seed_values": _is_list,
}
"""What an attribute of a trial is, where it is no number."""
