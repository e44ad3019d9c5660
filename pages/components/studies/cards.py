"""The studies of a workspace as cards: what each found, and the ways on from it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi import labels
from dctaxi.analysis.reading import objective_words
from dctaxi.analysis.studies import judgement_of_best, standing_text
from dctaxi.data import data_label
from dctaxi.space import describe_space
from dctaxi.study import NEWER_MAKER, PARENT_KEY, StudyState
from pages.components.shared import formats, job_controls, navigation, state, term_link
from pages.components.shared.plain import Plain
from pages.components.studies import menu

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dctaxi.analysis.reading import Headline, StudySummary
    from dctaxi.study import StudyEntry

_PER_PAGE = 12
_FILTER_FROM = 7
"""With fewer studies than this nobody needs to search among them."""


def show(studies: Sequence[StudySummary], entries: Mapping[str, StudyEntry]) -> None:
    """Draw the studies, the one that changed last first."""
    with st.container(horizontal=True, vertical_alignment="center"):
        shown = _filtered(studies)
        navigation.link(
            navigation.NEW_STUDY,
            label="New study",
            icon=":material/add:",
        )
    if not shown:
        st.caption("No study has this in its name.")
        return
    page = 1
    if len(shown) > _PER_PAGE:
        page = st.pagination(-(-len(shown) // _PER_PAGE), key="studies.page")
    with st.grid(3, gap="medium"):
        for study in shown[_PER_PAGE * (page - 1) : _PER_PAGE * page]:
            with st.container(border=True, height="stretch", key=f"study-{study.name}"):
                _card(study, entries.get(study.name))


def _filtered(studies: Sequence[StudySummary]) -> Sequence[StudySummary]:
    if len(studies) < _FILTER_FROM:
        st.caption(formats.count(len(studies), "study", "studies"), width="stretch")
        return studies
    wanted = st.text_input(
        "Find a study",
        key="studies.find",
        persist_state="session",
        placeholder="Part of a name",
        icon=":material/search:",
        label_visibility="collapsed",
        width="stretch",
    )
    return [study for study in studies if (wanted or "").casefold() in study.name.casefold()]


def _card(study: StudySummary, entry: StudyEntry | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(Plain(study.name), anchor=False, width="stretch")
        st.markdown(_badge(entry), width="content")
    best, trials = st.columns(2)
    best.metric(
        "Best value",
        formats.usd(study.best_value),
        delta=_beside(study.best),
        delta_color="off",
        delta_arrow="off",
        help=term_link.about(labels.METRICS["value"], _objective(study.best)),
    )
    trials.metric("Trials", _trials(study), help=_failures(study))
    _verdict(study)
    st.caption(Plain(_space(study, entry)))
    st.caption(_story(study, entry))
    if entry is not None and entry.state is not None and entry.state.message:
        st.caption(f":material/info: {Plain(entry.state.message)}")
    job_controls.show_resume_problem(study.name)
    st.space("stretch")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if entry is not None and entry.plan is not None and _is_interrupted(entry):
            remaining = max(0, study.total - study.done - study.failed)
            job_controls.resume(study.name, remaining, key=f"card_{study.name}")
        navigation.link(
            navigation.TRIALS,
            label="Open",
            icon=":material/arrow_forward:",
            query_params={state.STUDY_PARAMETER: study.name},
            width="stretch",
        )
        menu.show(study, entry)


def _is_interrupted(entry: StudyEntry) -> bool:
    return entry.state is not None and entry.state.state is StudyState.INTERRUPTED


def _beside(best: Headline | None) -> str | None:
    """Say what the constant answer scores on the best trial's own rows."""
    if best is None:
        return None
    return formats.beside_constant(best.constant) or "constant answer not measured"


def _objective(best: Headline | None) -> str:
    if best is None or best.objective is None:
        return ""
    return f"Here: {objective_words(best.objective)}."


def _verdict(study: StudySummary) -> None:
    judgement = judgement_of_best(study.attributes, study.best.trial if study.best else None)
    if judgement is not None:
        st.caption(Plain(f"{standing_text(judgement)}."))


def _badge(entry: StudyEntry | None) -> str:
    record = None if entry is None else entry.state
    return formats.state_badge("other tool" if record is None else record.state.value)


def _trials(study: StudySummary) -> str:
    ended = study.done + study.failed
    return f"{ended:,}" if ended >= study.total else f"{ended:,} of {study.total:,}"


def _failures(study: StudySummary) -> str | None:
    if not study.failed:
        return None
    return f"{formats.count(study.failed, 'trial')} failed or diverged."


def _space(study: StudySummary, entry: StudyEntry | None) -> str:
    if entry is None or entry.plan is None:
        return study.space or "No trial has asked for a parameter yet."
    return describe_space(entry.plan.space)


def _story(study: StudySummary, entry: StudyEntry | None) -> str:
    parts = []
    if entry is not None and entry.maker == NEWER_MAKER:
        parts.append(f"made by {Plain(NEWER_MAKER)}: update this one to go on with it")
    if study.updated is not None:
        parts.append(formats.when(study.updated, datetime.now()))
    if entry is not None and entry.plan is not None:
        plan = entry.plan
        parts += [
            Plain(data_label(plan.source, state.workspace())),
            f"{labels.FEATURE_SETS[plan.feature_set].label.lower()} features",
            Plain(plan.sampler_text),
        ]
        if plan.as_printed:
            parts.append("as printed")
        if plan.parent is not None:
            parts.append(f"continues {Plain(plan.parent)}{_kept(study)}")
    return " · ".join(parts)


def _kept(study: StudySummary) -> str:
    """Say how many of the parent's trials a study began with; nothing where it took over none."""
    parent = study.attributes.get(PARENT_KEY)
    if not isinstance(parent, dict) or not parent.get("kept"):
        return ""
    return f" with {parent['kept']:,} of its {parent['of']:,} trials"
