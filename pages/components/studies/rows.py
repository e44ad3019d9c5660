"""The studies of a workspace in a row each: name, history, best value, and what it searched how."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.analysis.reading import StudyProgress, study_progress
from dctaxi.errors import StudyError
from dctaxi.plots.study.sparkline import sparkline
from dctaxi.study import GOAL_KEY, LEFT_OUT_KEY, currency_of
from dctaxi.workspace import Workspace
from pages.components.shared import formats, plot_panel, state
from pages.components.shared.plain import Plain
from pages.components.studies import about, listing, menu

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from dctaxi.analysis.reading import StudySummary
    from dctaxi.study import StudyEntry


def show(studies: Sequence[StudySummary], entries: Mapping[str, StudyEntry]) -> None:
    """Draw a row for each study; its name opens it."""
    for study in studies:
        entry = entries.get(study.name)
        with st.container(
            border=True,
            horizontal=True,
            vertical_alignment="center",
            gap="small",
            key=f"study-{study.name}",
        ):
            with st.container(gap=None, width=410):
                with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                    listing.tick(study.name)
                    about.open_link(study)
                    st.markdown(about.badges(study), width="content")
                st.caption(_story(study, entry))
            history(study)
            st.metric(
                "Best",
                formats.money_of(study.best_value, currency_of(study.attributes)),
                width=130,
                help=about.objective_help(study),
            )
            with st.container(gap=None, width="stretch"):
                st.caption(about.trials(study))
                if verdict := about.verdict(study):
                    st.caption(Plain(verdict))
                about.draw_note(study)
            about.resume(study, entry)
            menu.show(study, entry)


def history(study: StudySummary) -> None:
    """Draw the best of a study so far, small; nothing where it has none."""
    workspace = state.workspace()
    shown = json.dumps([study.attributes.get(key) for key in (GOAL_KEY, LEFT_OUT_KEY)])
    marks = (study.done, study.failed, study.updated, shown)
    progress = _progress(workspace.root, workspace.storage_url, study.name, marks)
    picture = sparkline(progress, plot_panel.template()) if progress is not None else ""
    if picture:
        st.image(picture, width=120)
    else:
        st.caption("no result" if study.failed else "no trial yet", width=120)


def _story(study: StudySummary, entry: StudyEntry | None) -> str:
    when = [] if study.updated is None else [formats.when(study.updated, datetime.now())]
    return " · ".join([*when, *about.setting(study, entry)])


@st.cache_data(max_entries=256, show_spinner=False)
def _progress(
    root: Path,
    storage_url: str,
    study: str,
    marks: tuple[int, int, datetime | None, str],  # noqa: ARG001  # the key of the cache
) -> StudyProgress | None:
    try:
        return study_progress(Workspace(root, storage_url), study)
    except StudyError:
        return None  # it does not minimise one objective
