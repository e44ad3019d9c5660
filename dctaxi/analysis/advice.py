"""Advice on ranges, each with its evidence and the dimension that would follow from it.

Computed from trials: those of a study, or the members of a population as ``as_trials`` returns
them. Where they are too few, or chance may be behind a difference, nothing is said; to fix a
parameter is advised where they show that it does not matter, not where they fail to show that it
does.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from dctaxi.analysis.equivalence import equivalence
from dctaxi.analysis.importance.noise_floor import NOISE_PARAMETER
from dctaxi.analysis.reading.trial_columns import counted_trials
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
    from numpy.typing import NDArray

    from dctaxi.analysis.importance.sobol import SobolResult
    from dctaxi.populations import Pool, Population, Sensitivity
    from dctaxi.space import SearchSpace


_ORDER: tuple[AdviceKind, ...] = ("cut", "widen", "log on", "fix")
"""Kinds by what trainings gained that followed them: ``docs/decisions/advice.md``."""


def as_trials(population: Population | Sensitivity | Pool) -> pd.DataFrame:
    """Return the members of a population as rows of trials: number, value (USD), state, params."""
    finished = population.frame["status"] == RunStatus.FINISHED.value
    return population.frame.assign(
        number=population.frame["member"],
        value=population.values,
        state=np.where(finished, "COMPLETE", "FAIL"),
    )


def independent_trials(trained: Sensitivity) -> pd.DataFrame:
    """Return of trainings for importances those that no exchange ties to others, as trials."""
    independent = np.unique(trained.plan.design.places[:, :, 0])
    rows = as_trials(trained)
    return rows[rows["member"].isin(independent)].reset_index(drop=True)


def advise(
    space: SearchSpace, trials: pd.DataFrame, by_training: SobolResult | None = None
) -> tuple[RangeAdvice, ...]:
    """Return advice on a space from trials of it, by what it gained in trainings.

    ``trials`` has ``number``, ``state``, ``value`` in USD and ``params_…``, as frames of studies
    do. A trial without a result counts as the worst, one that has not ended or was set aside not at
    all. Where it is known ``by_training`` what decides, the evidence says so, and nothing that
    decides is to be fixed.
    """
    counted = counted_trials(trials)
    ended = counted[counted["state"] != "PRUNED"]
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
        found += _of_equals(space, ended, outcome)
    possible = [advice for advice in found if _possible(space, advice)]
    if by_training is not None:
        possible = list(_held_against(possible, by_training))
    return tuple(sorted(possible, key=_by_gain))


def _held_against(found: list[RangeAdvice], by_training: SobolResult) -> Iterator[RangeAdvice]:
    """Say in the evidence what trainings made for it showed of each parameter."""
    indices = {one.name: one for one in by_training.indices}
    for advice in found:
        index = indices.get(advice.parameter)
        if index is None or index.beyond_luck is None:
            yield advice
        elif not (advice.kind == "fix" and index.matters):
            share, low, high = (f"{100 * end:.1f}" for end in index.beyond_luck)
            told = (
                f"By training, {advice.parameter} makes {share} % ({low} to {high} %) of the "
                "variance between trainings, averaged over luck."
            )
            yield dataclasses.replace(advice, evidence=f"{advice.evidence} {told}")


def _by_gain(advice: RangeAdvice) -> tuple[int, float]:
    """Return the place of an advice: its kind's by what it gained in trainings, then its own."""
    return _ORDER.index(advice.kind), 0.0 if advice.gain is None else -advice.gain.median


def _of_scales(space: SearchSpace) -> Iterator[RangeAdvice]:
    """Advise log scale for a range of decades."""
    messages = {warning.parameter: warning.message for warning in reversed(advice_on(space))}
    for name, dimension in space.parameters.items():
        span = orders_of_magnitude(dimension)
        if name == "seed" or span is None or name not in messages:
            continue
        if not isinstance(dimension, IntRange | FloatRange):
            continue
        evidence = f"{describe_dimension(dimension)} spans {span:.2g} orders of magnitude."
        if not dimension.log and span > 1:
            step: Any = 1 if isinstance(dimension, IntRange) else None
            changed: Dimension = dataclasses.replace(dimension, log=True, step=step)
            yield RangeAdvice(name, "log on", messages[name], evidence, changed)


def _of_equals(
    space: SearchSpace, trials: pd.DataFrame, outcome: NDArray[np.float64]
) -> Iterator[RangeAdvice]:
    """Advise to fix what is shown not to matter, at the value of the best trial."""
    names = [
        name
        for name in space.distributions()
        if name != NOISE_PARAMETER and f"params_{name}" in trials
    ]
    best = trials.iloc[int(np.argmin(outcome))]
    for name in names:
        column, value = trials[f"params_{name}"], best[f"params_{name}"]
        there = column.notna().to_numpy()
        if value != value or not there.any():
            continue
        found = equivalence(column[there].tolist(), outcome[there], looked_at=len(names))
        if found is None or not found.holds:
            continue
        fixed = Fixed(plain_value(value))
        yield RangeAdvice(
            name,
            "fix",
            f"{name} moves these trials by less than {found.margin:.2f} USD: fix it, for example "
            f"at {describe_dimension(fixed)} as in the best trial, and the search has less to try.",
            f"Shown over {there.sum():,} trials: between a part of its range and the rest the "
            f"median differs by at most {found.median:.2f} USD and the end of the best tenth by at "
            f"most {found.tenth:.2f} USD. {found.margin:.2f} USD is the margin, a tenth of what "
            f"the middle half of the trials spreads over ({found.spread:.2f} USD).",
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
