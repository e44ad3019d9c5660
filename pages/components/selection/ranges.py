"""The ranges that a selection leaves of a study's space, and what they can become."""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.errors import SpaceError
from dctaxi.hyperparameters import place_of
from dctaxi.space import Choices, Dimension, Fixed, IntRange, among, describe_dimension, narrow
from dctaxi.study import find_study
from pages.components.search import parameter_form
from pages.components.shared import navigation, refusal, sitemap, state
from pages.components.shared.plain import Plain
from pages.components.trained import origin
from pages.components.whatif import history, range_input

if TYPE_CHECKING:
    from dctaxi.analysis import Range, Selection
    from dctaxi.space import SearchSpace
    from dctaxi.study import StudyEntry, StudyPlan

_NOTHING = (
    "Set the range or the values of a hyperparameter in the filters first: they can become the "
    "ranges of a what-if or of a new study."
)


def show(study: str, selection: Selection) -> None:
    """Draw the button and, once it is open, what the ranges are and where they can go."""
    with st.popover("Use these ranges", icon=":material/arrow_forward:", key="selection_ranges"):
        entry = find_study(study, state.workspace())
        if entry.plan is None:
            st.caption(f"This study was made by {Plain(entry.maker)}, so its space is unknown.")
            return
        try:
            dimensions = dimensions_of(selection, entry.plan.space)
        except SpaceError as error:
            refusal.show(error)
            return
        if not dimensions:
            st.caption(_NOTHING)
            return
        _offer(entry, entry.plan, dimensions, selection)


def _offer(
    entry: StudyEntry, plan: StudyPlan, dimensions: dict[str, Dimension], selection: Selection
) -> None:
    st.markdown(
        "\n".join(
            f"- {Plain(name)} {Plain(describe_dimension(one))}" for name, one in dimensions.items()
        )
    )
    st.caption("The other hyperparameters keep the study's ranges.")
    start = origin.of_study(entry)
    if start is not None:
        history.ask_button(start, dimensions, key="selection_whatif")
    if st.button(
        "Make a new study",
        icon=":material/tune:",
        key="selection_space",
        help="Opens the space with these ranges and everything else as in this study.",
    ):
        space = narrowed_by(selection, plan.space)
        state.take_over(dataclasses.replace(plan, space=space))
        navigation.go(sitemap.NEW_STUDY)


def dimensions_of(selection: Selection, space: SearchSpace) -> dict[str, Dimension]:
    """Return what each parameter that a selection bounds may still be in the space.

    An open end stays the space's own, and no end reaches beyond it. "Not used" is no value, so it
    leaves a range as it is; where values are wanted, they are what is left. A range of words, as an
    address may say, bounds nothing. Raises SpaceError when a condition leaves a parameter no value.
    """
    found: dict[str, Dimension] = {}
    for name in _names(selection):
        known = space.trial_parameters
        parent = known.get(name)
        if parent is None or isinstance(parent, Fixed):
            continue
        dimension = _dimension(name, parent, selection)
        if dimension is not None and dimension != parent:
            found[name] = dimension
            space = narrow(space, name, dimension)
    return found


def narrowed_by(selection: Selection, space: SearchSpace) -> SearchSpace:
    """Return the space in the ranges of a selection. Raises SpaceError."""
    for name, dimension in dimensions_of(selection, space).items():
        space = narrow(space, name, dimension)
    return space


def _names(selection: Selection) -> list[str]:
    """Return the parameters, the number of layers before the layers that it may take away."""
    prefix = "params_"
    names = [column[len(prefix) :] for column in selection.columns if column.startswith(prefix)]
    return sorted(names, key=place_of)


def _dimension(name: str, parent: Dimension, selection: Selection) -> Dimension | None:
    column = f"params_{name}"
    limits = selection.range_of(column)
    wanted = [value for value in selection.values_of(column) if value is not None]
    if wanted:
        listed = parent.values if isinstance(parent, Choices) else wanted
        values = [value for value in listed if value in wanted and parent.contains(value)]
        if not values:
            raise SpaceError(f"{name}: expected some of the space's values; choose others.")
        return among(name, values)
    if (limits.low is None and limits.high is None) or parameter_form.is_word(name):
        return None
    return range_input.of_slider(name, parent, *_clipped(parent, limits))


def _clipped(parent: Dimension, limits: Range) -> tuple[float, float]:
    low, high = range_input.ends_of(parent)
    low = low if limits.low is None else max(low, limits.low)
    high = high if limits.high is None else min(high, limits.high)
    if isinstance(parent, IntRange):
        return math.ceil(low), math.floor(high)
    return low, high
