"""Which study is looked at, what it is doing, and the way to let it go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.runner import runner_for
from pages.components.shared import formats, job_controls, job_words, navigation, state
from pages.components.study import report

if TYPE_CHECKING:
    from dctaxi.analysis.reading.frames import StudySummary
    from dctaxi.study.plan import StudyPlan


def show(study: StudySummary, plan: StudyPlan | None, *, running: bool) -> None:
    """Draw the study's name and state; a study of this program that has ended can be resumed."""
    doing = "running" if running else study.state or "other tool"
    with st.container(horizontal=True, vertical_alignment="center"):
        name = formats.plain(study.name)
        st.subheader(f"{name} {job_words.state_badge(doing)}", anchor=False, width="stretch")
        report.show(study.name)
        if running:
            navigation.link(navigation.RUN, label="Watch")
        elif plan is not None:
            remaining = max(0, study.total - study.done - study.failed)
            job_controls.run_more(
                runner_for(state.workspace()), study.name, key="trials", remaining=remaining
            )
