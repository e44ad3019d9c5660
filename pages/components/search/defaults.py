"""What the launch form starts with: its defaults, a plan to repeat, and a free study name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import streamlit as st

from pages.components.search import first_trials
from pages.components.shared import state

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_DEFAULTS: Mapping[str, Any] = {
    "n_trials": 100,
    "minutes": None,
    "sampler": "tpe",
    "sampler_seed": 42,
    "objective": "train_val_rmse",
    "engine": "fused",
    "device": "auto",
    "loader": "memory",
    "as_printed": False,
    "round_size": None,
}


_LAUNCHED = "launch_last_name"


def field(name: str) -> str:
    """Return the widget key of a field of the form."""
    return f"launch_{name}"


def value_of(name: str) -> Any:
    """Return what a field of the form says."""
    return st.session_state[field(name)]


def free_name(wanted: str, taken: Collection[str]) -> str:
    """Return the wanted name, its trailing number counted up until nobody has it."""
    stem, number = re.fullmatch(r"(.*?)[ -]?(\d*)", wanted).groups()  # type: ignore[union-attr]
    count, name = int(number or 1), wanted
    while name in taken:
        count += 1
        name = f"{stem}-{count}"
    return name


def prepare(taken: Collection[str], engines: Collection[str]) -> None:
    """Fill the form's fields: from a plan that the user wants to repeat, else where empty."""
    draft = state.launch_draft()
    if draft is not None:
        state.set_launch_draft(None)
        for name, value in _fields_of(draft).items():
            st.session_state[field(name)] = value
        st.session_state[field("name")] = free_name(draft["name"], taken)
        first_trials.replace(draft["enqueue"])
    for name, value in {**_DEFAULTS, "name": free_name("taxi-1", taken)}.items():
        st.session_state.setdefault(field(name), value)
    if value_of("name") == st.session_state.pop(_LAUNCHED, None):
        st.session_state[field("name")] = free_name(value_of("name"), taken)
    if st.session_state[field("engine")] not in engines:
        st.session_state[field("engine")] = next(iter(engines))


def launched(name: str) -> None:
    """Let the form suggest the next free name when it is drawn again."""
    st.session_state[_LAUNCHED] = name


def _fields_of(plan: Mapping[str, Any]) -> dict[str, Any]:
    timeout_s, round_size = plan["timeout_s"], plan["round_size"]
    return {
        **{name: plan[name] for name in _DEFAULTS if name in plan},
        "objective": _DEFAULTS["objective"] if plan["as_printed"] else plan["objective"],
        "minutes": None if timeout_s is None else timeout_s / 60,
        "round_size": None if round_size == "auto" or plan["as_printed"] else round_size,
    }
