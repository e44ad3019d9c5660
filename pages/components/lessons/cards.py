"""A card for each Learn page: the sketch of its picture, its name and its question."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages.components.shared import navigation, sitemap
from pages.components.shared.plain import Plain

_IN_A_ROW = 3


def show() -> None:
    """Draw the cards; on a telephone they stand below each other."""
    st.subheader("One question, one picture", anchor=False)
    for first in range(0, len(sitemap.LEARN_PAGES), _IN_A_ROW):
        row = sitemap.LEARN_PAGES[first : first + _IN_A_ROW]
        for column, entry in zip(st.columns(_IN_A_ROW), row, strict=False):
            with column, st.container(border=True, gap="xsmall", height="stretch"):
                st.image(Path(entry.file).with_suffix(".svg"), width="stretch")
                navigation.link(entry)
                st.caption(Plain(entry.help))
