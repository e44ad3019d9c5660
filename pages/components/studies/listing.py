"""Which studies the list shows, in which order, and which of them are ticked."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from dctaxi.study import note_of, tags_of
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dctaxi.analysis.reading import StudySummary

FROM = 4
"""With fewer studies than this nobody needs to sort or search among them."""

LOOKS = ("Rows", "Cards")

_OTHER_TOOL = "other tool"

_ORDERS: dict[str, Callable[[StudySummary], tuple[object, ...]]] = {
    "Changed last": lambda study: (-(study.updated or datetime.min).toordinal(),),
    "Best value": lambda study: (
        study.best_value is None,
        study.best_value or 0.0,
    ),
    "Name": lambda study: (study.name.casefold(),),
    "Most trials": lambda study: (-study.done - study.failed,),
}
"""Keys of the orders; the studies come with the one that changed last first, which breaks ties."""


class Wanted(NamedTuple):
    """What the reader asked for; empty texts and tuples ask for nothing."""

    text: str = ""
    states: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    order: str = "Changed last"


def arranged(studies: Sequence[StudySummary], wanted: Wanted) -> list[StudySummary]:
    """Return the studies that are asked for, in the order that is asked for."""
    text = wanted.text.strip().casefold()
    found = [
        study
        for study in studies
        if (not text or text in _said(study))
        and (not wanted.states or state_of(study) in wanted.states)
        and set(wanted.tags) <= set(tags_of(study.attributes))
    ]
    return found if wanted.order == "Changed last" else sorted(found, key=_ORDERS[wanted.order])


def state_of(study: StudySummary) -> str:
    """Return a study's state in a word."""
    return study.state or _OTHER_TOOL


def ask(studies: Sequence[StudySummary]) -> Wanted:
    """Draw what narrows and sorts the list, as far as there is anything to narrow."""
    if len(studies) < FROM:
        return Wanted()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            "Find a study",
            key="studies.find",
            persist_state="session",
            placeholder="Name, tag or note",
            icon=":material/search:",
            label_visibility="collapsed",
            width="stretch",
        )
        order = st.selectbox(
            "Sort by",
            list(_ORDERS),
            key="studies.order",
            persist_state="session",
            label_visibility="collapsed",
            width=170,
        )
    states = list(dict.fromkeys(map(state_of, studies)))
    tags = sorted({tag for study in studies for tag in tags_of(study.attributes)})
    with st.container(horizontal=True, vertical_alignment="center"):
        wanted_states = _pills("State", states, "studies.states") if len(states) > 1 else ()
        wanted_tags = _pills("Tags", tags, "studies.tags") if tags else ()
    return Wanted(text or "", tuple(wanted_states), tuple(wanted_tags), order)


def tick(study: str) -> None:
    """Draw the box that takes a study into what is done with several at once."""
    st.checkbox(
        Plain(f"Select {study}"), key=_key(study), label_visibility="collapsed", width="content"
    )


def ticked(studies: Sequence[StudySummary]) -> list[str]:
    """Return the names of the ticked studies among these."""
    return [study.name for study in studies if st.session_state.get(_key(study.name))]


def untick(names: Sequence[str]) -> None:
    """Tick none of these studies."""
    for name in names:
        st.session_state[_key(name)] = False


def _pills(label: str, options: Sequence[str], key: str) -> tuple[str, ...]:
    # What is gone from the list is no option any more.
    st.session_state[key] = [one for one in st.session_state.get(key, ()) if one in options]
    return tuple(
        st.pills(
            Plain(label),
            options,
            selection_mode="multi",
            format_func=Plain,
            key=key,
            persist_state="session",
            label_visibility="collapsed",
        )
    )


def _said(study: StudySummary) -> str:
    said = (study.name, *tags_of(study.attributes), note_of(study.attributes))
    return "\n".join(said).casefold()


def _key(study: str) -> str:
    return f"study-tick-{study}"
