"""What the next study searches and on which data, as chosen on the pages before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi import labels
from dctaxi.space.description import describe_space
from pages.components.shared import navigation, term_link

if TYPE_CHECKING:
    from dctaxi.space.search_space import SearchSpace
    from pages.components.shared.state import DataChoice


def show(space: SearchSpace, data: DataChoice) -> None:
    """Say what was chosen, with the way back to each choice."""
    with st.container(border=True):
        _heading("Searches", navigation.SPACE, "Change the space")
        size = space.size()
        st.markdown(describe_space(space))
        if size is not None:
            st.caption(f"{size:,} configurations")
    with st.container(border=True):
        _heading("Trains on", navigation.DATA, "Change the data")
        features = labels.FEATURE_SETS[data.feature_set]
        st.markdown(f"{data.source.title}, **{features.label.lower()}** ({features.unit})")
        term_link.show(features)


def _heading(title: str, page: navigation.Entry, label: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{title}**", width="stretch")
        navigation.link(page, label=label)
