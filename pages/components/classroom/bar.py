"""In the head of every page of a class: who looks, and whose work the tab looks at."""

from __future__ import annotations

import streamlit as st

from pages.components.shared import who
from pages.components.shared.plain import Plain

_CHOICE = "class_work"


def show() -> None:
    """Draw it; nothing where there is no class."""
    settings = who.classroom()
    if settings is None:
        return
    known = {one.id: one for one in who.known_places()}
    here = known[who.place()]
    actor = who.actor()
    with st.popover(
        f"{Plain(actor.name)} · {Plain(here.title)}",
        icon=":material/person:",
        type="tertiary",
        key="class_bar",
    ):
        st.markdown(
            f"You are **{Plain(actor.name)}**, a {Plain(actor.role)} in {Plain(settings.title)}."
        )
        st.session_state[_CHOICE] = here.id
        st.selectbox(
            "Whose work this tab shows",
            list(known),
            format_func=lambda one: known[one].title,
            key=_CHOICE,
            on_change=_change,
            help="Another one opens afresh: this tab leaves what it shows.",
        )
        if here.reads:
            st.caption("You can look at everything here, but not change it.")


def note() -> None:
    """Say above a page that it shows somebody else's work."""
    if who.classroom() is None:
        return
    here = next(one for one in who.known_places() if one.id == who.place())
    if here.id == who.known_places()[0].id:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="class_note"):
        reads = " You can look, but not change anything." if here.reads else ""
        st.markdown(
            f":material/visibility: This is **{Plain(here.title)}**, not your own work.{reads}",
            width="stretch",
        )
        st.button(
            "Back to my own",
            icon=":material/undo:",
            type="tertiary",
            key="class_back",
            on_click=who.change_to,
            args=(who.known_places()[0].id,),
        )


def _change() -> None:
    who.change_to(st.session_state[_CHOICE])
