"""The first visit on one screen: the trips, the ranges, and the button that searches them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.errors import DataError, DcTaxiError
from dctaxi.hyperparameters import HYPERPARAMETERS
from dctaxi.plots.study.fares import fares_data, fares_figure, fares_text
from dctaxi.plots.study.trips import trips_data, trips_figure, trips_text
from dctaxi.runner import StudyJob
from dctaxi.space import (
    PRESETS,
    Dimension,
    Fixed,
    FloatRange,
    IntRange,
    default_objective,
    describe_dimension,
    describe_value,
)
from dctaxi.storage import emptied_text
from dctaxi.study import StudyPlan, with_engine
from dctaxi.timing import estimate
from pages.components.shared import navigation, plot_panel, refusal, sitemap, state, tables
from pages.components.shared.plain import Plain
from pages.components.studies import foreign

if TYPE_CHECKING:
    from dctaxi.data import TaxiTables
    from dctaxi.plots import TemplateName
    from dctaxi.space import SearchSpace

_PROBLEM = "first.problem"
_STARTED = "first.started"
_SMALL = {"height": 260, "showlegend": False}
"""Two pictures side by side, beside the ranges, on a screen of 1,280 pixels."""


def follow() -> None:
    """Go where the study that was just started can be watched."""
    if st.session_state.pop(_STARTED, False):
        navigation.go(sitemap.TRIALS)


def show() -> None:
    """Draw the empty workspace: trips, ranges and *Launch*; below them the other ways in."""
    plan = _first_plan()
    st.markdown(
        "A search trains networks that predict taxi fares, each with hyperparameters from these "
        "ranges. The plots then show which of them matter."
    )
    ranges, trips = st.columns([2, 3], gap="large")
    with ranges:
        _ranges(plan.space)
        st.button(
            "Launch",
            type="primary",
            icon=":material/rocket_launch:",
            key="first-study",
            width="stretch",
            on_click=_start,
            args=(plan,),
        )
        problem = st.session_state.pop(_PROBLEM, None) or emptied_text(
            state.workspace().storage_url
        )
        if problem:
            refusal.show(problem)
        st.caption(f"{plan.n_trials:,} trials at random, {Plain(estimate(plan).text)}.")
    with trips:
        try:
            _trips(tables.read(plan.source))
        except DataError as error:
            refusal.show(error)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        navigation.link(sitemap.NEW_STUDY, label="Change the ranges")
        navigation.link(sitemap.DATA, label="Use your own trips")
        _chapter()
        foreign.bring()


def _ranges(space: SearchSpace) -> None:
    plot_panel.titled("Ranges", "Each trial draws one value of every hyperparameter from them.")
    lines = ["| Hyperparameter | Range |", "|---|---|"]
    lines += [
        f"| {Plain(HYPERPARAMETERS[name].label)} | {Plain(_in_words(name, dimension))} |"
        for name, dimension in space.parameters.items()
        if name != "seed" and not isinstance(dimension, Fixed)
    ]
    st.markdown("\n".join(lines))


def _in_words(name: str, dimension: Dimension) -> str:
    if HYPERPARAMETERS[name].kind == "switch":
        return "off or on"
    if not isinstance(dimension, FloatRange | IntRange):
        return describe_dimension(dimension)
    scale = " (log scale)" if dimension.log else ""
    return f"{describe_value(dimension.low)} to {describe_value(dimension.high)}{scale}"


def _trips(found: TaxiTables) -> None:
    fares, places = fares_data(found), trips_data(found.train)

    def draw_places(look: TemplateName) -> plot_panel.Drawn:
        figure = trips_figure(places, template=look).update_layout(_SMALL)
        figure.update_xaxes(visible=False).update_yaxes(visible=False)
        return plot_panel.Drawn(figure, trips_text(places))

    def draw_fares(look: TemplateName) -> plot_panel.Drawn:
        figure = fares_figure(fares, template=look).update_layout(_SMALL)
        return plot_panel.Drawn(figure, fares_text(fares))

    pictures = (draw_places, "Trips", "places"), (draw_fares, "Fares", "fares")
    for place, (draw, title, key) in zip(st.columns(2), pictures, strict=True):
        with place:
            row = plot_panel.titled(title, f"{title} of {found.source.title}.")
            plot_panel.show(draw, row, key=f"first-{key}", exported=False)


def _chapter() -> None:
    preset = PRESETS["chapter"]
    plan = StudyPlan(
        "chapter",
        preset.space,
        objective=preset.objective,
        feature_set=preset.feature_set,
    )
    st.button(
        "Run the chapter's study",
        type="tertiary",
        icon=":material/play_arrow:",
        key="chapter-study",
        help=f"{preset.description} What looks best there is mostly an easy batch.",
        on_click=_start,
        args=(plan,),
    )


def _first_plan() -> StudyPlan:
    """Return the study of what *New study* holds, which in a new tab is what is usual."""
    space, data = state.working_space(), state.data_choice()
    return StudyPlan(
        "first",
        space,
        sampler="random",  # importances show more clearly than under a sampler that learns
        objective=default_objective(space),
        feature_set=data.feature_set,
        source=data.source,
    )


def _start(plan: StudyPlan) -> None:
    """Queue the study; runs before the page is drawn again, so a second click finds it queued."""
    try:
        state.runner().submit(StudyJob(with_engine(plan, "auto")))
    except DcTaxiError as error:
        st.session_state[_PROBLEM] = str(error)
    else:
        st.session_state[_STARTED] = True
        state.select_study(plan.name)
