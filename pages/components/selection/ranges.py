"""Use these ranges: what a selection bounds becomes a what-if, or the space of a new study."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.errors import SpaceError
from dctaxi.space.description import describe_dimension
from pages.components.selection import space as selected_space
from pages.components.shared import navigation, refusal, state
from pages.components.study import picker
from pages.components.trained import start as population_start
from pages.components.whatif import opening

if TYPE_CHECKING:
    from dctaxi.analysis.selection import Selection
    from dctaxi.space.dimensions import Dimension
    from dctaxi.study.plan import StudyPlan

_ELSEWHERE = "This study was made by another program, so its space is unknown."
_NOTHING = (
    "Set the range or the values of a hyperparameter in the filters first: they can become the "
    "ranges of a what-if or of a new study."
)


def show(study: str, selection: Selection) -> None:
    """Draw the button and, once it is open, what the ranges are and where they can go."""
    with st.popover("Use these ranges", icon=":material/arrow_forward:", key="selection_ranges"):
        plan = picker.plan_of(state.workspace(), study)
        if plan is None:
            st.caption(_ELSEWHERE)
            return
        try:
            dimensions = selected_space.dimensions_of(selection, plan.space)
        except SpaceError as error:
            refusal.show(error)
            return
        if not dimensions:
            st.caption(_NOTHING)
            return
        _offer(plan, dimensions, selection)


def _offer(plan: StudyPlan, dimensions: dict[str, Dimension], selection: Selection) -> None:
    st.markdown(
        "\n".join(f"- {name} {describe_dimension(one)}" for name, one in dimensions.items())
    )
    st.caption("The other hyperparameters keep the study's ranges.")
    start = population_start.of_study(plan)
    if start is not None:
        opening.button(start, dimensions, key="selection_whatif")
    if st.button(
        "Make a new study",
        icon=":material/tune:",
        key="selection_space",
        help="Opens the space with these ranges and everything else as in this study.",
    ):
        space = selected_space.narrowed_by(selection, plan.space)
        state.take_over(dataclasses.replace(plan, space=space))
        navigation.go(navigation.SPACE)
