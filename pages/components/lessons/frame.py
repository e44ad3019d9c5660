"""The frame of every Learn page: its question, how to read its picture, and what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.teaching.learn_pages import LEARN_PAGES
from pages.components.shared import guess_first, navigation, sitemap, term_link
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator


def show(page: str) -> DeltaGenerator:
    """Draw the frame of a page, by its id; return the place for controls and picture.

    The frame stands complete before the place is filled, so the page may stop within it.
    """
    at = next(place for place, one in enumerate(LEARN_PAGES) if one.id == page)
    record = LEARN_PAGES[at]
    following = sitemap.LEARN_PAGES[(at + 1) % len(LEARN_PAGES)]
    with st.container(horizontal=True, vertical_alignment="center", key="learn_head"):
        st.subheader(Plain(record.question), anchor=False, width="stretch")
        navigation.link(sitemap.LEARN, icon=":material/arrow_back:")
        navigation.link(following, icon=":material/arrow_forward:")
    st.markdown(term_link.read(record.words))
    body = st.container()
    if not guess_first.question_open():
        st.markdown(term_link.read(record.conclusion))
    return body
