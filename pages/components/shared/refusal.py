"""Why something cannot be, in one sentence, at the place where it was asked for."""

from __future__ import annotations

import streamlit as st

from dctaxi.incidents import noted
from dctaxi.workspace import Workspace
from pages.components.shared.plain import Plain


def show(sentence: object, *, icon: str = ":material/error:") -> None:
    """Draw an error's sentence; what it quotes of the reader's or a stranger's is shown as text."""
    st.error(Plain(sentence), icon=icon)


def unforeseen(error: BaseException, what: str) -> None:
    """Log what nobody foresaw, and say that it happened and under which id it is in the log."""
    incident = noted(error, what, Workspace.current())
    st.error(
        f"This page failed unexpectedly ({Plain(incident)}): your studies "
        "are kept, and the workspace's errors.log has the details under this id; reload the page "
        "to try again.",
        icon=":material/error:",
    )
