"""Why something cannot be, in one sentence, at the place where it was asked for."""

from __future__ import annotations

import streamlit as st

from pages.components.shared import formats


def show(sentence: object, *, icon: str = ":material/error:") -> None:
    """Draw an error's sentence; what it quotes of the reader's or a stranger's is shown as text."""
    st.error(formats.plain(sentence), icon=icon)
