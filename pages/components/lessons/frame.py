"""The frame of every Learn page: its question, three sentences, and where to try it for real."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from pages.components.shared import navigation, sitemap
from pages.components.shared.plain import Markdown, Text

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator


@dataclass(frozen=True)
class TryThis:
    """A way from a lesson into a page of the work; ``query`` is what its address says."""

    task: Markdown
    page: sitemap.Entry
    label: Markdown
    query: Mapping[str, str]


def try_this(
    task: Text, page: sitemap.Entry, label: Text, query: Mapping[str, str] | None = None
) -> TryThis:
    """Return a way into a page of the work."""
    return TryThis(Markdown(task), page, Markdown(label), query or {})


def show(
    question: Text, sentences: tuple[Text, Text, Text], ways: tuple[TryThis, ...]
) -> DeltaGenerator:
    """Draw the frame; return the place for controls and picture, after the first sentence.

    The first sentence says what the picture's words mean; the others, what to conclude from it.
    The frame stands complete before the place is filled, so the page may stop within it.
    """
    words, *conclusions = sentences
    st.subheader(question, anchor=False)
    st.markdown(words)
    body = st.container()
    st.markdown("\n\n".join(conclusions))
    with st.container(border=True):
        st.markdown(":material/experiment: **Try this**")
        for way in ways:
            row = st.container(horizontal=True, vertical_alignment="center")
            task: Markdown = way.task
            row.markdown(task, width="stretch")
            with row:
                navigation.link(way.page, label=way.label, query_params=way.query)
    return body
