"""A small study in which TPE chooses one hyperparameter at a time, trained at a click."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dctaxi.space.presets import PRESETS
from dctaxi.study.plan import StudyPlan, as_printed
from pages.components.shared import demo_study, state

if TYPE_CHECKING:
    from dctaxi.workspace import Workspace

NAME = "how-tpe-chooses"
_TRIALS = 40


def show(workspace: Workspace) -> None:
    """Draw the button: it trains the study, or opens it where it was trained before."""
    preset = PRESETS[state.DEFAULT_PRESET]
    plan = StudyPlan(NAME, preset.space, n_trials=_TRIALS, feature_set=preset.feature_set)
    demo_study.show(
        as_printed(plan),
        workspace,
        key="tpe_demo",
        about=f"{_TRIALS} real trainings in the chapter's space, on synthetic trips, with the "
        "chapter's own TPE, which chooses one hyperparameter at a time.",
    )
