"""A study that trains, as all tabs see it: looked at once for all of them.

Its trials come faster than pages can be drawn. Tabs that follow it adopt the same version, so that
what is computed and drawn of one serves all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa
import streamlit as st

from dctaxi.analysis.reading import StudyProgress, StudyVersion, study_progress, study_version
from dctaxi.plots.study.live import live_rows, live_text
from dctaxi.runner import Moments, Pace
from pages.components.study import picker

if TYPE_CHECKING:
    from dctaxi.workspace import Workspace

FRESH_S = 0.5
"""Age at which numbers that tick every second still count as those of now."""


class Head(NamedTuple):
    """How far a study came: its progress, the rows of its chart, and the chart in words."""

    progress: StudyProgress
    rows: pa.Table
    text: str


def version(workspace: Workspace, study: str, *, within_s: float) -> StudyVersion:
    """Return a version of a study that was its newest at most so many seconds ago."""
    key = (workspace.storage_url, study)
    return _versions().seen(key, lambda: study_version(workspace, study), within_s=within_s)


def head(workspace: Workspace, study: str) -> Head:
    """Return how far a study has come by now."""
    key = (workspace.storage_url, study)
    return _heads().seen(key, lambda: _head(workspace, study), within_s=FRESH_S)


def is_running(workspace: Workspace, study: str) -> bool:
    """Tell as the picker does whether a study trains, for what ticks."""
    key = (workspace.storage_url, study)
    return _running().seen(key, lambda: picker.is_running(workspace, study), within_s=FRESH_S)


@st.cache_resource(show_spinner=False)
def numbers_pace() -> Pace:
    """Return the pace of what ticks above the table: numbers, and the history as it grows."""
    return Pace(share=0.12, quickest_s=1.0, slowest_s=10.0)


@st.cache_resource(show_spinner=False)
def plots_pace() -> Pace:
    """Return the pace at which table and plots follow."""
    return Pace(share=0.12, quickest_s=4.0, slowest_s=30.0)


def _head(workspace: Workspace, study: str) -> Head:
    progress = study_progress(workspace, study)
    return Head(progress, pa.Table.from_pandas(live_rows(progress)), live_text(progress))


@st.cache_resource(show_spinner=False)
def _versions() -> Moments[StudyVersion]:
    return Moments()


@st.cache_resource(show_spinner=False)
def _heads() -> Moments[Head]:
    return Moments()


@st.cache_resource(show_spinner=False)
def _running() -> Moments[bool]:
    return Moments()
