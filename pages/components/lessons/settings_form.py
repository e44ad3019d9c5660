"""What a lesson that is made sets in a student's tab: the space, the trips, the page's controls.

Each begins with what this tab has, and each can be left as the student has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import streamlit as st

from dctaxi import labels
from dctaxi.data import (
    CHAPTER_SOURCE,
    FEATURE_SETS,
    MAX_SAMPLE_ROWS,
    MIN_SAMPLE_ROWS,
    FeatureSet,
    SampleSource,
)
from dctaxi.space import PRESETS, describe_space
from dctaxi.teaching.lessons import CONTROLS
from pages.components.shared import navigation, sitemap, state
from pages.components.shared.plain import Plain, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dctaxi.data import DataSource
    from dctaxi.space import SearchSpace
    from dctaxi.teaching.control import Control
    from dctaxi.teaching.lessons import StateValue

_TAB, _SAMPLE, _CHAPTER = "tab", "sample", "chapter"
_STUDENT: Final = "student"
_STUDENTS_OWN = "The student's own"
_SOURCES = {
    _SAMPLE: "Sample trips",
    _CHAPTER: "The chapter's files",
    _STUDENT: _STUDENTS_OWN,
}
_FEATURES: tuple[FeatureSet | Literal["student"], ...] = (*FEATURE_SETS, _STUDENT)
_SOURCE, _FEATURE_SET = "compose_source", "compose_features"
_ROWS, _SEED = "compose_rows", "compose_data_seed"
_AS_IT_IS = "as the page has it"


class Controls(NamedTuple):
    """Values by name, and the names of what cannot be changed or is not seen."""

    state: Mapping[str, StateValue]
    locked: tuple[str, ...]
    hidden: tuple[str, ...]


def space() -> SearchSpace | None:
    """Draw the choice of a space; None leaves the student's own."""
    names = {_TAB: "The one of this tab", _STUDENT: _STUDENTS_OWN}
    names |= {name: f"Preset: {preset.title}" for name, preset in PRESETS.items()}
    chosen = st.selectbox(
        "Space",
        [_TAB, *PRESETS, _STUDENT],
        format_func=names.__getitem__,
        key="compose_space",
        persist_state="session",
        help="What New study shows in this tab, a preset, or what the student has there.",
    )
    if chosen == _STUDENT:
        return None
    brought = state.working_space() if chosen == _TAB else PRESETS[chosen].space
    st.caption(Plain(describe_space(brought)))
    if chosen == _TAB:
        navigation.link(sitemap.NEW_STUDY, label="Change it")
    return brought


def trips() -> tuple[DataSource | None, FeatureSet | None]:
    """Draw the choice of trips and of what the networks see of them; None leaves the student's."""
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
            _FEATURES,
            format_func=_features_label,
            key=_FEATURE_SET,
            persist_state="session",
            help=labels.STUDY_OPTIONS["feature_set"].help,
        )
    feature_set = None if features == _STUDENT else features
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


def controls(page: str) -> Controls:
    """Draw what the controls of a page are and how they stand: open, locked or hidden."""
    known = CONTROLS.get(page, {})
    if not known:
        st.caption("This page has no controls that a lesson could set.")
        return Controls({}, (), ())
    values = {n: _value(n, control) for n, control in known.items() if not control.row}
    locked = _names("Locked", "show, and cannot be changed", f"compose_locked_{page}", known)
    hidden = _names("Hidden", "do not show", f"compose_hidden_{page}", known)
    return Controls(
        {name: value for name, value in values.items() if value is not None},
        tuple(name for name in locked if name not in hidden),
        tuple(hidden),
    )


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
        (_FEATURE_SET, now.feature_set),
    ):
        st.session_state.setdefault(key, value)


def _features_label(name: FeatureSet | Literal["student"]) -> str:
    return _STUDENTS_OWN if name == _STUDENT else labels.FEATURE_SETS[name].label


def _value(name: str, control: Control) -> StateValue | None:
    """Draw what sets a control, at first as this tab has it; None leaves it as the page has it."""
    key = f"compose_value_{name}"
    if key not in st.session_state and st.session_state.get(name) is not None:
        st.session_state[key] = st.session_state[name]
    if control.many:
        chosen = st.multiselect(
            Plain(control.title),
            control.choices,
            key=key,
            persist_state="session",
            placeholder=_AS_IT_IS,
        )
        return tuple(chosen) or None
    if control.limits:
        return st.number_input(
            Plain(control.title),
            *control.limits,
            value=None,
            key=key,
            persist_state="session",
            placeholder=_AS_IT_IS,
        )
    if control.letters:
        return (
            st.text_input(
                Plain(control.title),
                max_chars=control.letters,
                key=key,
                persist_state="session",
                placeholder=_AS_IT_IS,
            )
            or None
        )
    if control.choices:
        return st.selectbox(
            Plain(control.title),
            control.choices,
            index=None,
            key=key,
            persist_state="session",
            placeholder=_AS_IT_IS,
        )
    return st.selectbox(
        Plain(control.title),
        (False, True),
        index=None,
        format_func=("Off", "On").__getitem__,
        key=key,
        persist_state="session",
        placeholder=_AS_IT_IS,
    )


def _names(label: Text, what: Text, key: str, known: Mapping[str, Control]) -> list[str]:
    return st.multiselect(
        f"{label} controls",
        list(known),
        format_func=lambda name: known[name].title,
        key=key,
        persist_state="session",
        help=f"Controls that {what} while the lesson is open.",
    )
