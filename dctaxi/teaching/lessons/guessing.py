"""What a guess of a lesson is worth, held against trainings with seeds that nobody has seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dctaxi.analysis.statistics import (
    compare,
    in_usd,
    median_estimate,
    with_diverged_last,
)
from dctaxi.errors import LessonError
from dctaxi.populations import Population
from dctaxi.teaching.lessons.lesson import Guess

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.analysis.statistics import Estimate

FULL_SCORE = 100


class Score(NamedTuple):
    """From 0 to 100 points, and the truth in one sentence."""

    points: int
    sentence: str


def score(guess: Guess, answer: float | str, populations: Sequence[Population]) -> Score:
    """Score an answer: a number in USD, or the label of an option.

    A number loses a point for each half percent of the trainings that lie between it and the
    median. An option wins all points if its median is the lowest or cannot be told from the lowest
    (95 % interval of the difference), else none.

    Raises LessonError where no training has a result, where no option has a median, and where the
    answer is no option.
    """
    for option, population in zip(guess.options, populations, strict=True):
        if not np.isfinite(population.values).any():
            raise LessonError(
                f"No training of {option.label!r} has a result, so no guess can be right: change "
                "its space."
            )
    if guess.kind == "number":
        return _number(float(answer), populations[0])
    return _choice(guess, str(answer), populations)


def points_of_number(answer: float, values: NDArray[np.float64]) -> int:
    """Return the points of a number in USD; ``values`` are the trainings', NaN of a diverged one.

    It loses a point for each half percent of them that lie between it and the median.
    """
    return round(FULL_SCORE * (1 - 2 * abs(_share_below(answer, values) - 0.5)))


def _share_below(answer: float, values: NDArray[np.float64]) -> float:
    found = with_diverged_last(values)
    # Halfway between the shares below and at or below, so that ties count half.
    return float((np.mean(found < answer) + np.mean(found <= answer)) / 2)


def _number(answer: float, population: Population) -> Score:
    values, share = population.values, _share_below(answer, population.values)
    return Score(
        points_of_number(answer, values),
        f"The median of {len(values):,} fresh trainings is {in_usd(_median(population))}; "
        f"{share:.0%} of them lie below your {answer:,.2f} USD.",
    )


def _choice(guess: Guess, answer: str, populations: Sequence[Population]) -> Score:
    labels = [option.label for option in guess.options]
    if answer not in labels:
        raise LessonError(f"Expected one of {', '.join(labels)}, got {answer!r}; choose one.")
    medians = [_median(population) for population in populations]
    best = int(np.argmin([median.value for median in medians]))
    if not medians[best].is_there:
        raise LessonError(
            "Half of the trainings of every option or more have no result, so none is the lowest: "
            "change their spaces."
        )
    chosen = labels.index(answer)
    held = compare(populations[chosen].values, populations[best].values, tries=())
    change = held.median_change
    alike = best == chosen or not change.excludes_zero
    standing = "; ".join(f"{label}: {in_usd(m)}" for label, m in zip(labels, medians, strict=True))
    by = (
        f"lies {in_usd(change)} above it"
        if change.is_there
        else "has no result in half of its trainings or more"
    )
    if best == chosen:
        result = f"{answer} came out lowest."
    elif alike:
        result = f"{labels[best]} came out lowest; {answer} {by} and cannot be told from it."
    else:
        result = f"{labels[best]} is better, by more than noise: {answer} {by}."
    return Score(
        FULL_SCORE if alike else 0,
        f"Medians of fresh trainings, with 95 % intervals: {standing}. {result}",
    )


def _median(population: Population) -> Estimate:
    return median_estimate(population.values)
