"""What the pages may say of a difference, counted: the tables of docs/decisions/statistics.md.

``python -m benchmarks.verdicts`` trains the winners of 120 searches again, and compares populations
that are alike; a few minutes on two cores. ``winners`` or ``alike`` does one of both.
"""

from __future__ import annotations

import argparse
import dataclasses
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dctaxi.analysis import FreshSeeds
from dctaxi.analysis.statistics import compare, median_estimate, share
from dctaxi.data import FeatureSet, SampleSource, load
from dctaxi.populations import fresh_seeds, outcome_columns, values_of
from dctaxi.records import ObjectiveName, TrialSpec
from dctaxi.space import PRESETS, draw_specs
from dctaxi.training import make_engine
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from dctaxi.data import TaxiData

Floats = NDArray[np.float64]

SEARCHES, TRIALS, SEEDS, MORE_SEEDS, FURTHER = 40, 100, 64, 256, 1024
"""Searches on each feature set, their trainings, the seeds of a repeat, and those of the truth."""

OBJECTIVES: Final[tuple[ObjectiveName, ...]] = ("train_val_rmse", "val_rmse_all")

PAIRS: Final = 1000


def _log_normal(rng: np.random.Generator, n: int) -> Floats:
    return rng.lognormal(2, 0.5, n)


def _good_tenth(rng: np.random.Generator, n: int) -> Floats:
    return np.where(rng.random(n) < 0.1, rng.normal(2, 0.3, n), rng.normal(24, 1, n))


def _floor(rng: np.random.Generator, n: int) -> Floats:
    return 5 + rng.exponential(2, n) ** 2


ALIKE: Final[Mapping[str, Callable[[np.random.Generator, int], Floats]]] = {
    "log-normal": _log_normal,
    "a good tenth": _good_tenth,
    "a floor": _floor,
}
"""Distributions of which both populations of a pair are drawn."""


def told_of_winners(objective: ObjectiveName, workspace: Workspace) -> Counter[str]:
    """Count what is said of the best of random trainings, each trained again with fresh seeds."""
    counts: Counter[str] = Counter()
    for feature_set in get_args(FeatureSet):
        data = load(SampleSource(), feature_set, workspace)
        for search in range(SEARCHES):
            specs = draw_specs(PRESETS["chapter"].space, TRIALS, search)
            values = _trained(specs, data, objective)
            winner, score = specs[int(np.nanargmin(values))], float(np.nanmin(values))
            seeds = fresh_seeds(2 * SEEDS + MORE_SEEDS + FURTHER, search)
            again = _trained(
                [dataclasses.replace(winner, seed=seed) for seed in seeds], data, objective
            )
            count_winner(counts, score, again)
    return counts


def count_winner(counts: Counter[str], score: float, again: Floats) -> None:
    """Add what is said of one winner, given its repeats and the further ones that are the truth."""
    first, second, more, further = np.split(
        again, np.cumsum([SEEDS, SEEDS, len(again) - 2 * SEEDS - FURTHER])
    )
    said, other, with_more = (_fresh(score, part) for part in (first, second, more))
    typical = float(np.median(np.where(np.isfinite(further), further, np.inf)))
    counts["winners"] += 1
    counts[said.verdict] += 1
    counts["holds, truth above"] += said.verdict == "holds" and typical > said.limit
    counts["holds, below the interval"] += said.verdict == "holds" and score < said.median.low
    counts["lucky, truth within"] += said.verdict == "lucky" and typical <= said.limit
    counts["too few of more"] += with_more.verdict == "too few"
    counts["opposite"] += {said.verdict, other.verdict} == {"holds", "lucky"}


def found_of_alike(name: str, trainings: int) -> float:
    """Return in which share of pairs of populations that are alike a difference is found."""
    rng = np.random.default_rng(7)
    draw = ALIKE[name]
    return (
        sum(
            compare(draw(rng, trainings), draw(rng, trainings)).verdict != "inconclusive"
            for _ in range(PAIRS)
        )
        / PAIRS
    )


def _fresh(score: float, values: Floats) -> FreshSeeds:
    reached = share(int((values <= score).sum()), len(values))
    return FreshSeeds(score, len(values), median_estimate(values), reached)


def _trained(specs: Sequence[TrialSpec], data: TaxiData, objective: ObjectiveName) -> Floats:
    outcomes = make_engine("fused", device="cpu").run(specs, data)
    return values_of(pd.DataFrame(outcome_columns(outcomes, objective)), objective)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="?", choices=("winners", "alike"), help="one of both")
    what = parser.parse_args().what
    if what != "alike":
        for objective in OBJECTIVES:
            counts = told_of_winners(objective, Workspace.current())
            print(f"{objective}: {', '.join(f'{name} {n}' for name, n in counts.items())}")
    if what != "winners":
        for name in ALIKE:
            for trainings in (64, 256, 1024):
                print(f"{name}, {trainings:,} trainings: {found_of_alike(name, trainings):.1%}")


if __name__ == "__main__":
    main()
