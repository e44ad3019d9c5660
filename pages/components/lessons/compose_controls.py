"""How the controls of its page stand in a lesson that is made: their values, locked or hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from dctaxi.teaching.lessons.controls import CONTROLS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from dctaxi.teaching.lessons.controls import Control
    from dctaxi.teaching.lessons.lesson import StateValue

_AS_IT_IS = "as the page has it"


class Controls(NamedTuple):
    """Values by name, and the names of what cannot be changed or is not seen."""

    state: Mapping[str, StateValue]
    locked: tuple[str, ...]
    hidden: tuple[str, ...]


def show(page: str) -> Controls:
    """Draw the controls of a page; the values begin with those of this tab."""
    known = CONTROLS.get(page, {})
    if not known:
        st.caption("This page has no controls that a lesson could set.")
        return Controls({}, (), ())
    values = {n: _value(n, control) for n, control in known.items() if not control.row}
    locked = _names("Locked", "show, and cannot be changed", f"compose_locked_{page}", known)
    hidden = _names("Hidden", "do not show", f"compose_hidden_{page}", known)
    return Controls(
        {name: value for name, value in values.items() if value is not None},
        tuple(name for name in locked if name not in hidden),
        tuple(hidden),
    )


def _names(label: str, what: str, key: str, known: Mapping[str, Control]) -> list[str]:
    chosen: list[str] = st.multiselect(
        f"{label} controls",
        list(known),
        format_func=lambda name: known[name].title,
        key=key,
        persist_state="session",
        help=f"Controls that {what} while the lesson is open.",
    )
    return chosen


def _value(name: str, control: Control) -> StateValue | None:
    """Draw what sets a control; None leaves it as the page has it."""
    key = f"compose_value_{name}"
    if key not in st.session_state and st.session_state.get(name) is not None:
        st.session_state[key] = st.session_state[name]
    options: dict[str, Any] = {"key": key, "persist_state": "session", "placeholder": _AS_IT_IS}
    if control.many:
        return tuple(st.multiselect(control.title, control.choices, **options)) or None
    if control.choices:
        return st.selectbox(control.title, control.choices, index=None, **options)
    if control.limits:
        return st.number_input(control.title, *control.limits, value=None, **options)
    if control.letters:
        return st.text_input(control.title, max_chars=control.letters, **options) or None
    return st.selectbox(
        control.title, (False, True), index=None, format_func=("Off", "On").__getitem__, **options
    )
