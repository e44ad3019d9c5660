"""The glossary: a search, the entry that the address asks for, and a group of others to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi import glossary
from pages.components.shared import address, money, navigation, sitemap, state

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dctaxi.glossary import Entry

TERM_PARAMETER = "term"
"""Name of the URL parameter that opens one entry."""

_SEARCH, _GROUP = "find", "group"
"""Widget keys that stand in the address as they are."""

_GROUPS = tuple(dict.fromkeys(entry.group for entry in glossary.GLOSSARY.values()))


def show() -> None:
    """Draw the glossary, the entry of the address first; a search looks into every group."""
    money.use(state.data_choice().source)
    words = st.text_input(
        "Search",
        key=_SEARCH,
        bind="query-params",
        persist_state="session",
        placeholder="learning rate, TPE, median …",
        icon=":material/search:",
        on_change=_close,
        width=400,
    )
    _asked_for()
    if words.strip():
        _found(glossary.find(words))
    else:
        group = st.pills(
            "Group",
            _GROUPS,
            default=_GROUPS[0],
            required=True,
            key=_GROUP,
            bind="query-params",
            persist_state="session",
            label_visibility="collapsed",
            wrap=True,
        )
        _rows([entry for entry in glossary.GLOSSARY.values() if entry.group == group])


def _asked_for() -> None:
    """Draw the entry that the address asks for; nothing where it asks for none."""
    term = address.text(TERM_PARAMETER)
    if term is None:
        return
    if term not in glossary.GLOSSARY:
        st.warning(
            "The glossary has no entry for the word in this address: search for another.",
            icon=":material/search_off:",
        )
        return
    entry = glossary.GLOSSARY[term]
    with st.container(border=True, key="glossary_term"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(entry.label.with_unit, anchor=False, width="stretch")
            st.button("Close", icon=":material/close:", type="tertiary", on_click=_close)
        st.markdown(money.plain(entry.label.help))
        _where_met(entry)


def _close() -> None:
    address.write({TERM_PARAMETER: None})


def _found(entries: Sequence[Entry]) -> None:
    if entries:
        _rows(entries)
    else:
        st.info(
            "No entry has these words in its name or explanation: search for a shorter word.",
            icon=":material/search_off:",
        )


def _rows(entries: Sequence[Entry]) -> None:
    with st.container(border=True):
        for entry in entries:
            name, meaning, way = st.columns([3, 9, 3], gap="small")
            name.markdown(f"**{money.plain(entry.label.with_unit)}**")
            meaning.markdown(money.plain(entry.label.help))
            with way:
                _where_met(entry)


def _where_met(entry: Entry) -> None:
    """Draw the link to the page where the word is met; it keeps what was set in this tab."""
    navigation.link(sitemap.BY_ID[entry.page], icon=":material/arrow_forward:")
