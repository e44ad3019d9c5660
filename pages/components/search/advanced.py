"""What few studies need: how many trials train together, and where batches come from."""

from __future__ import annotations

import streamlit as st

from dctaxi import labels
from dctaxi.study.plan import MAX_ROUND_SIZE
from pages.components.search.defaults import field, value_of
from pages.components.shared import refusal, term_link


def show(*, printed: bool) -> str | None:
    """Draw the advanced options; return in one sentence what is wrong with them."""
    with st.expander("Advanced", icon=":material/settings:"):
        problem = _round_size(printed=printed)
        if value_of("engine") == "lightning":
            known = labels.STUDY_OPTIONS["loader"]
            loader = st.segmented_control(
                known.label,
                list(labels.LOADERS),
                required=True,
                format_func=lambda name: labels.LOADERS[name].label,
                key=field("loader"),
                persist_state="session",
                help=term_link.about(known),
            )
            term_link.show(labels.LOADERS[loader])
    return problem


def _round_size(*, printed: bool) -> str | None:
    known = labels.STUDY_OPTIONS["round_size"]
    size = st.number_input(
        known.label,
        min_value=1,
        step=1,
        placeholder="1, as printed" if printed else "auto",
        key=field("round_size"),
        persist_state="session",
        help=term_link.about(known, "Empty: as many as keep the search as good as one at a time."),
        disabled=printed,
    )
    if size is None or printed or 1 <= size <= MAX_ROUND_SIZE:
        return None
    problem = f"A round has from 1 to {MAX_ROUND_SIZE:,} trials, not {size:,}: change it."
    refusal.show(problem)
    return problem
