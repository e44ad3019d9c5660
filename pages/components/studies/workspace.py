"""What the workspace holds, how large it is, and a way to remove what can go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.errors import DcTaxiError
from dctaxi.housekeeping import clean, holdings
from pages.components.shared import refusal, state
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dctaxi.housekeeping import Holding

_FREED = "workspace-freed"


def show() -> None:
    """Offer the panel; what takes room is counted once it is opened."""
    if st.button(
        "Workspace",
        icon=":material/hard_drive:",
        type="tertiary",
        key="workspace-open",
        help="How much room studies, trainings, models, uploads and caches take, and what can go.",
    ):
        st.session_state.pop(_FREED, None)
        _panel()


@st.dialog("Workspace", width="medium")
def _panel() -> None:
    try:
        found = holdings(state.workspace())
    except DcTaxiError as error:
        refusal.show(str(error))
        return
    st.caption(f"Everything lies in the folder {Plain(state.workspace().root)}.")
    for one in found:
        with st.container(horizontal=True):
            st.markdown(Plain(one.title), width="stretch")
            st.markdown(_size(one.bytes), width="content")
    _what_can_go([one for one in found if one.removable])


def _what_can_go(found: Sequence[Holding]) -> None:
    freed = st.session_state.get(_FREED)
    if freed is not None:
        st.success(f"{_size(freed)} freed.")
    if not found:
        st.caption("Nothing can be removed: all of it is in use, or from today.")
        return
    st.markdown("**What can go**")
    for one in found:
        st.markdown(f"- {_size(one.removable_bytes)}: {Plain(one.why)}")
    st.caption("Nothing that a study, a data set, a training, a model or a draft names is removed.")
    st.button(
        f"Remove {_size(sum(one.removable_bytes for one in found))}",
        icon=":material/delete:",
        type="primary",
        key="workspace-clean",
        on_click=_clean,
    )


def _clean() -> None:
    try:
        st.session_state[_FREED] = clean(state.workspace())
    except DcTaxiError as error:
        st.session_state.pop(_FREED, None)
        refusal.show(str(error))


def _size(count: int) -> str:
    return f"{count / 1e6:,.1f} MB"
