"""Train this landscape: from a pair that a study's trials only hint at to one that is trained."""

from __future__ import annotations

import streamlit as st

from dctaxi.populations.landscape import axis_names
from pages.components.landscape import form
from pages.components.shared import navigation, state
from pages.components.study import picker
from pages.components.trained import origin


def show(study: str, across: str, up: str) -> None:
    """Offer the pair's landscape, from the study's space and data; nothing for foreign studies."""
    plan = picker.plan_of(state.workspace(), study)
    if plan is None:
        return
    without = [name for name in (across, up) if name not in axis_names(plan.space)]
    why_not = f"{' and '.join(without)} cannot be an axis of a landscape."
    if st.button(
        "Train this landscape",
        icon=":material/landscape:",
        disabled=bool(without),
        key="landscape_link",
        help=why_not
        if without
        else "Blank cells and noise go: every cell is answered by trainings "
        "of its own. Opens the Landscape page with this pair; nothing is trained yet.",
    ):
        st.session_state[origin.KEY] = origin.STUDY
        form.put_pair(across, up)
        navigation.go(navigation.LANDSCAPE)
