"""Configurations that the next study tries first: taken from trials, shown, and removable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dctaxi.errors import SpaceError
from pages.components.shared import formats, refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dctaxi.space.search_space import SearchSpace

_STARTS = "launch_starts"


def starting_points() -> tuple[dict[str, Any], ...]:
    """Return the configurations, in the order in which they will be tried."""
    return tuple(st.session_state.get(_STARTS, ()))


def add(params: Mapping[str, Any]) -> None:
    """Let the next study try this configuration too; one that is there already stays once."""
    kept = starting_points()
    if dict(params) not in kept:
        st.session_state[_STARTS] = [*kept, dict(params)]


def replace(points: Iterable[Mapping[str, Any]]) -> None:
    """Let the next study try these configurations and no others; none after a launch."""
    st.session_state[_STARTS] = [dict(params) for params in points]


def show(space: SearchSpace) -> bool:
    """List the configurations; False when one of them does not fit the space."""
    points = starting_points()
    if not points:
        return True
    st.markdown("**Tried first**", help="Configurations of earlier trials, before any sampling.")
    fits = True
    for place, params in enumerate(points):
        problem = _problem(space, params)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(formats.configuration(params), width="stretch")
            st.button(
                "Remove",
                icon=":material/close:",
                type="tertiary",
                key=f"launch_start_remove_{place}",
                on_click=_remove,
                args=(place,),
            )
        if problem is not None:
            refusal.show(f"Not in the search space: {problem}")
            fits = False
    return fits


def _problem(space: SearchSpace, params: Mapping[str, Any]) -> str | None:
    try:
        space.spec_of(params)
    except SpaceError as error:
        return str(error)
    return None


def _remove(place: int) -> None:
    points = starting_points()
    st.session_state[_STARTS] = [*points[:place], *points[place + 1 :]]
