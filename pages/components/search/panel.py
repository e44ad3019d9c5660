"""What the working space amounts to: how large it is, what to think about, its Python source."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.space.advice import advice_on
from dctaxi.space.dimensions import Fixed
from dctaxi.space.source_code import python_source
from pages.components.shared import formats

if TYPE_CHECKING:
    from dctaxi.space.search_space import SearchSpace


def show(space: SearchSpace, rows: int | None, *, valid: bool) -> None:
    """Draw the panel of a space; ``rows`` is the number of training rows where it is known."""
    if not valid:
        st.warning(
            "A row needs mending. Until then the last valid space, shown here, stays in use.",
            icon=":material/build:",
        )
    searched = [d for d in space.active(space.max_layers).values() if not isinstance(d, Fixed)]
    size, parameters = st.columns(2)
    size.metric("Configurations", _size(space), border=True, help=_SIZE_HELP)
    parameters.metric("Searched", len(searched), border=True, help=_SEARCHED_HELP)
    notes = [each.message for each in advice_on(space, rows) if each.severity == "note"]
    if notes:
        with st.expander(formats.count(len(notes), "note"), icon=":material/info:"):
            for note in notes:
                st.caption(note)
    with st.expander("Python source", icon=":material/code:", expanded=True):
        source = python_source(space)
        st.code(source, language="python", height=360)
        st.download_button(
            "Download as Python",
            source,
            "search_space.py",
            "text/x-python",
            icon=":material/download:",
            on_click="ignore",
        )


_SIZE_HELP = (
    "How many different trainings the space holds. A range of real numbers without a step holds "
    "more than can be counted."
)
_SEARCHED_HELP = "How many values a trial is asked for at most; the rest is fixed."


def _size(space: SearchSpace) -> str:
    size = space.size()
    if size is None:
        return "Infinite"
    # Decimal, since a space can hold more configurations than a double can count.
    return f"{size:,}" if size < 10**9 else f"{Decimal(size):.1e}".replace("e+", " · 10^")
