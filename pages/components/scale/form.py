"""Bounds and number of samples: what the page on scales looks at, all of it in the address."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.errors import DcTaxiError
from dctaxi.space.decades import SAMPLES
from dctaxi.teaching.log_scale import BOUNDS, CHAPTER_HIGH, CHAPTER_LOW, MAX_SAMPLES, spread
from pages.components.lessons import controls
from pages.components.shared import refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dctaxi.teaching.log_scale import Spread

LOW, HIGH, COUNT = "scale_low", "scale_high", "scale_samples"


def show() -> Spread | None:
    """Draw the controls; None, with a sentence, where they say no range."""
    low_box, high_box, count_box = st.columns([2, 2, 1], vertical_alignment="bottom")
    low = _bound(LOW, "From", f"{CHAPTER_LOW:g}", low_box)
    high = _bound(HIGH, "To", f"{CHAPTER_HIGH:g}", high_box)
    samples = controls.draw(
        COUNT,
        SAMPLES,
        functools.partial(
            count_box.number_input,
            "Samples",
            2,
            MAX_SAMPLES,
            SAMPLES,
            step=100,
            bind="query-params",
            persist_state="session",
            help="How many evenly spaced samples of the range each row shows. The chapter has 300.",
        ),
    )
    try:
        return spread(float(low), float(high), samples)
    except DcTaxiError as error:
        refusal.show(error)
        return None


def invite(sentence: str, bounds: Sequence[str], *, key: str) -> None:
    """Draw a sentence with a button that sets bounds; nothing where they are set or closed."""
    names = (LOW, HIGH)
    closed = any(map(controls.closed, names))
    if closed or [st.session_state.get(name) for name in names] == list(bounds):
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(sentence, width="stretch")
        st.button(
            f"Set {bounds[0]} to {bounds[1]}",
            icon=":material/straighten:",
            key=key,
            on_click=_set,
            args=(tuple(bounds),),
        )


def _bound(key: str, label: str, default: str, box: st.delta_generator.DeltaGenerator) -> str:
    return controls.draw(
        key,
        default,
        functools.partial(
            box.select_slider,
            label,
            BOUNDS,
            default,
            bind="query-params",
            persist_state="session",
        ),
    )


def _set(bounds: tuple[str, str]) -> None:
    st.session_state[LOW], st.session_state[HIGH] = bounds
