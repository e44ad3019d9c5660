"""How a page about the trials of one study begins: picker, title, version, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from pages.components import (
    state,
    trial_empty,
    trial_frames,
    trial_news,
    trial_study,
    trial_title,
)

if TYPE_CHECKING:
    import pandas as pd

    from dctaxi.analysis.frames import StudySummary
    from dctaxi.search.plan import StudyPlan
    from pages.components.trial_frames import StudyAt


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
    study = trial_study.show(workspace)
    if study is None:
        trial_empty.no_study()
        st.stop()
    running = trial_study.is_running(workspace, study.name)
    plan = trial_study.plan_of(workspace, study.name)
    trial_title.show(study, plan, running=running)
    version = trial_news.show(workspace, study.name, running=running)
    trials = trial_frames.trials(version)
    if trials.empty:
        trial_empty.no_trials(running=running)
        st.stop()
    return Opened(study, plan, running, version, trials)
