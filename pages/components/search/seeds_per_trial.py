"""With how many seeds a configuration is trained, and what of them is its trial's value."""

from __future__ import annotations

import streamlit as st

from dctaxi import labels
from dctaxi.training import MAX_SEEDS_PER_TRIAL
from pages.components.search import launch_draft
from pages.components.shared import refusal, term_link
from pages.components.shared.plain import Plain


def show(*, printed: bool) -> str | None:
    """Ask for it; return in a sentence what is wrong. As printed, a trial has one seed."""
    known = labels.STUDY_OPTIONS["seeds_per_trial"]
    count_box, over_box = st.columns(2)
    count = count_box.number_input(
        known.label,
        min_value=1,
        step=1,
        key=launch_draft.field("seeds_per_trial"),
        persist_state="session",
        help=term_link.about(known),
        disabled=printed,
    )
    if printed:
        return None
    if count is None or not 1 <= count <= MAX_SEEDS_PER_TRIAL:
        problem = f"A trial has from 1 to {MAX_SEEDS_PER_TRIAL} seeds: change the number."
        with count_box:
            refusal.show(problem)
        return problem
    st.caption(Plain(labels.SEEDS_ADVICE))
    if count > 1:
        asked = labels.STUDY_OPTIONS["over_seeds"]
        chosen = labels.OVER_SEEDS[launch_draft.value_of("over_seeds")]
        over_box.selectbox(
            asked.label,
            list(labels.OVER_SEEDS),
            format_func=lambda one: Plain(labels.OVER_SEEDS[one].label),
            key=launch_draft.field("over_seeds"),
            persist_state="session",
            help=term_link.about_choice(asked, chosen),
        )
    return None
