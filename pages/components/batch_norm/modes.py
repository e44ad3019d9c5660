"""One training with batch normalisation, looked at in training mode and in evaluation mode."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi import labels
from dctaxi.plots.learn.trace import trace_data, trace_figure, trace_text
from dctaxi.teaching.batch_norm import DEFAULT_STEPS, FEATURES, MAX_STEPS, MIN_STEPS, watched
from dctaxi.teaching.training_trace import TRACES
from pages.components.shared import open_lesson, plot_panel
from pages.components.trained import results, train_button

if TYPE_CHECKING:
    from dctaxi.data import FeatureSet
    from dctaxi.plots import TemplateName
    from dctaxi.teaching.training_trace import Trace, TracePlan

_FEATURES, _STEPS = "batch_norm_features", "batch_norm_steps"
_PLOT = "modes"


def show() -> None:
    """Draw the controls and the errors after each step, or the offer to train."""
    plan = _plan()
    (work,) = train_button.ensure([plan], TRACES, key="batch_norm_trace", label="Watch a training")
    if work.trained is not None and work.complete:
        draw = functools.partial(_drawn, results.stamp(work.trained), work.trained)
        plot_panel.show(draw, plot_panel.heading(_PLOT), key=_PLOT, exported=False)


def _plan() -> TracePlan:
    """Draw both controls, which stand in the address."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="large"):
        features: FeatureSet = open_lesson.draw(
            _FEATURES,
            FEATURES[0],
            functools.partial(
                st.segmented_control,
                "Features",
                FEATURES,
                default=FEATURES[0],
                format_func=lambda name: labels.FEATURE_SETS[name].label,
                required=True,
                bind="query-params",
                persist_state="session",
                help="Raw trips hold degrees and years; scaled features lie around 0.",
            ),
        )
        steps = open_lesson.draw(
            _STEPS,
            DEFAULT_STEPS,
            functools.partial(
                st.slider,
                "Training steps",
                MIN_STEPS,
                MAX_STEPS,
                DEFAULT_STEPS,
                bind="query-params",
                persist_state="session",
                width=360,
                help="The chapter's trainings have 30 to 50.",
            ),
        )
    return watched(steps, feature_set=features)


@st.cache_data(max_entries=32, show_spinner=False)
def _drawn(
    stamp: results.Stamp,  # noqa: ARG001  # the key of the cache
    _trace: Trace,
    look: TemplateName,
) -> plot_panel.Drawn:
    data = trace_data(_trace.frame, modes=True)
    return plot_panel.Drawn(trace_figure(data, template=look), trace_text(data))
