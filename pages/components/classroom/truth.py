"""What is true of a lesson's question: trained once for the whole class, on the shelf."""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from dctaxi.analysis.statistics import median_estimate
from dctaxi.classroom import Scores, answers, scores
from dctaxi.errors import DcTaxiError
from dctaxi.plots.learn.guesses import Guesses, Truth
from dctaxi.populations import POPULATIONS
from dctaxi.runner import TrainingJob, runner_for
from pages.components.shared import who

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.classroom import Answer, ClassSettings, Run
    from dctaxi.populations import Population, PopulationPlan

SOMEBODY = "Somebody"
"""What students see in the place of another's name."""

_PROBLEM = "class_truth_problem"


def train(run: Run) -> None:
    """Get it trained, by the teacher; keep for the next drawing why it cannot be."""
    shelf = who.shelf()
    for plan in _plans(run):
        kept = POPULATIONS.find_for(plan, shelf)
        if kept is not None and kept.complete:
            continue
        try:
            runner_for(shelf).submit(TrainingJob(plan, POPULATIONS))
        except DcTaxiError as error:
            st.session_state[_PROBLEM] = str(error)


def problem(run: Run) -> str | None:
    """Return why the last training was refused or failed; None where it was not."""
    refused: str | None = st.session_state.pop(_PROBLEM, None)
    names = {plan.name for plan in _plans(run)}
    failed = [
        job.message
        for job in runner_for(who.shelf()).snapshot()
        if job.title in names and job.message
    ]
    return refused or (failed[-1] if failed else None)


def found(run: Run) -> list[Population]:
    """Return the trainings behind each option; none until those of all have ended."""
    kept = [POPULATIONS.find_for(plan, who.shelf()) for plan in _plans(run)]
    complete = [one for one in kept if one is not None and one.complete]
    return complete if len(complete) == len(kept) else []


def table(settings: ClassSettings, run: Run, trained: list[Population]) -> Scores:
    """Return the table of the class."""
    given = answers(settings, who.actor(), run)
    # The seed is drawn for each lesson that is begun; a class that was deleted counts from 1 again.
    key = tuple((one.member, one.name, str(one.value)) for one in given)
    return _scores(run.lesson.seed, key, len(trained), _of=(run, given, trained))


def dots(settings: ClassSettings, run: Run, trained: list[Population]) -> Guesses:
    """Return what the picture draws after the reveal."""
    given, me = answers(settings, who.actor(), run), who.actor()
    guess = run.lesson.guess
    options = () if guess is None else guess.options
    return Guesses(
        tuple(one.name if who.teaches() or one.member == me.id else SOMEBODY for one in given),
        tuple(one.value for one in given if isinstance(one.value, float | str)),
        tuple(
            Truth(option.label, one.values, _median(one.values))
            for option, one in zip(options, trained, strict=False)
        ),
    )


def _median(values: NDArray[np.float64]) -> float:
    """Return the median in USD, infinite where half of the trainings or more have no result."""
    return median_estimate(values).value if np.isfinite(values).any() else math.inf


@st.cache_data(max_entries=64, show_spinner=False)
def _scores(
    seed: int,
    given: tuple[tuple[str, str, str], ...],
    trained: int,
    *,
    _of: tuple[Run, tuple[Answer, ...], list[Population]],
) -> Scores:
    """Score a class once for all who look; the first arguments are the key."""
    del seed, given, trained
    return scores(*_of)


def _plans(run: Run) -> tuple[PopulationPlan, ...]:
    guess = run.lesson.guess
    if guess is None:
        return ()
    return tuple(
        dataclasses.replace(plan, title=f"Lesson {run.number}: {option.label}"[:80])
        for plan, option in zip(run.lesson.guess_plans(), guess.options, strict=True)
    )
