"""Advice on ranges, each with its evidence and the dimension that would follow from it.

Computed from trials: those of a study, or the members of a population as ``as_trials`` returns
them. Where they are too few, or chance may be behind a difference, nothing is said.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from dctaxi.analysis.importance.importances import TRIALS_NEEDED, importances
from dctaxi.analysis.importance.noise_floor import NOISE_PARAMETER
from dctaxi.analysis.reading.parameters import parameters_of
from dctaxi.analysis.regions import MIN_ROWS, AdviceKind, RangeAdvice, edge_advice, region_advice
from dctaxi.errors import SpaceError
from dctaxi.records import RunStatus
from dctaxi.space import (
    Dimension,
    Fixed,
    FloatRange,
    IntRange,
    Value,
    advice_on,
    describe_dimension,
    dimension_of,
    narrow,
    orders_of_magnitude,
)

if TYPE_CHECKING:
    import pandas as pd

    from dctaxi.analysis.importance.importances import ImportanceResult
    from dctaxi.populations import Population
    from dctaxi.space import SearchSpace


_ORDER: tuple[AdviceKind, ...] = ("widen", "cut", "log on", "fix", "log off")


def as_trials(population: Population) -> pd.DataFrame:
    """Return the members of a population as rows of trials: number, value (USD), state, params."""
    finished = population.frame["status"] == RunStatus.FINISHED.value
    return population.frame.assign(
        number=population.frame["member"],
        value=population.values,
        state=np.where(finished, "COMPLETE", "FAIL"),
    )


def advise(space: SearchSpace, trials: pd.DataFrame) -> tuple[RangeAdvice, ...]:
    """Return advice on a space from trials of it: what may gain most first, log switches last.

    ``trials`` has ``state``, ``value`` in USD and ``params_…``, as frames of studies do. A trial
    without a result counts as the worst, one that has not ended not at all.
    """
    ended = trials[~trials["state"].isin(["RUNNING", "WAITING", "PRUNED"])]
    values = ended["value"].where(ended["state"] == "COMPLETE").to_numpy(dtype=np.float64)
    outcome = np.where(np.isfinite(values), values, np.inf)
    found = [*_of_scales(space)]
    if np.isfinite(values).sum() >= MIN_ROWS:
        for name in space.distributions():
            column = ended.get(f"params_{name}")
            if name == "seed" or column is None:
                continue
            there = column.notna().to_numpy()
            rows = column[there].tolist(), outcome[there]
            dimension = dimension_of(space, name)
            found += edge_advice(name, dimension, *rows)
            found += region_advice(name, dimension, *rows)
    if np.isfinite(values).sum() >= TRIALS_NEEDED:
        judged = [p for p in parameters_of(space) if p.column in ended]
        found += _of_noise(ended.assign(value=values), importances(ended, judged))
    possible = [advice for advice in found if _possible(space, advice)]
    return tuple(sorted(possible, key=lambda advice: _ORDER.index(advice.kind)))


def _of_scales(space: SearchSpace) -> Iterator[RangeAdvice]:
    """Advise log scale for a range of decades, and none where it cannot matter."""
    messages = {warning.parameter: warning.message for warning in reversed(advice_on(space))}
    for name, dimension in space.parameters.items():
        span = orders_of_magnitude(dimension)
        if name == "seed" or span is None or name not in messages:
            continue
        if not isinstance(dimension, IntRange | FloatRange):
            continue
        evidence = f"{describe_dimension(dimension)} spans {span:.2g} orders of magnitude."
        if dimension.log and span < 1:
            changed: Dimension = dataclasses.replace(dimension, log=False)
            yield RangeAdvice(name, "log off", messages[name], evidence, changed)
        elif not dimension.log and span > 1:
            step: Any = 1 if isinstance(dimension, IntRange) else None
            changed = dataclasses.replace(dimension, log=True, step=step)
            yield RangeAdvice(name, "log on", messages[name], evidence, changed)


def _of_noise(trials: pd.DataFrame, judged: ImportanceResult) -> Iterator[RangeAdvice]:
    """Advise to fix what matters no more than the random seed, at the value of the best trial."""
    best = trials.iloc[int(np.nanargmin(trials["value"]))]
    shares = {one.name: one.importance for one in judged.parameters}
    if NOISE_PARAMETER not in shares or judged.floor is None:
        return
    for one in judged.parameters:
        value = best[f"params_{one.name}"]
        if one.name == NOISE_PARAMETER or one.verdict not in ("at", "below") or value != value:
            continue
        fixed = Fixed(plain_value(value))
        yield RangeAdvice(
            one.name,
            "fix",
            f"{one.name} matters no more than the random seed: fix it, for example at "
            f"{describe_dimension(fixed)} as in the best trial.",
            f"Its importance is {one.importance:.1%} over {judged.n_trials:,} trials, that of the "
            f"seed {shares[NOISE_PARAMETER]:.1%}; noise reaches {judged.floor.high:.1%}.",
            fixed,
        )


def _possible(space: SearchSpace, advice: RangeAdvice) -> bool:
    try:
        return narrow(space, advice.parameter, advice.dimension) != space
    except SpaceError:
        return False


def plain_value(value: Any) -> Value:
    """Return a cell of a frame of trials as a space has it; gaps make whole numbers floats."""
    plain = value.item() if hasattr(value, "item") else value
    return int(plain) if isinstance(plain, float) and plain.is_integer() else cast("Value", plain)
