"""The currency that the amounts of a page are in: that of the study's trips.

What the library says is in dollars; a study of other trips is shown in its own currency. Session
state keeps it, since parts of a page are drawn again without the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dctaxi.labels import USD, in_currency
from dctaxi.plots import figure_in_currency, texts_in_currency
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    import plotly.graph_objects as go

    from dctaxi.data import DataSource

_CURRENCY, _NAMES = "currency", "currency.names"


def use(source: DataSource | None) -> None:
    """Let amounts from now on be those of some trips; None for dollars."""
    use_unit(USD if source is None else source.currency)


def use_unit(unit: str, names: Iterable[str] = ()) -> None:
    """Let amounts from now on be in a currency, or in a unit of another program's.

    ``names`` are what people call what is shown from now on: studies, and parameters of other
    programs. They stay as they are.
    """
    st.session_state[_CURRENCY], st.session_state[_NAMES] = unit, list(names)


def currency() -> str:
    """Return what amounts are in now."""
    found: str = st.session_state.get(_CURRENCY, USD)
    return found


def said(text: str) -> str:
    """Return a sentence of the library in the currency of now."""
    return in_currency(text, currency(), _names())


def figure(drawn: go.Figure) -> go.Figure:
    """Return a figure in the currency of now."""
    return figure_in_currency(drawn, currency(), _names())


def chart(specification: dict[str, Any]) -> dict[str, Any]:
    """Return the specification of a chart, or what a canvas draws, in the currency of now."""
    found: dict[str, Any] = texts_in_currency(specification, currency(), _names())
    return found


def _names() -> tuple[str, ...]:
    return tuple(st.session_state.get(_NAMES, ()))


def plain(text: str) -> Plain:
    """Return a sentence of the library in the currency of now, as a page shows it."""
    return Plain(said(text))
