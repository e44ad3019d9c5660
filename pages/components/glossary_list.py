"""The glossary: a search, the entry that the address asks for, and all the others by group."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from dctaxi.search import labels
from dctaxi.search.labels import Entry

TERM_PARAMETER = "term"
"""Name of the URL parameter that opens one entry."""

_SEARCH, _GROUP = "find", "group"
"""Widget keys that stand in the address as they are."""

_GROUPS = tuple(dict.fromkeys(entry.group for entry in labels.GLOSSARY.values()))


def show() -> None:
    """Draw the glossary, the entry of the address first."""
    words, group = _search()
    _asked_for()
    found = [entry for entry in labels.find(words) if group in (None, entry.group)]
    if not found:
        st.info(
            "No entry has these words in its name or explanation: search for a shorter word, or "
            "in all groups.",
            icon=":material/search_off:",
        )
    # While someone searches, the best match comes first, whatever its group.
    for name, entries in [("", found)] if words else groupby(found, lambda entry: entry.group):
        with st.container(border=True):
            if name:
                st.subheader(name, anchor=False)
            for entry in entries:
                _row(entry)


def _search() -> tuple[str, str | None]:
    with st.container(horizontal=True, vertical_alignment="top"):
        words = st.text_input(
            "Search",
            key=_SEARCH,
            bind="query-params",
            persist_state="session",
            placeholder="learning rate, TPE, median …",
            icon=":material/search:",
            on_change=_close,
            width=300,
        )
        group = st.pills(
            "Group",
            _GROUPS,
            key=_GROUP,
            bind="query-params",
            persist_state="session",
            on_change=_close,
        )
    return words, group


def _asked_for() -> None:
    """Draw the entry that the address asks for; nothing where it asks for none."""
    term = st.query_params.get(TERM_PARAMETER)
    if term is None:
        return
    if term not in labels.GLOSSARY:
        st.warning(
            "The glossary has no entry for the word in this address: search for another.",
            icon=":material/search_off:",
        )
        return
    entry = labels.GLOSSARY[term]
    with st.container(border=True, key="glossary_term"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(entry.label.with_unit, anchor=False, width="stretch")
            st.button("Close", icon=":material/close:", type="tertiary", on_click=_close)
        st.markdown(entry.label.help)
        _where_met(entry)


def _close() -> None:
    st.query_params.pop(TERM_PARAMETER, None)


def _row(entry: Entry) -> None:
    name, meaning, way = st.columns([3, 9, 3], gap="small")
    name.markdown(f"**{entry.label.with_unit}**")
    meaning.markdown(entry.label.help)
    with way:
        _where_met(entry)


def _where_met(entry: Entry) -> None:
    """Draw the link to the page where the word is met; it keeps what was set in this tab."""
    st.page_link(f"pages/{entry.page}.py", icon=":material/arrow_forward:", width="content")
