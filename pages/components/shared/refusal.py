"""Why something cannot be, in one sentence, at the place where it was asked for."""

from __future__ import annotations

import streamlit as st

from pages.components.shared.plain import Plain


def show(sentence: object, *, icon: str = ":material/error:") -> None:
    """Draw an error's sentence; what it quotes of the reader's or a stranger's is shown as text."""
    st.error(Plain(sentence), icon=icon)


def unforeseen() -> None:
    """Say that something failed for a reason that nobody foresaw."""
    st.error(
        "This page failed for a reason that it did not foresee: your studies are kept and the "
        "terminal that runs the app has the details; reload the page to try again.",
        icon=":material/error:",
    )
