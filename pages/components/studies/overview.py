"""The list of studies: narrowed and sorted, as rows or cards, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.study import list_studies
from pages.components.shared import formats, navigation, sitemap
from pages.components.studies import cards, foreign, listing, rows, several
from pages.components.study import again

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dctaxi.analysis.reading import StudySummary
    from dctaxi.workspace import Workspace

_PER_PAGE = 12


def show(studies: Sequence[StudySummary], workspace: Workspace) -> None:
    """Draw the studies that are asked for, and what can be done with those that are ticked."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(formats.count(len(studies), "study", "studies"), width="stretch")
        look = st.segmented_control(
            "Look",
            listing.LOOKS,
            default=listing.LOOKS[0],
            required=True,
            key="studies.look",
            persist_state="session",
            label_visibility="collapsed",
        )
        foreign.bring()
        with st.container(key="studies_new", width="content"):
            navigation.link(sitemap.NEW_STUDY, label="New study", icon=":material/add:")
    again.said()
    found = listing.arranged(studies, listing.ask(studies))
    if not found:
        st.caption("No study matches: shorten what you look for, or remove a filter.")
        return
    page = 1
    if len(found) > _PER_PAGE:
        page = st.pagination(-(-len(found) // _PER_PAGE), key="studies.page")
    several.show(studies)
    entries = {entry.name: entry for entry in list_studies(workspace)}
    draw = rows.show if look == listing.LOOKS[0] else cards.show
    draw(found[_PER_PAGE * (page - 1) : _PER_PAGE * page], entries)
