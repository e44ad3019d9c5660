"""One network in training: its errors step by step, played, stepped or all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.analysis import constant_baseline
from dctaxi.data import prepare
from dctaxi.plots.learn.trace import (
    trace_data,
    trace_rows,
    trace_spec,
    trace_text,
)
from dctaxi.teaching.network_shapes import FEATURE_SET
from dctaxi.teaching.training_trace import TRACES, trace_of
from pages.components.shared import playback, plot_panel, tables
from pages.components.shared.plain import Plain
from pages.components.trained import results, train_button

if TYPE_CHECKING:
    from dctaxi.plots.learn.trace import Trace as TraceData
    from dctaxi.records import TrialSpec
    from dctaxi.teaching.training_trace import Trace, TracePlan

_KEY = "network_steps"
_BEAT_S = 0.3
_LONGEST_S = 12


def show(spec: TrialSpec) -> None:
    """Draw the training of a network, or the offer to train it."""
    plan = trace_of(spec, feature_set=FEATURE_SET)
    plot_panel.heading("trace")
    (work,) = train_button.ensure(
        [plan],
        TRACES,
        key="network",
        label="Train it",
    )
    if work.trained is None or not work.complete:
        return
    data = _data(results.stamp(work.trained), plan, work.trained)

    chart = trace_spec(data, plot_panel.template())
    last = int(data.steps[-1])

    def draw(step: int) -> None:
        sentence = trace_text(data, until=step)
        st.caption(Plain(sentence))
        st.vega_lite_chart(trace_rows(data, step), chart, key=f"{_KEY}_chart", alt=sentence)

    playback.show(
        _KEY,
        plan.key,
        last,
        draw,
        start=last,
        beat_s=_BEAT_S,
        stride=max(1, round(last * _BEAT_S / _LONGEST_S)),
        stop="step",
    )


@st.cache_resource(max_entries=32, show_spinner=False)
def _data(
    stamp: results.Stamp,  # noqa: ARG001  # the key of the cache
    _plan: TracePlan,
    _trace: Trace,
) -> TraceData:
    taxi = prepare(tables.read(_plan.source), _plan.feature_set)
    constant = constant_baseline(taxi, _plan.specs()[-1], "val_rmse")
    return trace_data(_trace.frame, modes=False, constant=constant)
