"""Play, pause, step and jump through trials or training steps; the place stands in the address.

While it plays, only what ``draw`` draws runs again, once in a beat. Callbacks tell a beat from the
reader's own move: a move sets ``moved``, a beat sets nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from pages.components.shared import address
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_STEPS = (
    ("To the start", "first_page", "start", "s"),
    ("Back", "chevron_left", "back", "b"),
    ("Next", "chevron_right", "next", "n"),
)


def show(
    key: str,
    of: str,
    last: int,
    draw: Callable[[int], None],
    *,
    start: int,
    beat_s: float,
    stride: int = 1,
    marks: Sequence[int] = (),
    stop: str = "trial",
) -> None:
    """Draw the buttons, the slider from 0 to ``last`` (at least 1), and ``draw(number)``.

    ``of`` names what is played: another one begins at ``start``. ``stop`` is what its numbers
    count, and the URL parameter that holds the number at hand. A beat goes ``stride`` stops on.
    ``marks`` are the trials that were new bests when they ended; without any, there is no button
    that jumps to the next.
    """
    playing = _place(key, of, last, start, stop)["playing"]
    _buttons(key, last, marks, playing=playing)

    def beat() -> None:
        place = st.session_state[key]
        if place["playing"] and not place["moved"]:
            place = place | {"at": min(place["at"] + stride, last), "before": place["at"]}
        ended = place["playing"] and place["at"] >= last
        place = place | {"moved": False, "playing": place["playing"] and not ended}
        st.session_state[key] = place
        st.session_state[f"{key}_slider"] = place["at"]
        st.slider(
            Plain(stop.capitalize()),
            0,
            last,
            key=f"{key}_slider",
            disabled=place["playing"],
            on_change=_slid,
            args=(key,),
        )
        if not place["playing"]:
            # Each step written while it plays would be a step of the browser's way back.
            address.write({stop: str(place["at"])})
        draw(place["at"])
        if ended:
            st.rerun()  # so that no beat follows

    st.fragment(beat, run_every=beat_s if playing else None, key=f"{key}_beat")()


def pause(key: str) -> None:
    """Stop playing, as when another choice changes what is looked at."""
    if key in st.session_state:
        st.session_state[key] = st.session_state[key] | {"playing": False, "moved": True}


def _place(key: str, of: str, last: int, start: int, stop: str) -> dict[str, Any]:
    place = st.session_state.get(key)
    if place is None or place["of"] != of:
        asked = (address.text(stop) or "") if place is None else ""
        at = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else start
        place = {"of": of, "at": at, "playing": False, "moved": True, "before": None}
    place = place | {"at": min(max(place["at"], 0), last)}
    st.session_state[key] = place
    return place


def _buttons(key: str, last: int, marks: Sequence[int], *, playing: bool) -> None:
    at = st.session_state[key]["at"]
    following = next((mark for mark in marks if mark > at), None)
    with st.container(horizontal=True, key=f"{key}_buttons"):
        st.button(
            "Pause" if playing else "Play",
            icon=":material/pause:" if playing else ":material/play_arrow:",
            type="primary",
            shortcut="p",
            key=f"{key}_play",
            on_click=_toggled,
            args=(key, last),
        )
        for label, icon, name, shortcut in _STEPS:
            st.button(
                label,
                icon=f":material/{icon}:",
                shortcut=shortcut,
                key=f"{key}_{name}",
                on_click=_stepped,
                args=(key, name, last),
            )
        if marks:
            st.button(
                "Next new best",
                icon=":material/trophy:",
                shortcut="j",
                key=f"{key}_jump",
                disabled=not playing and following is None,
                on_click=_jumped,
                args=(key, tuple(marks)),
            )


def _toggled(key: str, last: int) -> None:
    """Play on, from the start where the end was reached; or pause."""
    place = st.session_state[key]
    if place["playing"]:
        pause(key)
        return
    at = 0 if place["at"] >= last else place["at"]
    st.session_state[key] = place | {"playing": True, "moved": True, "at": at}


def _stepped(key: str, way: str, last: int) -> None:
    at = st.session_state[key]["at"]
    to = {"start": 0, "back": max(at - 1, 0), "next": min(at + 1, last)}[way]
    _go(key, to)


def _jumped(key: str, marks: tuple[int, ...]) -> None:
    at = st.session_state[key]["at"]
    _go(key, next((mark for mark in marks if mark > at), at))


def _slid(key: str) -> None:
    """Go where the slider was put, unless it moved by itself.

    A browser that is slower than the beat reports the place of the beat before as a change, also
    once the last beat has ended the play.
    """
    place, reported = st.session_state[key], st.session_state[f"{key}_slider"]
    if place["playing"] or place["moved"]:
        return
    if reported == place["before"]:
        st.session_state[key] = place | {"before": None}
    else:
        _go(key, reported)


def _go(key: str, at: int) -> None:
    place = st.session_state[key]
    st.session_state[key] = place | {"at": at, "playing": False, "moved": True, "before": None}
