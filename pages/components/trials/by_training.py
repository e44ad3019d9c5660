"""Importances by training: what decides over the whole space, from trainings made to find out."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from dctaxi.analysis.importance import Scale, SobolResult, sobol_indices
from dctaxi.errors import DcTaxiError
from dctaxi.plots.study import by_training, pairs
from dctaxi.populations import (
    DEFAULT_SAMPLES,
    MAX_SAMPLES,
    MIN_SAMPLES,
    SENSITIVITIES,
    SensitivityPlan,
    largest_sensitivity,
    setting_of,
)
from pages.components.shared import plot_panel, refusal, state
from pages.components.shared.plain import Plain, plain_rows
from pages.components.trained import results, train_button
from pages.components.trials import contour

if TYPE_CHECKING:
    from dctaxi.plots import TemplateName
    from dctaxi.populations import Sensitivity
    from dctaxi.study import StudyPlan

_KEY = "by_training"
_SAMPLES = (MIN_SAMPLES, DEFAULT_SAMPLES, 4 * DEFAULT_SAMPLES, MAX_SAMPLES)
_SCALES: dict[Scale, str] = {"ranks": "Rank among all", "usd": "Error"}
_AROUND_PX, _BAR_PX = 63, 27
"""As of the importances that stand there: what stands around the bars, and a bar."""

_SHARE = st.column_config.NumberColumn(format="%.1f %%")


def show(
    plan: StudyPlan | None, row: plot_panel.Heading, *, field: plot_panel.Field | None = None
) -> None:
    """Draw what the trainings say, or the button that makes them with its price.

    On a ``field`` of the board it has as few bars as fit.
    """
    if plan is None:
        st.caption(
            "This study was made by another program, so its space and data are unknown, and there "
            "is nothing to train from."
        )
        return
    with row:
        asked, scale = _options(plan)
    if asked is None:
        return
    (work,) = train_button.ensure(
        [asked],
        SENSITIVITIES,
        key=_KEY,
        label="Train to find out",
        note="It trains new configurations of the space; the study's trials play no part.",
        at_once=False,
    )
    if work.trained is None or work.at_work:
        return
    result = _found(results.stamp(work.trained), scale, work.trained)
    _bars(result, row, None if field is None else field.height)
    with st.container() if field is None else field.numbers:
        _behind(result)
        st.caption(f":material/bolt: {results.cost(work.trained)}.")


def _options(plan: StudyPlan) -> tuple[SensitivityPlan | None, Scale]:
    """Ask how many base samples to train and how a training counts."""
    samples_key = f"{_KEY}_samples_{plan.name}"
    if samples_key not in st.session_state:
        kept = largest_sensitivity(plan.space, _setting(plan), state.workspace())
        st.session_state[samples_key] = DEFAULT_SAMPLES if kept is None else kept.plan.samples
    with st.popover("Trainings", icon=":material/tune:", key=f"{_KEY}_options"):
        samples = st.segmented_control(
            "Base samples",
            _SAMPLES,
            format_func=lambda number: f"{number:,}",
            required=True,
            key=samples_key,
            persist_state="session",
            help="Each takes two trainings for every hyperparameter, and two more; those that "
            "would be the same are trained once. Four times as many halve the intervals.",
        )
        scale = st.segmented_control(
            "A training counts by its",
            tuple(_SCALES),
            default="ranks",
            required=True,
            format_func=_SCALES.__getitem__,
            key=f"{_KEY}_scale",
            persist_state="session",
            help="By rank, a training without a result comes last. By error, it counts as the "
            "worst one that has a result, and a few that explode make most of the variance.",
        )
    try:
        asked = SensitivityPlan(plan.space, samples=samples or DEFAULT_SAMPLES, **_setting(plan))
    except DcTaxiError as error:
        refusal.show(error)
        return None, scale
    return asked, scale


def _setting(plan: StudyPlan) -> dict[str, Any]:
    return {**setting_of(plan), "engine": plan.engine, "device": plan.device}


@st.cache_data(max_entries=32, show_spinner=False)
def _found(
    stamp: results.Stamp,  # noqa: ARG001  # with the scale, the key of the cache
    scale: Scale,
    _trained: Sensitivity,
) -> SobolResult:
    return sobol_indices(_trained, scale)


def _bars(result: SobolResult, row: plot_panel.Heading, height: int | None) -> None:
    """Draw them all, or as many as fit into a height of pixels."""
    sentence = by_training.by_training_text(result)

    def whole(look: TemplateName) -> plot_panel.Drawn:
        return plot_panel.Drawn(by_training.by_training_figure(result, template=look), sentence)

    def few(look: TemplateName) -> plot_panel.Drawn:
        fit = ((height or plot_panel.LOW_PX) - _AROUND_PX) // _BAR_PX
        shown = dataclasses.replace(result, indices=result.indices[:fit])
        figure = by_training.by_training_figure(shown, template=look, low=True)
        figure.update_layout(height=height)
        return plot_panel.Drawn(figure, sentence)

    low = None if height is None else few
    plot_panel.show(whole, row, key=f"{_KEY}_bars", on_click=_to_contour, low=low)


def _behind(result: SobolResult) -> None:
    """Draw the numbers behind the bars, and what works together."""

    def matrix(look: TemplateName) -> plot_panel.Drawn:
        return plot_panel.Drawn(pairs.pairs_figure(result, template=look), pairs.pairs_text(result))

    if not result.indices:
        return
    st.caption(Plain(by_training.basis_text(result)))
    with st.expander("Numbers", icon=":material/table:"):
        rows = pd.DataFrame(by_training.by_training_rows(result))
        shares = [str(name) for name in rows if name not in ("parameter", "verdict")]
        st.dataframe(plain_rows(rows), hide_index=True, column_config=dict.fromkeys(shares, _SHARE))
        st.caption(
            "Shares of the variance between trainings, each with its 95 % interval. By itself is "
            "the first-order Sobol index, in all the total one. Beyond luck is the total index of "
            "the mean over all seeds: a seed decides anew what every change of another "
            "hyperparameter does to the weights, so that all of them share in luck."
        )
    if result.pairs:
        heading = plot_panel.heading(pairs.PAIRS.name)
        plot_panel.show(matrix, heading, key=f"{_KEY}_pairs")
        plot_panel.table(
            lambda: pairs.pairs_rows(result),
            key=f"{_KEY}_pairs",
            config=dict.fromkeys(("together", "from", "to"), _SHARE),
        )


def _to_contour() -> None:
    points = st.session_state[f"{_KEY}_bars"]["selection"]["points"]
    if points:
        contour.put_across(str(points[0]["customdata"][1]))
