"""Where to train: the devices, and why one that is not here is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import streamlit as st

from dctaxi import labels
from dctaxi.training import DeviceChoice, device_problem
from pages.components.shared import refusal, term_link

if TYPE_CHECKING:
    from dctaxi.training import EngineChoice

_DEVICES = {"auto": "Auto", "cpu": "CPU", "cuda": "CUDA", "xpu": "XPU", "mps": "MPS"}


def show(engine: EngineChoice, *, key: str) -> str | None:
    """Draw the choice; return in one sentence why what is chosen cannot train here."""
    known = labels.STUDY_OPTIONS["device"]
    problems = {device: device_problem(engine, device) for device in get_args(DeviceChoice)}
    chosen = st.selectbox(
        known.label,
        [
            d
            for d, problem in problems.items()
            if not problem or d in ("cuda", st.session_state[key])
        ],
        format_func=lambda device: _DEVICES[device] + " (not here)" * bool(problems[device]),
        key=key,
        persist_state="session",
        help=term_link.about(known),
    )
    if (problem := problems[chosen]) is not None:
        refusal.show(problem)
    return problem
