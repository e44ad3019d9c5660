"""The first visit: what this is in one sentence, and one button that shows it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st


def show(on_start: Callable[[], None]) -> None:
    """Draw the empty workspace; the button runs the chapter's study."""
    _, middle, _ = st.columns([1, 2.2, 1])
    with middle, st.container(border=True, horizontal_alignment="center", gap="medium"):
        st.space("small")
        st.markdown("# :primary[:material/local_taxi:]", text_alignment="center", width="stretch")
        st.subheader("Find what makes a small network good", anchor=False, text_alignment="center")
        st.markdown(
            "Set ranges for the hyperparameters of a taxi-fare model, let a search train hundreds "
            "of networks in the background, and read from three plots where to look next.",
            text_alignment="center",
        )
        st.button(
            "Run the chapter's study on sample data",
            type="primary",
            icon=":material/play_arrow:",
            key="first-study",
            on_click=on_start,
        )
        st.caption(
            "100 real trainings on synthetic Washington, DC taxi trips, on this machine; no "
            "network, account or GPU is needed.",
            text_alignment="center",
        )
        st.space("xsmall")
    with st.container(horizontal=True, horizontal_alignment="center", gap="large"):
        st.page_link("pages/search/data.py", label="Look at the data", icon=":material/dataset:")
        st.page_link("pages/search/space.py", label="Set ranges yourself", icon=":material/tune:")
