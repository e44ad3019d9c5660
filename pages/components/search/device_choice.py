"""Where to train: the devices, and why one that is not here is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import streamlit as st

from dctaxi import labels
from dctaxi.training import DeviceChoice, cuda_problem
from pages.components.shared import refusal, term_link

if TYPE_CHECKING:
    from dctaxi.training import EngineId

_DEVICES = {"auto": "Auto", "cpu": "CPU", "cuda": "CUDA"}


def show(engine: EngineId, *, key: str) -> str | None:
    """Draw the choice; return in one sentence why what is chosen cannot train here."""
    known = labels.STUDY_OPTIONS["device"]
    problem = cuda_problem(engine)
    absent = {} if problem is None else {"cuda": "CUDA (not here)"}
    chosen = st.selectbox(
        known.label,
        get_args(DeviceChoice),
        format_func=lambda device: {**_DEVICES, **absent}[device],
        key=key,
        persist_state="session",
        help=term_link.about(known),
    )
    if chosen == "cuda" and problem is not None:
        refusal.show(problem)
        return problem
    return None
