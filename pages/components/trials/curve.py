"""How one trial learnt, step by step: trained again with a look after every step.

A study validates a training two or three times only, as the chapter does, and its values stay as
they are: the engine is asked for the same training cut short at every step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.errors import DcTaxiError
from dctaxi.populations import setting_of
from dctaxi.teaching.training_trace import MAX_STEPS, TRACES, trace_of
from pages.components.shared import learning_curve
from pages.components.trained import results, train_button, work

if TYPE_CHECKING:
    from dctaxi.records import TrialSpec
    from dctaxi.study import StudyPlan

_ASKED = "trial_every_step"


def every_step(spec: TrialSpec, plan: StudyPlan) -> bool:
    """Draw the curve with a point at every step where it is there, else a switch that asks for it.

    Tell whether it was drawn. The switch stays on for other trials. Of a trial of several seeds it
    is the training with the seed of ``spec``.
    """
    if spec.max_batches > MAX_STEPS:
        return False
    asked = st.toggle(
        "Learning curve with every step",
        key=_ASKED,
        persist_state="session",
        help="Trains this trial again, cut short at every step: the same seed gives the same "
        "steps. The study keeps its values.",
    )
    if not asked:
        return False
    try:
        trace = trace_of(
            spec,
            **setting_of(plan) | {"seeds_per_trial": 1},
            engine=plan.engine,
            device=plan.device,
            title="every step",
        )
    except DcTaxiError:
        return False
    if not work.look(trace, TRACES).complete:
        train_button.ensure([trace], TRACES, key="trial_steps", label="Train it step by step")
    found = work.look(trace, TRACES).trained
    if found is None or not found.complete:
        return False
    points = found.frame[["step", "train_rmse", "val_rmse"]]
    learning_curve.show(list(points.itertuples(index=False, name=None)))
    st.caption(results.cost(found))
    return True
