"""Which trials of a study this tab looks at, kept across pages and said in the address.

The selection in session state leads: widgets, table and plots show it and change it through
``change``, and the address follows. An address is read once, when a tab opens with it.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import streamlit as st

from dctaxi.analysis import (
    MAX_PICKED,
    QUERY_PARAMETERS,
    Selection,
    selection_from_json,
    selection_from_query,
    selection_to_json,
    selection_to_query,
)
from pages.components.shared import address

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_KEPT = "trial_selections"
"""The selections as JSON, by study: each study keeps its own while the reader looks at others."""

_ADDRESS_READ = "trial_selection_address_read"


def current(study: str) -> Selection:
    """Return the selection of a study: this tab's, else what the address says, else all trials."""
    if not st.session_state.get(_ADDRESS_READ):
        st.session_state[_ADDRESS_READ] = True
        query = {name: address.texts(name) for name in QUERY_PARAMETERS}
        selection, problems = selection_from_query(query, study)
        for problem in problems:
            address.left_out("part", problem)
        _keep(selection, study)
    else:
        selection = _kept(study)
    _write_address(selection)
    return selection


def change(study: str, edit: Callable[[Selection], Selection]) -> None:
    """Keep what an edit makes of the selection, and let the address say it."""
    selection = edit(_kept(study))
    _keep(selection, study)
    _write_address(selection)


def clear(study: str) -> None:
    """Take every condition away, and every trial that is picked."""
    change(study, lambda selection: Selection(selection.study))


def choose(study: str, number: int) -> None:
    """Pick one trial, and no other."""
    pick(study, [number])


def pick(study: str, numbers: Sequence[int]) -> None:
    """Pick exactly these trials; say so where they are more than can be told apart."""
    if len(numbers) > MAX_PICKED:
        st.toast(f"{MAX_PICKED} trials can be picked at a time: the first ones are.")
    change(study, lambda selection: selection.picking(numbers))


def choose_clicked(study: str, plot: str) -> None:
    """Pick the trial whose point was clicked in the plot of this widget key.

    With Shift held, the points that were clicked before stay with it. A click beside every point
    changes nothing.
    """
    points = st.session_state[plot]["selection"]["points"]
    numbers = [number for point in points if (number := _number(point)) is not None]
    if numbers:
        pick(study, numbers)


def _number(point: dict[str, Any]) -> int | None:
    """Read the trial number that a plot's point carries as its custom data."""
    data = point.get("customdata")
    first = data[0] if isinstance(data, list | tuple) and data else data
    return int(first) if isinstance(first, int | float) else None


def _kept(study: str) -> Selection:
    plain = st.session_state.get(_KEPT, {}).get(study)
    return Selection(study) if plain is None else selection_from_json(plain)


def _keep(selection: Selection, study: str) -> None:
    plain = selection_to_json(dataclasses.replace(selection, study=study))
    st.session_state[_KEPT] = {**st.session_state.get(_KEPT, {}), study: plain}


def _write_address(selection: Selection) -> None:
    wanted = selection_to_query(selection)
    address.write({name: wanted.get(name, []) for name in QUERY_PARAMETERS})
