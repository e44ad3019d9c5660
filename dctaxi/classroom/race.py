"""One study for the class: searches of everybody's ranges, judged on rows that chose nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dctaxi.analysis.statistics import TAIL, in_usd, median_estimate, values_needed
from dctaxi.classroom.members import WHOLE
from dctaxi.classroom.race_cost import space_of
from dctaxi.data import DEFAULT_FEATURE_SET, SampleSource
from dctaxi.errors import ClassError
from dctaxi.searches import SearchesPlan, beside, ends
from dctaxi.space import SearchSpace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dctaxi.analysis.statistics import Estimate
    from dctaxi.classroom.live import Answer, Run
    from dctaxi.searches import Searches


class Lane(NamedTuple):
    """What the searches of somebody's ranges end with, in USD: the median and its interval.

    Those without a result are worse than every other.
    """

    name: str
    median: Estimate
    searches: int


class Standing(NamedTuple):
    """Everybody's lane, the lowest first, and what can be said of the first."""

    lanes: tuple[Lane, ...]
    sentence: str


def race_plans(run: Run, answers: Sequence[Answer]) -> dict[str, SearchesPlan]:
    """Return what is to be searched, by name: the whole space first, then everybody's ranges.

    All have the same HPO seeds, so that they are compared pair by pair. Each is searched as often
    as the race says, and more often where so many take part that no winner could be told otherwise.
    """
    race, lesson = run.race, run.lesson
    if race is None:
        raise ClassError("This lesson is no race: there is nothing to search.")
    whole = {WHOLE: space_of(lesson)}
    sent = {one.name: one.value for one in answers if isinstance(one.value, SearchSpace)}
    spaces = whole | sent | whole  # first, and nobody's else, whatever anybody is called
    repeats = max(race.searches, values_needed(TAIL / max(1, len(spaces) - 1)))
    return {
        name: SearchesPlan(
            space=space,
            repeats=repeats,
            n_trials=race.trials,
            seed=lesson.seed % 2**31,
            source=lesson.source or SampleSource(),
            feature_set=lesson.feature_set or DEFAULT_FEATURE_SET,
            title=f"Race {run.number}: {name}",
        )
        for name, space in spaces.items()
    }


def standing(found: Mapping[str, Searches]) -> Standing:
    """Return who stands where. Raises ClassError where no search has ended with a result."""
    lanes = []
    for name, searches in found.items():
        ended = ends(searches)
        if np.isfinite(ended).any():
            lanes.append(Lane(name, median_estimate(ended), len(ended)))
    if not lanes:
        raise ClassError("No search has ended with a result: begin the race again.")
    # Of those that came out alike the whole space is first: nobody has won over it.
    lanes.sort(key=lambda lane: (lane.median.value, lane.name != WHOLE, lane.name))
    first = lanes[0]
    if first.name == WHOLE:
        sentence = (
            f"The whole space came out lowest, at a median of {in_usd(first.median)}: nobody's "
            "ranges did better than changing nothing."
        )
        return Standing(tuple(lanes), sentence)
    sentence = f"{first.name} came out lowest, at a median of {in_usd(first.median)}"
    # It was chosen as the lowest of so many, each of which might have come out lowest by chance.
    others = sum(name != WHOLE for name in found)
    compared = beside(found[first.name], found[WHOLE], compared=others) if WHOLE in found else None
    if compared is None:
        return Standing(tuple(lanes), f"{sentence}.")
    worth = (
        f"but {compared.pairs} searches each are too few to tell {_chosen(others)} from the whole "
        f"space: it takes {compared.needed}"
        if compared.pairs < compared.needed
        else "too close to the whole space to tell apart"
        if compared.is_noise
        # Picked by its median, compared in pairs of searches: both need not point the same way.
        else f"but search by search {compared.difference.value:.3f} USD above the whole space, by "
        "more than noise"
        if compared.difference.value > 0
        else f"{abs(compared.difference.value):.3f} USD below the whole space, by more than noise"
    )
    return Standing(tuple(lanes), f"{sentence}, {worth}.")


def _chosen(others: int) -> str:
    return "it" if others == 1 else f"the lowest of {others}"
