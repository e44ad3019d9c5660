"""Why the two modes differ, and by how much in one training that is watched.

The cause are running statistics that are still on their way to the data's; the effect is the error
of the same network in training mode and in evaluation mode.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.data import prepare
from dctaxi.plots.learn.settling import settling_figure
from dctaxi.plots.learn.trace import trace_data, trace_figure, trace_text
from dctaxi.teaching.batch_norm import SPEC, settling, settling_text, watched
from dctaxi.teaching.training_trace import TRACES
from pages.components.shared import plot_panel, tables
from pages.components.trained import results, train_button

if TYPE_CHECKING:
    from dctaxi.plots import TemplateName
    from dctaxi.teaching.training_trace import Trace
    from pages.components.batch_norm.form import Choice

_STATISTICS, _ERRORS = "settling", "modes"


def cause(choice: Choice) -> None:
    """Draw where the average trip comes out of the first layer after each step, untrained."""
    draw = partial(_drawn_statistics, choice)
    plot_panel.show(draw, plot_panel.heading(_STATISTICS), key=_STATISTICS)
    plot_panel.drawn_table(draw, key=_STATISTICS)


def effect(choice: Choice) -> bool:
    """Draw the errors after each step, or the offer to train; tell whether the errors are there."""
    row = plot_panel.heading(_ERRORS)
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
    draw = partial(_drawn_errors, results.stamp(work.trained), work.trained)
    plot_panel.show(draw, row, key=_ERRORS)
    plot_panel.drawn_table(draw, key=_ERRORS)
    return True


@st.cache_data(max_entries=64, show_spinner=False)
def _drawn_statistics(choice: Choice, look: TemplateName) -> plot_panel.Drawn:
    data = prepare(tables.read(choice.source), choice.feature_set)
    found = settling(data, SPEC.batch_size, choice.steps)
    return plot_panel.Drawn(settling_figure(found, template=look), settling_text(found))


@st.cache_data(max_entries=32, show_spinner=False)
def _drawn_errors(
    stamp: results.Stamp,  # noqa: ARG001  # the key of the cache
    _trace: Trace,
    look: TemplateName,
) -> plot_panel.Drawn:
    data = trace_data(_trace.frame, modes=True)
    return plot_panel.Drawn(trace_figure(data, template=look), trace_text(data))
