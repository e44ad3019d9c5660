"""How a what-if's population is drawn: its size, its seed and its method."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, get_args

import streamlit as st

from dctaxi.space.draw import DrawMethod
from pages.components.whatif import session as whatif_session

if TYPE_CHECKING:
    from pages.components.trained.start import Start
    from pages.components.whatif.model import WhatIf

_METHODS = {"random": "Random", "sobol": "Sobol"}


def show(start: Start, what_if: WhatIf) -> None:
    """Draw the fields; a change is kept at once."""
    with st.popover(f"{what_if.n:,} trainings", icon=":material/groups:"):
        for name, label, low, step, about in (
            ("n", "Trainings", 2, 64, _MEMBERS_HELP),
            ("seed", "Seed", 0, 1, _SEED_HELP),
        ):
            st.session_state[_key(name)] = getattr(what_if, name)
            st.number_input(
                label,
                low,
                step=step,
                key=_key(name),
                help=about,
                on_change=_keep,
                args=(start, name),
            )
        st.session_state[_key("method")] = what_if.method
        st.segmented_control(
            "Draw",
            get_args(DrawMethod),
            format_func=_METHODS.__getitem__,
            required=True,
            key=_key("method"),
            help="Sobol points fill the ranges more evenly than chance does; the intervals are "
            "those of random points and then rather too wide.",
            on_change=_keep,
            args=(start, "method"),
        )


_MEMBERS_HELP = (
    "Configurations drawn from the ranges and trained together. More of them narrow the "
    "intervals: four times as many halve them."
)
_SEED_HELP = "Another seed draws other configurations: a finding that is one stays."


def _keep(start: Start, name: str) -> None:
    value: Any = st.session_state[_key(name)]
    if value is None:
        return
    whatif_session.change(
        start,
        lambda session: session.moved(dataclasses.replace(session.now, **{name: value}, title="")),
    )


def _key(name: str) -> str:
    return f"whatif_option_{name}"
