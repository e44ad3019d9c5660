"""The seed: how far luck alone spreads one configuration, and where a winner stands in that."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dctaxi.analysis import FreshSeeds, luck_sentence
from dctaxi.analysis.importance import NOISE_PARAMETER
from dctaxi.analysis.reading import counted_values, read_trials
from dctaxi.analysis.statistics import median_estimate, quantile_of, share, with_diverged_last
from dctaxi.errors import LessonError
from dctaxi.populations import (
    SEEDS,
    PopulationPlan,
    plan_of_study,
    ranked_trials,
    setting_of,
)
from dctaxi.space import PRESETS, IntRange
from dctaxi.teaching.training_trace import configuration_space

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from dctaxi.analysis.importance import ImportanceResult
    from dctaxi.analysis.statistics import Estimate
    from dctaxi.populations import Population
    from dctaxi.records import TrialSpec
    from dctaxi.workspace import Workspace

MIN_SEEDS, DEFAULT_SEEDS, MAX_SEEDS = 16, 256, 4_096
MAX_DRAW = 2**31 - 1
"""Highest number of a draw of seeds."""

RANDOM_SEARCH = 100
"""Trainings of the search by chance that plays the part of a study where there is none."""

_MIDDLE = (0.25, 0.75)


@dataclass(frozen=True, eq=False)
class Winner:
    """The best of many: its training, its objective in USD, and the objectives of all that ended,
    NaN where there is no result.

    ``number`` is that of the trial, or the place in a population; ``of`` names the study.
    """

    number: int
    spec: TrialSpec
    value: float
    values: NDArray[np.float64]
    of: str


@dataclass(frozen=True, eq=False)
class SeedLuck:
    """What the seed alone does; every number in USD but for shares.

    ``median`` with its 95 % interval; ``middle`` and ``study_middle`` are the quartiles of the
    seeds and of the search, infinite where they lie among those without a result; ``as_good`` is
    the share of seeds that reach what the winner scored, the winner's percentile among its own.
    """

    winner: Winner
    seeds: int
    median: Estimate
    middle: tuple[float, float]
    study_middle: tuple[float, float]
    as_good: Estimate

    @property
    def fresh(self) -> FreshSeeds:
        """What the seeds say of the winner's score."""
        return FreshSeeds(self.winner.value, self.seeds, self.median, self.as_good)

    @property
    def luck_share(self) -> float | None:
        """How wide the middle half of the seeds is, in widths of that of the whole search.

        None where one of them has no width, or none in USD.
        """
        (low, high), (study_low, study_high) = self.middle, self.study_middle
        there = math.isfinite(high) and math.isfinite(study_high) and study_high > study_low
        return (high - low) / (study_high - study_low) if there else None


def random_search() -> PopulationPlan:
    """Return the search that plays the part of a study: the chapter's space, drawn at random."""
    title = f"{RANDOM_SEARCH} random configurations of the chapter's space"
    return PopulationPlan(PRESETS["chapter"].space, RANDOM_SEARCH, seed=0, title=title)


def winner_of_population(population: Population) -> Winner:
    """Return the best training of a population. Raises LessonError where none has a result."""
    values = population.values
    if not np.isfinite(values).any():
        raise LessonError("Not one training has a result, so there is no winner to look at.")
    place = int(np.nanargmin(values))
    member = int(population.column("member").iloc[place])
    spec = population.plan.specs()[member]
    return Winner(member, spec, float(values[place]), values, population.plan.name)


def winner_of_study(study: str, workspace: Workspace) -> Winner:
    """Return a study's best trial.

    Raises StudyError (no such study, no finished trial, made by another program), SpaceError (the
    best trial is none of the study's space) and StorageError.
    """
    plan = plan_of_study(study, workspace)
    best = ranked_trials(study, workspace)[0]
    value = float(np.asarray(best.value, dtype=np.float64))
    values = counted_values(read_trials(workspace, study))
    return Winner(best.number, plan.space.spec_of(best.params), value, values, study)


def seeds_of(winner: Winner, seeds: int = DEFAULT_SEEDS, **options: Any) -> PopulationPlan:
    """Return the winner's configuration with random seeds and nothing else changed.

    ``options`` are other fields of the plan: on what the winner was trained.
    """
    space = configuration_space(winner.spec).replace("seed", IntRange(0, SEEDS - 1))
    return PopulationPlan(space, seeds, title=f"One configuration, {seeds:,} seeds", **options)


def setting_of_study(study: str, workspace: Workspace) -> dict[str, Any]:
    """Return the fields of a plan that train as a study does. Raises as ``winner_of_study``."""
    plan = plan_of_study(study, workspace)
    return {**setting_of(plan), "engine": plan.engine, "device": plan.device}


def seed_luck(winner: Winner, values: ArrayLike) -> SeedLuck:
    """Return what the objectives of the seeds say, NaN for a training without a result.

    Raises LessonError where none has one.
    """
    array = np.asarray(values, dtype=np.float64).ravel()
    if not np.isfinite(array).any():
        raise LessonError("Not one of the seeds has a result: this configuration always diverges.")
    return SeedLuck(
        winner,
        len(array),
        median_estimate(array),
        _quartiles(array),
        _quartiles(winner.values),
        share(int((array <= winner.value).sum()), len(array)),
    )


def seed_luck_sentences(luck: SeedLuck) -> tuple[str, str]:
    """Say where the winner stands among its own seeds, and how much of the spread is the seed's."""
    stands = luck_sentence(luck.fresh, "The winner")
    spreads = (
        f"The seed alone spreads the middle half of them {_over(luck.middle)}; all hyperparameters "
        f"and seeds of the search together spread it {_over(luck.study_middle)}"
    )
    if luck.luck_share is not None:
        spreads += f", so luck alone makes {luck.luck_share:.0%} of that width"
    return stands, f"{spreads}."


def _over(middle: tuple[float, float]) -> str:
    low, high = middle
    if math.isfinite(high):
        return f"over {high - low:.2f} USD ({low:.2f} to {high:.2f})"
    if math.isfinite(low):
        return f"from {low:.2f} USD to no result at all"
    return "over trainings without a result"


def _quartiles(values: NDArray[np.float64]) -> tuple[float, float]:
    ranked = with_diverged_last(values)
    low, high = (quantile_of(ranked, share) for share in _MIDDLE)
    return low, high


def seed_importance_text(found: ImportanceResult) -> str:
    """Say how long the seed's bar is in an evaluation, or why it has none."""
    if found.reason:
        return found.reason
    bar = next((one for one in found.parameters if one.name == NOISE_PARAMETER), None)
    if bar is None:
        return (
            "The seed was fixed in this search, so its luck is no bar of its own: it hides in the "
            "bars of the others."
        )
    return (
        f"The seed of the weights explains nothing, and yet its bar among the importances is "
        f"{bar.importance:.0%} long (95 % interval {bar.low:.0%} to {bar.high:.0%}): luck alone "
        "gets that far."
    )
