"""How a page about the trials of one study begins: picker, title, version, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from pages.components.shared import state
from pages.components.study import frames, new_trials, nothing_yet, picker, title

if TYPE_CHECKING:
    import pandas as pd

    from dctaxi.analysis.reading.frames import StudySummary
    from dctaxi.study.plan import StudyPlan
    from pages.components.study.frames import StudyAt


@dataclass(frozen=True)
class Opened:
    """A study with trials, at the version that is shown; ``plan`` is None for other programs'."""

    study: StudySummary
    plan: StudyPlan | None
    running: bool
    version: StudyAt
    trials: pd.DataFrame


def show() -> Opened:
    """Draw the beginning; the page ends with it where there is no study or no trial yet."""
    workspace = state.workspace()
    study = picker.show(workspace)
    if study is None:
        nothing_yet.no_study()
        st.stop()
    running = picker.is_running(workspace, study.name)
    plan = picker.plan_of(workspace, study.name)
    title.show(study, plan, running=running)
    version = new_trials.show(workspace, study.name, running=running)
    trials = frames.trials(version)
    if trials.empty:
        nothing_yet.no_trials(running=running)
        st.stop()
    return Opened(study, plan, running, version, trials)
