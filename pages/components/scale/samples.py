"""Where the samples of a range fall: its bounds and their number, and how many fall where.

The bounds and the number stand in the address; linear scale is counted beside log, per order of
magnitude.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.errors import DcTaxiError
from dctaxi.plots.learn.decades import decades_figure
from dctaxi.space import SAMPLES
from dctaxi.teaching.log_scale import (
    BOUNDS,
    CHAPTER_HIGH,
    CHAPTER_LOW,
    MAX_SAMPLES,
    spread,
    spread_text,
)
from pages.components.shared import open_lesson, plot_panel, refusal
from pages.components.shared.plain import Plain, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dctaxi.plots import TemplateName
    from dctaxi.teaching.log_scale import Spread

LOW, HIGH, COUNT = "scale_low", "scale_high", "scale_samples"
_PLOT = "decades"
_MOST_PX = 330


def form() -> Spread | None:
    """Draw the controls; None, with a sentence, where they say no range."""
    low_box, high_box, count_box = st.columns([2, 2, 1], vertical_alignment="bottom")
    low = _bound(LOW, "From", f"{CHAPTER_LOW:g}", low_box)
    high = _bound(HIGH, "To", f"{CHAPTER_HIGH:g}", high_box)
    samples = open_lesson.draw(
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


def picture(found: Spread) -> None:
    """Draw the counts over the samples themselves, and say what they come to."""

    def draw(look: TemplateName) -> plot_panel.Drawn:
        return plot_panel.Drawn(decades_figure(found, template=look), spread_text(found))

    plot_panel.show(
        draw, plot_panel.heading(_PLOT), key=f"scale_{_PLOT}", most_px=_MOST_PX, exported=False
    )


def set_bounds(label: Text, bounds: Sequence[str], *, key: str) -> None:
    """Draw a button that sets bounds; nothing where they are set or closed."""
    names = (LOW, HIGH)
    closed = any(map(open_lesson.closed, names))
    if closed or [st.session_state.get(name) for name in names] == list(bounds):
        return
    st.button(
        label,
        icon=":material/straighten:",
        key=key,
        help=Plain(f"Sets {bounds[0]} to {bounds[1]}."),
        on_click=_set,
        args=(tuple(bounds),),
    )


def _bound(key: str, label: Text, default: str, box: st.delta_generator.DeltaGenerator) -> str:
    slider: functools.partial[str] = functools.partial(
        box.select_slider, label, BOUNDS, default, bind="query-params", persist_state="session"
    )
    return open_lesson.draw(key, default, slider)


def _set(bounds: tuple[str, str]) -> None:
    st.session_state[LOW], st.session_state[HIGH] = bounds
