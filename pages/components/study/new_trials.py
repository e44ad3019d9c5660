"""Which version of a running study the page shows, and how many trials have ended since.

Plots are drawn anew only when the reader asks or the study ends, never on a timer: a new figure
loses its zoom. What ticks here is one line of text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.analysis.reading.frames import StudyVersion, study_version
from pages.components.shared import formats
from pages.components.study import nothing_yet, picker
from pages.components.study.frames import StudyAt

if TYPE_CHECKING:
    from dctaxi.workspace import Workspace

POLL_S = 2.0


def show(workspace: Workspace, study: str, *, running: bool) -> StudyAt:
    """Return the study at the version to show; while it runs, tell how much newer it is."""
    if running:
        shown = _shown(study) or _follow(workspace, study)
        _ticker(workspace, study, shown)
    else:
        shown = _follow(workspace, study)
    return StudyAt(workspace.root, workspace.storage_url, study, shown)


def _ticker(workspace: Workspace, study: str, shown: StudyVersion) -> None:
    def tick() -> None:
        now = study_version(workspace, study)
        ended = not picker.is_running(workspace, study)
        if ended or shown.finished < nothing_yet.NEEDED <= now.finished:
            _follow(workspace, study)
            st.rerun()
        new = now.finished - shown.finished
        with st.container(horizontal=True, vertical_alignment="center"):
            so_far = formats.count(now.finished, "trial")
            st.caption(f"{so_far} so far", width="content")
            if st.button(
                f"{formats.count(new, 'new trial')}: refresh table and plots",
                icon=":material/refresh:",
                disabled=new == 0,
                key="trial_refresh",
            ):
                _follow(workspace, study)
                st.rerun()

    st.fragment(tick, run_every=POLL_S, key="trial_tick")()


def _shown(study: str) -> StudyVersion | None:
    stored = st.session_state.get(_key(study))
    return None if stored is None else StudyVersion(*stored)


def _follow(workspace: Workspace, study: str) -> StudyVersion:
    version = study_version(workspace, study)
    st.session_state[_key(study)] = tuple(version)
    return version


def _key(study: str) -> str:
    return f"trial_version_{study}"
