"""The example of "From plots to ranges": a study drawn at random, or the one of the lesson."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dctaxi.space.description import describe_space
from dctaxi.teaching.narrowing.example import EXAMPLE
from dctaxi.teaching.narrowing.study import study_of
from pages.components.lessons import controls
from pages.components.shared import demo_study

if TYPE_CHECKING:
    from dctaxi.workspace import Workspace


def show(workspace: Workspace) -> None:
    """Draw the button that trains or opens it."""
    plan = study_of(controls.current())
    where = "on distances of synthetic trips" if plan == EXAMPLE else f"on {plan.source.title}"
    demo_study.show(
        plan,
        workspace,
        key="narrowing_demo",
        about=f"{plan.n_trials} real trainings, drawn at random from the space "
        f"({describe_space(plan.space)}), {where}.",
    )


def belongs(study: str) -> bool:
    """Tell whether a study is the one that the lesson at hand is about, if it is about any."""
    lesson = controls.current()
    plan = study_of(lesson)
    return lesson is None or lesson.space is None or study == plan.name
