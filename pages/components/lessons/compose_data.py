"""On which trips a lesson that is made trains, and what the networks see of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi import labels
from dctaxi.data.features import FEATURE_SETS, FeatureSet
from dctaxi.data.sources import CHAPTER_SOURCE, MAX_SAMPLE_ROWS, MIN_SAMPLE_ROWS, SampleSource
from pages.components.shared import state

if TYPE_CHECKING:
    from dctaxi.data.sources import DataSource

_SAMPLE, _CHAPTER, _STUDENT = "sample", "chapter", "student"
_SOURCES = {
    _SAMPLE: "Sample trips",
    _CHAPTER: "The chapter's files",
    _STUDENT: "The student's own",
}
_SOURCE, _ROWS, _SEED, _FEATURES = (
    "compose_source",
    "compose_rows",
    "compose_data_seed",
    "compose_features",
)


def show() -> tuple[DataSource | None, FeatureSet | None]:
    """Draw the choices, at first those of this tab; None leaves the student's own."""
    _begin_with_this_tab()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Trips",
            list(_SOURCES),
            format_func=_SOURCES.__getitem__,
            key=_SOURCE,
            persist_state="session",
            help="Files of your own stay yours, so a lesson cannot bring them along.",
        )
        features = st.selectbox(
            labels.STUDY_OPTIONS["feature_set"].label,
            [*FEATURE_SETS, _STUDENT],
            format_func=_features_label,
            key=_FEATURES,
            persist_state="session",
            help=labels.STUDY_OPTIONS["feature_set"].help,
        )
    feature_set: FeatureSet | None = None if features == _STUDENT else features
    if chosen == _STUDENT:
        return None, feature_set
    if chosen == _CHAPTER:
        return CHAPTER_SOURCE, feature_set
    with st.container(horizontal=True):
        rows = st.number_input(
            "Trips in all",
            MIN_SAMPLE_ROWS,
            MAX_SAMPLE_ROWS,
            step=1000,
            key=_ROWS,
            persist_state="session",
        )
        seed = st.number_input("Seed of the trips", 0, key=_SEED, persist_state="session")
    return SampleSource(rows, seed), feature_set


def _features_label(name: str) -> str:
    return _SOURCES[_STUDENT] if name == _STUDENT else labels.FEATURE_SETS[name].label


def _begin_with_this_tab() -> None:
    now = state.data_choice()
    sample = now.source if isinstance(now.source, SampleSource) else SampleSource()
    here = (
        _SAMPLE
        if isinstance(now.source, SampleSource)
        else _CHAPTER
        if now.source == CHAPTER_SOURCE
        else _STUDENT
    )
    for key, value in (
        (_SOURCE, here),
        (_ROWS, sample.rows),
        (_SEED, sample.seed),
        (_FEATURES, now.feature_set),
    ):
        st.session_state.setdefault(key, value)
