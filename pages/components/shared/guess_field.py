"""The field for an answer to a lesson's question, in a class and alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from dctaxi.teaching.lessons import Guess


def show(guess: Guess, *, key: str) -> None:
    """Draw it; the answer is in session state under ``key``, None as long as there is none."""
    if guess.kind == "number":
        label = f"Your guess (0 to {guess.most_usd:,.0f} USD)"
        st.number_input(label, 0.0, guess.most_usd, None, step=0.5, key=key)
        return
    labels = [option.label for option in guess.options]
    st.radio("Your guess", labels, index=None, format_func=Plain, key=key, horizontal=True)
