"""Presenting: one picture of the page fills the screen, in large type, with nothing around it.

The tab remembers that it presents, and its address says so. Every picture is drawn as always, into
a place of its own; a style shows one of them, so that leafing through runs nothing of the page.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from pages.components.shared import address
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from streamlit.delta_generator import DeltaGenerator

    from pages.components.shared.plain import Text

PARAMETER = "present"
PICTURE_HEIGHT = 370
"""Pixels, before the style enlarges the picture to the screen."""

_SAID = 190
"""Characters that are read from the back of a room: two or three lines."""

_ON = "present_on"
_AT = "present_at"
_PICTURES = "present_pictures"
_STYLE = Path(__file__).with_name("present.css")


def follow() -> None:
    """Begin a run: the tab leads, and an address that opens it may say that it presents."""
    asked = address.text(PARAMETER) == "1"
    st.session_state.setdefault(_ON, asked)
    st.session_state[_PICTURES] = []
    if on():
        address.write({PARAMETER: "1"})  # a page that was left for this one took it along


def on() -> bool:
    """Tell whether this tab presents."""
    return bool(st.session_state.get(_ON))


def button() -> None:
    """Draw the way in."""
    if not on():
        st.button(
            "Present",
            icon=":material/slideshow:",
            key="present_begin",
            type="tertiary",
            help="One picture at a time, in large type. Arrow keys change it, Escape leaves.",
            on_click=_begin,
        )


@contextmanager
def picture(title: str, takeaway: str, *, key: str, keys: str = "") -> Iterator[None]:
    """Draw a picture between its title and what it shows, where it can fill the screen.

    ``keys`` says what keys it answers, besides those that change the picture.
    """
    pictures = st.session_state[_PICTURES]
    if key not in pictures:  # a part of a page that runs again by itself draws it again
        pictures.append(key)
    with st.container(key=_place(pictures.index(key))):
        st.header(Plain(title), anchor=False)
        with st.container(key=f"{_place(pictures.index(key))}_drawing"):
            yield
        st.markdown(Plain(briefly(takeaway, _SAID)[0]))
        if keys:
            st.caption(Plain(keys))


def briefly(takeaway: str, most: int) -> tuple[str, str]:
    """Return the first sentence with those that fit into so many characters, and the others."""
    sentences = takeaway.split(". ")
    at = 1
    while at < len(sentences) and len(". ".join(sentences[: at + 1])) <= most:
        at += 1
    said, more = ". ".join(sentences[:at]), ". ".join(sentences[at:])
    return (f"{said}." if more else said), more


def open_controls() -> DeltaGenerator:
    """Return the place for what changes the picture; a page that ends early has the way out."""
    if not on():
        return st.empty()
    st.html(_STYLE)
    with st.container(
        key="present_controls", horizontal=True, vertical_alignment="center", gap="small"
    ):
        place = st.container(width="content")
        st.button(
            "Leave",
            icon=":material/close:",
            key="present_leave",
            type="tertiary",
            shortcut="Esc",
            on_click=_leave,
        )
    return place


def fill_controls(place: DeltaGenerator) -> None:
    """Draw what changes the picture, once the page has drawn its pictures."""
    if on():
        with place:
            _controls()


@st.fragment
def _controls() -> None:
    pictures = st.session_state[_PICTURES]
    if not pictures:
        st.markdown("This page shows no picture yet.", width="content")
        return
    at = _index(pictures)
    # Marked as important: the style sheet's own rule for all pictures names them more closely.
    st.html(f"<style>.st-key-{_place(at)} {{ translate: none !important }}</style>")
    if len(pictures) == 1:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
        _turning("Previous", "arrow_back", "Left", -1)
        st.markdown(f"{at + 1} of {len(pictures)}", width="content")
        _turning("Next", "arrow_forward", "Right", 1)


def _turning(label: Text, icon: Text, shortcut: str, steps: int) -> None:
    st.button(
        label,
        icon=f":material/{icon}:",
        key=f"present_{label.lower()}",
        type="tertiary",
        shortcut=shortcut,
        on_click=_turn,
        args=(steps,),
    )


def _begin() -> None:
    st.session_state[_ON] = True


def _leave() -> None:
    st.session_state[_ON] = False
    address.write({PARAMETER: None})


def _turn(steps: int) -> None:
    pictures = st.session_state[_PICTURES]
    st.session_state[_AT] = pictures[(_index(pictures) + steps) % len(pictures)]


def _index(pictures: list[str]) -> int:
    at = st.session_state.get(_AT)
    return pictures.index(at) if at in pictures else 0


def _place(index: int) -> str:
    return f"present_{index}"
