"""The currency that the amounts of a page are in: that of the study's trips.

What the library says is in dollars; a study of other trips is shown in its own currency. Session
state keeps it, since parts of a page are drawn again without the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.labels import USD, in_currency
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from dctaxi.data import DataSource

_CURRENCY = "currency"


def use(source: DataSource | None) -> None:
    """Let amounts from now on be those of some trips; None for dollars."""
    use_unit(USD if source is None else source.currency)


def use_unit(unit: str) -> None:
    """Let amounts from now on be in a currency, or in a unit of another program's."""
    st.session_state[_CURRENCY] = unit


def currency() -> str:
    """Return what amounts are in now."""
    found: str = st.session_state.get(_CURRENCY, USD)
    return found


def said(text: str) -> str:
    """Return a sentence of the library in the currency of now."""
    return in_currency(text, currency())


def plain(text: str) -> Plain:
    """Return a sentence of the library in the currency of now, as a page shows it."""
    return Plain(said(text))
