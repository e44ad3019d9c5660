"""One training with batch normalisation, watched: its error in training mode and in eval mode."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.plots.learn.trace import trace_data, trace_figure, trace_text
from dctaxi.teaching.batch_norm import watched
from dctaxi.teaching.training_trace import TRACES
from pages.components.shared import plot_panel
from pages.components.trained import results, train_button

if TYPE_CHECKING:
    from dctaxi.plots.parts.template import TemplateName
    from dctaxi.teaching.training_trace import Trace
    from pages.components.batch_norm.form import Choice

_KEY = "modes"


def show(choice: Choice) -> bool:
    """Draw the errors after each step, or the offer to train; tell whether the errors are there."""
    row = plot_panel.heading(_KEY)
    plan = watched(choice.steps, **choice.setting)
    (work,) = train_button.ensure(
        [plan],
        TRACES,
        key="batch_norm_trace",
        label="Watch a training",
        note="The same training, ended after each of its steps.",
    )
    if work.trained is None or not work.complete:
        return False
    draw = partial(_drawn, results.stamp(work.trained), work.trained)
    plot_panel.show(draw, row, key=_KEY)
    plot_panel.drawn_table(draw, key=_KEY)
    return True


@st.cache_data(max_entries=32, show_spinner=False)
def _drawn(
    stamp: results.Stamp,  # noqa: ARG001  # the key of the cache
    _trace: Trace,
    look: TemplateName,
) -> plot_panel.Drawn:
    data = trace_data(_trace.frame, modes=True)
    return plot_panel.Drawn(trace_figure(data, template=look), trace_text(data))
