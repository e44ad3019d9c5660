"""Which trial of a study this tab looks at: chosen in the table, or by a click in a plot."""

from __future__ import annotations

from typing import Any

import streamlit as st


def get(study: str) -> int | None:
    """Return the number of the trial that was chosen last."""
    number: int | None = st.session_state.get(_key(study))
    return number


def choose(study: str, number: int | None) -> None:
    """Look at a trial; None looks at none in particular."""
    st.session_state[_key(study)] = number


def choose_clicked(study: str, plot: str) -> None:
    """Look at the trial whose point was clicked in the plot of this widget key."""
    points = st.session_state[plot]["selection"]["points"]
    if points and (number := _number(points[0])) is not None:
        choose(study, number)


def _number(point: dict[str, Any]) -> int | None:
    """Read the trial number that a plot's point carries as its custom data."""
    data = point.get("customdata")
    first = data[0] if isinstance(data, list | tuple) and data else data
    return int(first) if isinstance(first, int | float) else None


def _key(study: str) -> str:
    return f"trial_selected_{study}"
