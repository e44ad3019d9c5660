"""A population in a handful of numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dctaxi.analysis.statistics.comparison_text import in_usd
from dctaxi.analysis.statistics.estimate import Estimate
from dctaxi.analysis.statistics.order_statistics import (
    expected_best,
    median_estimate,
    quantile_of,
    with_diverged_last,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from dctaxi.populations import Population

TRIES = (1, 10, 100)
QUANTILES = {"median": 0.5, "q05": 0.05, "q25": 0.25, "q75": 0.75, "q95": 0.95}


@dataclass(frozen=True, slots=True)
class Summary:
    """Objective values in USD; one that diverged counts as worse than every other.

    ``quantiles`` has ``median``, ``q05``, ``q25``, ``q75``, ``q95`` and ``best``, infinite where
    they lie among those that diverged. These are the worst finite value in
    ``expected_best`` the expected best of so many random tries, None where there are fewer values
    than tries. Both are empty where no value is finite.
    """

    n: int
    diverged: int
    quantiles: dict[str, float]
    median: Estimate | None
    expected_best: dict[int, float | None]


def summarise(values: ArrayLike, tries: Sequence[int] = TRIES) -> Summary:
    """Return the summary of objective values ``[n]`` in USD, NaN where a training diverged."""
    array = np.asarray(values, dtype=np.float64).ravel()
    finite = np.isfinite(array)
    diverged = int((~finite).sum())
    if not finite.any():
        return Summary(len(array), diverged, {}, None, {})
    ranked = with_diverged_last(array)
    return Summary(
        len(array),
        diverged,
        {name: quantile_of(ranked, q) for name, q in QUANTILES.items()}
        | {"best": float(ranked[0])},
        median_estimate(array),
        {k: expected_best(array, k) if k <= len(array) else None for k in tries},
    )


def population_json(population: Population) -> dict[str, Any]:
    """Return a population as plain JSON values: its plan, how it went, and its summary."""
    plan = population.plan
    summary = summarise(population.values)
    return {
        "id": population.id,
        "title": plan.name,
        "space": plan.space.to_json(),
        "n": population.done,
        "seed": plan.seed,
        "method": plan.method,
        "source": plan.source.to_json(),
        "feature_set": plan.feature_set,
        "engine": plan.engine,
        "device": population.device,
        "objective_name": plan.objective,
        "complete": population.complete,
        "diverged": population.diverged,
        "wall_s": population.wall_s,
        "objective": {name: _finite(summary.quantiles.get(name)) for name in (*QUANTILES, "best")},
        "best_constant": constant_of_best(population),
        "median_95": None if summary.median is None else [*map(_finite, summary.median[1:])],
        "expected_best": {str(k): summary.expected_best.get(k) for k in TRIES},
    }


def _finite(number: float | None) -> float | None:
    return number if number is not None and math.isfinite(number) else None


def constant_of_best(population: Population) -> float | None:
    """Return what the constant answer scores on the rows of the best training, in USD.

    None where no training has a result, and where it was not measured.
    """
    values = population.values
    if not np.isfinite(values).any():
        return None
    constant = float(population.column("constant_objective").iloc[int(np.nanargmin(values))])
    return constant if np.isfinite(constant) else None


def _beside_best(population: Population) -> str:
    constant = constant_of_best(population)
    return "" if constant is None else f" (the constant answer {constant:.2f} on its rows)"


def population_text(population: Population) -> str:
    """Return a population in two or three sentences, with its cost."""
    summary = summarise(population.values)
    cost = (
        f"{summary.n:,} trainings, {population.wall_s:.2g} s, on {population.device}"
        f"{'' if population.complete else '; stopped, so these are only those that had ended'}."
    )
    if summary.median is None:
        return f"{cost} None of them has a result."
    q25, q75 = (
        f"{number:.2f}" if math.isfinite(number) else "no result"
        for number in (summary.quantiles["q25"], summary.quantiles["q75"])
    )
    best = ", ".join(
        f"{value:.2f} of {k}" for k, value in summary.expected_best.items() if value is not None
    )
    median = in_usd(summary.median, lead="95 % interval ")
    return (
        f"{cost} Median {median}, middle half {q25} to {q75}, "
        f"best {summary.quantiles['best']:.2f}"
        f"{_beside_best(population)}, "
        f"{summary.diverged:,} diverged. Expected best: {best}."
    )
