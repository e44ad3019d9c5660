"""A pool as what the board in the browser counts: axes with their stops, and a code for each value.

Codes are exact: ``2 i + 1`` is the stop ``i`` itself, ``2 i`` lies between the stops before and at
``i``. So a range from stop to stop holds the same trainings there as it does here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

import numpy as np

from dctaxi.labels import OBJECTIVES
from dctaxi.plots.parts.template import LOOKS, TemplateName

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from dctaxi.populations import Pool
    from dctaxi.space import Value

KEY_BYTES = 64
"""Room for the name of the members before their numbers."""

_QUARTERS = (1, 2, 3, 5)
"""Which colours of a look's scale stand for the quarters of the whole space, the best first."""

_COLOURS = (
    "background", "text", "muted_text", "grid", "main", "second", "third", "quiet", "failed"
)  # fmt: skip


class BoardAxis(NamedTuple):
    """One hyperparameter: its stops, in order and as ``texts``, and the drawn ``columns``
    that its brush filters.

    ``listed``: values are chosen one by one; ``discrete``: there are no values but the stops.
    ``now`` holds the first and the last stop of the range, or the stops chosen; None: all.
    """

    name: str
    label: str
    unit: str
    stops: tuple[Value, ...]
    texts: tuple[str, ...]
    columns: tuple[str, ...]
    listed: bool
    discrete: bool
    log: bool
    now: tuple[int, ...] | None


def members_key(pool: Pool, axes: Sequence[BoardAxis]) -> str:
    """Return the name of what ``members_bytes`` gives: other numbers have another name."""
    stops = crc32(repr([(axis.name, axis.stops) for axis in axes]).encode())
    return f"{pool.id}-{pool.plan.objective[:16]}-{pool.done}-{stops:x}"


def members_bytes(pool: Pool, axes: Sequence[BoardAxis]) -> bytes:
    """Return the name, then objectives ``[members]`` as floats, then codes ``[columns, members]``.

    Members are sorted by their objective, those without a result last.
    """
    order = np.argsort(pool.values, kind="stable")  # NaN comes last
    columns = [
        codes_of(axis, pool.column(f"params_{name}").to_numpy()[order])
        for axis in axes
        for name in axis.columns
    ]
    member = pool.column("member").to_numpy()[order].astype("<u2")
    name = members_key(pool, axes).ljust(KEY_BYTES).encode()
    values = pool.values[order].astype("<f4")
    return b"".join([name, *(part.tobytes() for part in (values, *columns, member))])


def member_columns(axes: Sequence[BoardAxis]) -> list[str]:
    """Return the names of the columns in their order."""
    return [*(name for axis in axes for name in axis.columns), "member"]


def codes_of(axis: BoardAxis, values: NDArray[Any]) -> NDArray[np.uint16]:
    """Return the codes of some values ``[n]`` of a hyperparameter."""
    if any(isinstance(stop, str) for stop in axis.stops):
        place = {stop: 2 * i + 1 for i, stop in enumerate(axis.stops)}
        return np.array([place[value] for value in values.tolist()], dtype="<u2")
    stops = np.array(axis.stops, dtype=np.float64)
    numbers = values.astype(np.float64)
    if axis.discrete:  # on a grid of tenths, 0.3 may be 0.30000000000000004
        nearest = np.abs(numbers[:, None] - stops[None, :]).argmin(axis=1)
        return np.asarray(2 * nearest + 1, dtype="<u2")
    at = np.searchsorted(stops, numbers)
    exact = stops[np.minimum(at, len(stops) - 1)] == numbers
    return np.asarray(2 * at + exact, dtype="<u2")


def board_data(
    pool: Pool | None, axes: Sequence[BoardAxis], trials: pd.DataFrame | None, *,
    template: TemplateName,
) -> dict[str, Any]:  # fmt: skip
    """Return JSON values of what stands on the board; ``trials`` are marked below the histograms.

    ``trials`` are a study's, judged as the pool is.
    """
    look = LOOKS[template]
    best = None if trials is None else _best_quarter(trials)
    return {
        "axes": [_axis(axis, trials, best) for axis in axes],
        "pool": {
            "key": "" if pool is None else members_key(pool, axes),
            "source": "" if pool is None else f"{pool.id}-{pool.plan.objective}",
            "columns": member_columns(axes),
        },
        "baseline": None if pool is None else _baseline(pool),
        "look": {name: getattr(look, name) for name in _COLOURS}
        | {"scale": list(look.scale), "quarters": [look.scale[i] for i in _QUARTERS]},
        "theme": template,
        "text": ""
        if pool is None
        else f"{OBJECTIVES[pool.plan.objective].label} of {pool.done:,} random trainings, "
        "inside the chosen ranges and in the whole space",
    }


def _axis(
    axis: BoardAxis, trials: pd.DataFrame | None, best: NDArray[np.bool_] | None
) -> dict[str, Any]:
    return {
        "name": axis.name,
        "label": axis.label,
        "unit": axis.unit,
        "stops": list(axis.texts),
        "places": _places(axis),
        "columns": list(axis.columns),
        "listed": axis.listed,
        "discrete": axis.discrete,
        "now": None if axis.now is None else list(axis.now),
        "marks": [] if trials is None or best is None else _marks(axis, trials, best),
    }


def _places(axis: BoardAxis) -> list[float]:
    """Return where stops lie, as shares of the axis from 0 to 1."""
    if axis.discrete:
        return [i / max(1, len(axis.stops) - 1) for i in range(len(axis.stops))]
    numbers = [float(stop) for stop in axis.stops]
    scaled = [math.log(one) for one in numbers] if axis.log else numbers
    span = scaled[-1] - scaled[0] or 1.0
    return [round((one - scaled[0]) / span, 6) for one in scaled]


def _marks(axis: BoardAxis, trials: pd.DataFrame, best: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the code of each trial's value, and 1 where it is in the best quarter."""
    found: dict[int, int] = {}
    for name in axis.columns:
        if f"params_{name}" not in trials:
            continue
        column = trials[f"params_{name}"]
        there = column.notna().to_numpy()
        known = column[there]
        words = any(isinstance(stop, str) for stop in axis.stops)
        held = (
            known.isin(axis.stops).to_numpy() if words or axis.listed else np.ones(len(known), bool)
        )
        codes = codes_of(axis, known[held].to_numpy())
        for code, good in zip(codes.tolist(), best[there][held].tolist(), strict=True):
            found[code] = max(found.get(code, 0), int(good))
    return sorted(found.items(), key=lambda mark: mark[1])


def _best_quarter(trials: pd.DataFrame) -> NDArray[np.bool_]:
    values = trials["value"].to_numpy(dtype=np.float64)
    if not np.isfinite(values).any():
        return np.zeros(len(values), dtype=bool)
    found: NDArray[np.bool_] = values <= np.nanquantile(values, 0.25)
    return found


def _baseline(pool: Pool) -> float | None:
    """Return the median of what the mean-fare baseline scores; None where it was not measured."""
    scores = pool.column("constant_objective").to_numpy(dtype=np.float64)
    return float(np.nanmedian(scores)) if np.isfinite(scores).any() else None
