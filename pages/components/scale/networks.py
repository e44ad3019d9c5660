"""Networks whose learning rates two scales drew from one range, really trained and compared."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from dctaxi.plots.learn.rates import Rates, rates_data, rates_figure, rates_text
from dctaxi.populations import POPULATIONS
from dctaxi.teaching.log_scale import LOW_RATE, MAX_DRAW, UNKNOWN_RATE, learning_rate_plans
from pages.components.scale import samples
from pages.components.shared import open_lesson, plot_panel, refusal, term_link
from pages.components.trained import results, train_button, two_populations

if TYPE_CHECKING:
    from dctaxi.plots import TemplateName
    from dctaxi.populations import Population
    from dctaxi.teaching.log_scale import Spread

DRAW = "scale_draw"
_NAMES = ("log scale", "linear scale")


def show(found: Spread) -> None:
    """Draw the offer to train both populations in a range, or what came of them."""
    st.subheader("Which scale finds better networks?", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        seed = _draw()
        samples.set_bounds("An unknown learning rate", UNKNOWN_RATE, key="scale_unknown")
        samples.set_bounds("A low learning rate", LOW_RATE, key="scale_low_rate")
    plans = learning_rate_plans(found.low, found.high, seed=seed)
    works = train_button.ensure(plans, POPULATIONS, key="scale", label="Train both", at_once=False)
    in_log, in_linear = (work.trained if work.complete else None for work in works)
    if in_log is None or in_linear is None:
        return
    problem = two_populations.not_comparable(in_log, in_linear)
    if problem is not None:
        refusal.show(problem)
        return
    two_populations.verdict(two_populations.compared(in_log, in_linear), *_NAMES)
    stamps = results.stamp(in_log), results.stamp(in_linear)
    draw = partial(_picture, _rates(*stamps, (in_log, in_linear)))
    plot_panel.show(draw, plot_panel.heading("rates"), key="scale_rates", exported=False)


def _draw() -> int:
    return open_lesson.draw(
        DRAW,
        0,
        partial(
            st.number_input,
            "Draw",
            0,
            MAX_DRAW,
            0,
            bind="query-params",
            persist_state="session",
            width=160,
            help="Another number draws other networks: a real finding stays. "
            f"{term_link.word('draw', 'Glossary')}",
        ),
    )


@st.cache_data(max_entries=32, show_spinner=False)
def _rates(
    in_log: results.Stamp,  # noqa: ARG001  # these two are the key of the cache
    in_linear: results.Stamp,  # noqa: ARG001
    _populations: tuple[Population, Population],
) -> Rates:
    columns: list[tuple[str, Any, Any]] = [
        (f"in {name}", population.column("params_lr"), population.values)
        for name, population in zip(_NAMES, _populations, strict=True)
    ]
    return rates_data(columns)


def _picture(data: Rates, look: TemplateName) -> plot_panel.Drawn:
    return plot_panel.Drawn(rates_figure(data, template=look), rates_text(data))
