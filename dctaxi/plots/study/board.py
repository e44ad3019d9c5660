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
import pandas as pd

from dctaxi.hyperparameters import condition_of
from dctaxi.labels import OBJECTIVES
from dctaxi.plots.parts.numbers import drawn
from dctaxi.plots.parts.template import LOOKS, TemplateName
from dctaxi.space import Fixed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.populations import Pool
    from dctaxi.space import Value

KEY_BYTES = 64
"""Room for the name of the members before their numbers."""

_DRAWN_TRIALS = 1_000
_UNUSED = 0x8000

_QUARTERS = (1, 2, 3, 5)
"""Which colours of a look's scale stand for the quarters of the whole space, the best first."""

_COLOURS = (
    "background", "text", "muted_text", "grid", "main", "second", "third", "quiet", "failed"
)  # fmt: skip


class BoardAxis(NamedTuple):
    """One hyperparameter: its stops, in order and as ``texts``, and the drawn ``columns``
    that its brush filters.

    ``listed``: values are chosen one by one; ``discrete``: there are no values but the stops.
    ``now`` holds the first and the last stop of the range, or the stops chosen where it is
    ``listed`` or has ``gaps``; None: all.
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
    gaps: bool = False


def members_key(pool: Pool, axes: Sequence[BoardAxis]) -> str:
    """Return the name of what ``members_bytes`` gives: other numbers have another name."""
    stops = crc32(repr([(axis.name, axis.stops) for axis in axes]).encode())
    return f"{pool.id}-{pool.plan.objective[:16]}-{pool.done}-{stops:x}"


def members_bytes(pool: Pool, axes: Sequence[BoardAxis]) -> bytes:
    """Return the name, then objectives ``[members]`` as floats, then codes ``[columns, members]``.

    Members are sorted by their objective, those without a result last. The highest bit of a code
    tells that a member does not have the value.
    """
    order = np.argsort(pool.values, kind="stable")  # NaN comes last
    columns = [
        (codes_of(axis, pool.column(f"params_{name}").to_numpy()) | _unused(pool, name))[order]
        for axis in axes
        for name in axis.columns
    ]
    member = pool.column("member").to_numpy()[order].astype("<u2")
    name = members_key(pool, axes).ljust(KEY_BYTES).encode()
    values = pool.values[order].astype("<f4")
    return b"".join([name, *(part.tobytes() for part in (values, *columns, member))])


def _unused(pool: Pool, name: str) -> NDArray[np.uint16]:
    """Return ``_UNUSED`` for members ``[n]`` without a hyperparameter, 0 for the others."""
    condition = condition_of(name)
    if condition is None:
        return np.zeros(pool.done, dtype="<u2")
    return np.where(condition.holds(_drawn(pool, condition.name)), 0, _UNUSED).astype("<u2")


def _drawn(pool: Pool, name: str) -> NDArray[Any]:
    dimension = pool.plan.space[name]
    if isinstance(dimension, Fixed):
        return np.full(pool.done, dimension.value)
    return np.asarray(pool.column(f"params_{name}").to_numpy())


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
    return {
        "axes": [_axis(axis) for axis in axes],
        "pool": {
            "key": "" if pool is None else members_key(pool, axes),
            "source": "" if pool is None else f"{pool.id}-{pool.plan.objective}",
            "columns": member_columns(axes),
        },
        "trials": _trials(axes, trials),
        "baseline": None if pool is None else _baseline(pool),
        "look": {name: getattr(look, name) for name in _COLOURS}
        | {"scale": list(look.scale), "quarters": [look.scale[i] for i in _QUARTERS]},
        "theme": template,
        "text": ""
        if pool is None
        else f"{OBJECTIVES[pool.plan.objective].label} of {pool.done:,} random trainings, "
        "inside the chosen ranges and in the whole space",
    }


def _axis(axis: BoardAxis) -> dict[str, Any]:
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
        "gaps": axis.gaps,
    }


def _places(axis: BoardAxis) -> list[float]:
    """Return where stops lie, as shares of the axis from 0 to 1."""
    if axis.discrete:
        return [i / max(1, len(axis.stops) - 1) for i in range(len(axis.stops))]
    numbers = [float(stop) for stop in axis.stops]
    scaled = [math.log(one) for one in numbers] if axis.log else numbers
    span = scaled[-1] - scaled[0] or 1.0
    return [round((one - scaled[0]) / span, 6) for one in scaled]


def _trials(axes: Sequence[BoardAxis], trials: pd.DataFrame | None) -> dict[str, Any]:
    """Return objectives, codes by column (-1 where there is none), and the best quarter.

    Of many trials some are drawn, the best among them.
    """
    if trials is None:
        trials = pd.DataFrame({"value": np.empty(0)})
    trials = trials.iloc[drawn(trials["value"].to_numpy(dtype=np.float64), _DRAWN_TRIALS)]
    values = trials["value"].to_numpy(dtype=np.float64)
    limit = np.nanquantile(values, 0.25) if np.isfinite(values).any() else -np.inf
    return {
        "values": [value if math.isfinite(value) else None for value in values.tolist()],
        "best": (values <= limit).astype(int).tolist(),
        "codes": {name: _trial_codes(axis, trials, name) for axis in axes for name in axis.columns},
    }


def _trial_codes(axis: BoardAxis, trials: pd.DataFrame, name: str) -> list[int]:
    codes = np.full(len(trials), -1)
    if f"params_{name}" in trials:
        column = trials[f"params_{name}"]
        words = any(isinstance(stop, str) for stop in axis.stops)
        known = column.isin(axis.stops) if words or axis.listed else column.notna()
        codes[known.to_numpy()] = codes_of(axis, column[known].to_numpy())
    return codes.tolist()


def _baseline(pool: Pool) -> float | None:
    """Return the median of what the mean-fare baseline scores; None where it was not measured."""
    scores = pool.column("constant_objective").to_numpy(dtype=np.float64)
    return float(np.nanmedian(scores)) if np.isfinite(scores).any() else None
