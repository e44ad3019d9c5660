"""Which landscape to train: the pair, the grid, the seeds of a cell, and what the others do."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import streamlit as st

from dctaxi import labels
from dctaxi.errors import DcTaxiError, PopulationError
from dctaxi.plots.study.contour import pair_at_first
from dctaxi.populations import LANDSCAPES, LandscapePlan, axis_names
from dctaxi.populations.landscape import MAX_SEEDS
from pages.components.shared import (
    formats,
    navigation,
    refusal,
    sitemap,
    state,
    term_link,
)
from pages.components.shared.plain import Plain
from pages.components.study import frames
from pages.components.trained import origin, train_button

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from dctaxi.analysis.reading import Parameter
    from dctaxi.study import StudyPlan

_KEY = "landscape"
_ACROSS, _UP = f"{_KEY}_x", f"{_KEY}_y"
_GRIDS = (8, 16, 32, 64)
_SEEDS = tuple(2**power for power in range(7))
RANDOM, TRIAL = "random", "trial"


def show(
    start: origin.Start, trials: pd.DataFrame | None, parameters: Sequence[Parameter]
) -> LandscapePlan | None:
    """Draw the form and what it amounts to; None, with a sentence, where it says no landscape."""
    names = axis_names(start.space)
    if len(names) < 2:
        st.markdown(
            f":material/join_inner: A landscape needs two hyperparameters, and {len(names)} of "
            "this space have a range: give another one a range."
        )
        navigation.link(sitemap.NEW_STUDY, label="Change the space")
        return None
    across_box, up_box, grid_box, seeds_box, others_box = st.columns([4, 4, 4, 3, 5], gap="small")
    across, up = _pair(names, across_box, up_box)
    grid = grid_box.segmented_control(
        "Cells a side",
        _GRIDS,
        default=16,
        required=True,
        key=f"{_KEY}_grid",
        persist_state="session",
        help="At most. A parameter with fewer values gets a cell for each.",
    )
    seeds = seeds_box.select_slider(
        "Seeds per cell",
        _SEEDS,
        8,
        key=f"{_KEY}_seeds",
        persist_state="session",
        help=f"Trainings of each cell, up to {MAX_SEEDS}. More of them tell the landscape from "
        "its noise.",
    )
    try:
        with others_box:
            others = _others(trials, parameters)
        plan = LandscapePlan(
            start.space,
            across,
            up,
            columns=grid,
            rows=grid,
            seeds=seeds,
            others=others,
            **start.setting,
        )
    except DcTaxiError as error:
        refusal.show(error)
        return None
    cells = len(plan.x_values) * len(plan.y_values)
    amount = (
        f"{len(plan.x_values)} by {len(plan.y_values)} are {cells:,} cells, {seeds:d} each: "
        f"{plan.trainings:,} trainings."
    )
    st.caption(amount if others == RANDOM else f"{amount} {formats.configuration(others)}")
    return plan


def more_button(plan: LandscapePlan, times: int) -> None:
    """Offer so many times the trainings of every cell."""
    larger = dataclasses.replace(plan, seeds=times * plan.seeds)

    def train_more() -> None:
        st.session_state[f"{_KEY}_seeds"] = larger.seeds
        train_button.ask_for([larger], LANDSCAPES, _KEY)

    st.button(
        f"Train {times} times as many",
        icon=":material/groups:",
        key=f"{_KEY}_more",
        on_click=train_more,
        help=f"{larger.seeds:d} trainings in every cell, {larger.trainings:,} in all: "
        f"{1 - times**-0.5:.0%} less noise.",
    )


def link(plan: StudyPlan, across: str, up: str) -> None:
    """Offer a pair's landscape, from a study's space and data.

    So a pair that a study's trials only hint at becomes one that is trained.
    """
    without = [name for name in (across, up) if name not in axis_names(plan.space)]
    why_not = Plain(f"{' and '.join(without)} cannot be an axis of a landscape.")
    if st.button(
        "Train this landscape",
        icon=":material/landscape:",
        disabled=bool(without),
        key="landscape_link",
        help=why_not
        if without
        else "Blank cells and noise go: every cell is answered by trainings "
        "of its own. Opens the Landscape page with this pair; nothing is trained yet.",
    ):
        state.start_from(state.FROM_STUDY)
        st.session_state[_ACROSS], st.session_state[_UP] = across, up
        navigation.go(sitemap.LANDSCAPE)


def _pair(names: Sequence[str], across_box: Any, up_box: Any) -> tuple[str, str]:
    """Ask for the axes; a space that lacks the ones chosen last starts with the chapter's."""
    for key, name in zip((_ACROSS, _UP), pair_at_first(names), strict=True):
        if st.session_state.get(key) not in names:
            st.session_state[key] = name
    across, up = (
        box.selectbox(
            label,
            names,
            key=key,
            format_func=_label,
            persist_state="session",
            help=term_link.about(labels.parameter_label(st.session_state[key])),
        )
        for box, label, key in ((across_box, "Across", _ACROSS), (up_box, "Up", _UP))
    )
    return across, up


def _label(name: str) -> str:
    return labels.parameter_label(name).label


def _others(trials: pd.DataFrame | None, parameters: Sequence[Parameter]) -> Any:
    """Ask what the other parameters do; return what the plan takes."""
    finished = None if trials is None else trials[trials["state"] == "COMPLETE"]
    if finished is None or finished.empty:
        return RANDOM
    others = st.segmented_control(
        "The other hyperparameters",
        (RANDOM, TRIAL),
        default=RANDOM,
        required=True,
        format_func={RANDOM: "At random", TRIAL: "As in a trial"}.__getitem__,
        key=f"{_KEY}_others",
        persist_state="session",
        help="At random, the landscape shows what the pair does whatever the others are. As "
        "in a trial, it shows the trial's neighbourhood, and only seeds differ in a cell.",
    )
    if others == RANDOM:
        return RANDOM
    best = int(finished["number"].iloc[int(finished["value"].argmin())])
    number = st.number_input(
        "Trial",
        0,
        value=best,
        key=f"{_KEY}_trial",
        persist_state="session",
        help=f"The best is trial {best}.",
    )
    chosen = finished[finished["number"] == number]
    if chosen.empty:
        raise PopulationError(f"There is no finished trial {number}: choose another, say {best}.")
    return frames.params_of(chosen.iloc[0], parameters)
