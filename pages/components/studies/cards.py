"""The studies of a workspace as cards: what each searched and found, and the ways on from it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.space import describe_space
from dctaxi.study import currency_of
from pages.components.shared import formats
from pages.components.shared.plain import Plain
from pages.components.studies import about, listing, menu, rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dctaxi.analysis.reading import StudySummary
    from dctaxi.study import StudyEntry


def show(studies: Sequence[StudySummary], entries: Mapping[str, StudyEntry]) -> None:
    """Draw a card for each study; its name opens it."""
    with st.grid(3, gap="medium"):
        for study in studies:
            with st.container(border=True, height="stretch", key=f"study-{study.name}"):
                _card(study, entries.get(study.name))


def _card(study: StudySummary, entry: StudyEntry | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        listing.tick(study.name)
        with st.container(width="stretch"):
            about.open_link(study)
        menu.show(study, entry)
    st.markdown(about.badges(study))
    best, picture = st.columns([3, 2], vertical_alignment="center")
    best.metric(
        "Best value",
        formats.money_of(study.best_value, currency_of(study.attributes)),
        delta=about.constant(study),
        delta_color="off",
        delta_arrow="off",
        help=about.objective_help(study),
    )
    with picture:
        rows.history(study)
        st.caption(about.trials(study))
    if verdict := about.verdict(study):
        st.caption(Plain(verdict))
    st.caption(Plain(_space(study, entry)))
    when = [] if study.updated is None else [formats.when(study.updated, datetime.now())]
    st.caption(" · ".join([*when, *about.setting(study, entry)]))
    about.draw_note(study)
    if entry is not None and entry.state is not None and entry.state.message:
        st.caption(f":material/info: {Plain(entry.state.message)}")
    about.resume(study, entry)


def _space(study: StudySummary, entry: StudyEntry | None) -> str:
    if entry is None or entry.plan is None:
        return study.space or "No trial has used a hyperparameter yet."
    return describe_space(entry.plan.space)
