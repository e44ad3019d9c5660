"""One trial: its configuration, layers, learning curve and times, and what to do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
import streamlit as st

from dctaxi.analysis import trial_seeds_sentence
from dctaxi.analysis.reading import headline_of
from dctaxi.data import inputs_of
from dctaxi.errors import DcTaxiError, SpaceError
from dctaxi.runner import ResumeJob, runner_for
from dctaxi.space import draw
from dctaxi.study import choice_of, enqueue_trial, typical_spec
from dctaxi.training.hyperparameters import parameter_count, parameters_of
from pages.components.search import launch_draft
from pages.components.shared import (
    formats,
    learning_curve,
    money,
    navigation,
    present,
    refusal,
    sitemap,
    state,
)
from pages.components.shared.plain import Plain
from pages.components.study import aside, choice, frames, trial_columns
from pages.components.trials import curve, program

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dctaxi.analysis import Selection
    from dctaxi.records import TrialSpec
    from dctaxi.study import StudyPlan
    from pages.components.study.opening import Opened

_COLORS = dict(zip(trial_columns.STATUSES, trial_columns.STATUS_COLORS, strict=True))
_SEEDS = 16  # drawn to find one that the trial did not have
_ACTION_PROBLEM = "trial_action_problem"


def show(opened: Opened, shown: pd.DataFrame, selection: Selection) -> None:
    """Draw the trial that was picked last, be it ``shown`` or not; else the best of those shown."""
    trials, plan = opened.trials, opened.plan
    known = set(trials["number"].to_list())
    picked = (number for number in reversed(selection.picked) if number in known)
    number = next(picked, _best(shown))
    if number is None:
        if shown.empty:
            return
        number = int(shown["number"].iloc[0])
    trial = trials[trials["number"] == number].iloc[0]
    params = frames.params_of(trial, frames.parameters(opened.version))
    spec = _spec(params, plan)
    with st.container(border=True, key="trial_details"):
        chosen = choice_of(opened.study.attributes) == number
        _title(trial, best=number == _best(trials), chosen=chosen)
        if not (shown["number"] == number).any():
            st.caption(":material/filter_alt: The filters leave this trial out of table and plots.")
        _tiles(trial, _FIRST)
        if plan is not None and isinstance(trial.get("seed_values"), list):
            _seeds(trial, plan)
        full = params if spec is None else parameters_of(spec)  # with what its space had fixed
        st.markdown(formats.configuration(_told(full, plan)))
        _ways_on(opened, trial)
        # Presenting draws it over the screen, which a closed place would not.
        with (
            st.container()
            if present.on()
            else st.expander("Learning curve", icon=":material/show_chart:")
        ):
            if (
                spec is None
                or plan is None
                or not curve.every_step(typical_spec(plan, params, dict(trial)), plan)
            ):
                _curve(trial["curve"])
        _others(trial, spec, plan)
        if full is not None and spec is not None and plan is not None:
            with st.expander("Take it along as a program", icon=":material/code:"):
                st.caption("Python that runs as it is and prints this trial's objective.")
                st.code(program.source(spec, plan))
            _actions(selection.study, _again(trial, params, plan), full)


def _seeds(trial: pd.Series, plan: StudyPlan) -> None:
    """Say what each of a trial's seeds scored."""
    spread = None if pd.isna(trial["seed_spread"]) else float(trial["seed_spread"])
    said = trial_seeds_sentence(trial["seed_values"], spread, plan.over_seeds)
    st.caption(Plain(money.said(said)))


def _best(shown: pd.DataFrame) -> int | None:
    """Return the number of the best trial; None where none has a finite value."""
    headline = headline_of(shown, None)
    return None if headline is None else headline.trial


def _title(trial: pd.Series, *, best: bool, chosen: bool) -> None:
    status = trial["status"]
    trophy = " :green-badge[:material/trophy: best]" if best and status == "finished" else ""
    st.markdown(
        f"### Trial {int(trial['number'])}  "
        f":{_COLORS.get(status, 'gray')}-badge[{Plain(status)}]{trophy}"
        f"{f' {choice.BADGE}' if chosen else ''}"
    )
    if isinstance(trial["message"], str) and trial["message"]:
        st.caption(f":material/info: {Plain(trial['message'])}")


def _spec(params: Mapping[str, Any], plan: StudyPlan | None) -> TrialSpec | None:
    if plan is None:
        return None
    try:
        return plan.space.spec_of(params)
    except SpaceError:
        return None  # a trial that was never asked for all its parameters


def _told(params: Mapping[str, Any], plan: StudyPlan | None) -> Mapping[str, Any]:
    """Return what is said of a configuration, without the seed that several follow from."""
    if plan is None or plan.seeds_per_trial == 1:
        return params
    return {name: value for name, value in params.items() if name != "seed"}


_FIRST = ("value", "constant_objective", "val_rmse_all")
_OTHERS = ("train_rmse", "train_rmse_eval", "val_rmse")


def _others(trial: pd.Series, spec: TrialSpec | None, plan: StudyPlan | None) -> None:
    """Draw, closed, what else was measured of the trial, and its layers."""
    with st.expander("Other errors, times and layers", icon=":material/more_horiz:"):
        _tiles(trial, _OTHERS)
        took, started = trial["train_s"], trial["datetime_start"]
        times = [] if pd.isna(took) else [f"its training took {formats.training_time(took)}"]
        if isinstance(trial["engine"], str) and trial["engine"]:
            times.append(Plain(f"engine {trial['engine']}"))
        if not pd.isna(started):
            times.append(f"started {started:%Y-%m-%d %H:%M:%S}")
        st.caption(" · ".join([Plain(money.currency()), *times]))
        if spec is not None and plan is not None:
            st.caption(Plain(_layers(spec, plan)))


def _tiles(trial: pd.Series, columns: Sequence[str]) -> None:
    if trial[list(columns)].isna().all():
        return
    tiles = st.grid(3, min_column_width=110)
    for column in columns:
        tiles.metric(
            Plain(trial_columns.label(column)),
            "none" if pd.isna(trial[column]) else formats.measured(trial[column]),
            help=trial_columns.explained(column),
        )


def _ways_on(opened: Opened, trial: pd.Series) -> None:
    """Draw what a finished trial leads to: was it lucky, what would other ranges do, my choice."""
    if trial["status"] in ("left out", "failed", "diverged", "infeasible"):
        aside.button(
            opened.study.name, opened.study.attributes, int(trial["number"]), key="trial_aside"
        )
    if trial["status"] != "finished":
        return
    study = {state.STUDY_PARAMETER: opened.study.name}
    with st.container(horizontal=True, vertical_alignment="center"):
        choice.button(
            opened.study.name, opened.study.attributes, int(trial["number"]), key="trial_choice"
        )
        aside.button(
            opened.study.name, opened.study.attributes, int(trial["number"]), key="trial_aside"
        )
        if opened.plan is not None:
            navigation.link(
                sitemap.WHATIF,
                label="Repeat",
                icon=":material/casino:",
                query_params={**study, **sitemap.REPEAT},
            )
            navigation.link(sitemap.WHATIF, query_params=study)
            navigation.link(sitemap.MODEL, query_params=study)


def _layers(spec: TrialSpec, plan: StudyPlan) -> str:
    features = len(inputs_of(plan.source, plan.feature_set))
    widths = " → ".join(map(str, (features, *spec.num_hidden_neurons, 1)))
    norm = ", batch norm before each" if spec.batch_norm_linear_layers else ""
    parameters = formats.count(parameter_count(spec, features), "trained parameter")
    return f"Layers {widths}{norm}: {parameters}."


def _curve(curve: object) -> None:
    if isinstance(curve, list) and curve and curve[0][1] != curve[0][1]:  # no training RMSE
        learning_curve.reported(curve)
    elif isinstance(curve, list) and curve:
        learning_curve.show(curve)
        learning_curve.table(curve, key="trial_curve")
    else:
        st.caption("This trial has no learning curve.")


class _Again(NamedTuple):
    """How a trial can be tried again, as the study's next one."""

    label: str
    help: str
    params: Mapping[str, Any]


def _again(trial: pd.Series, params: Mapping[str, Any], plan: StudyPlan) -> _Again | None:
    """Return how: as it is where it did not finish, else with another seed, which a study with a
    fixed one does not have.
    """
    if trial["status"] != "finished":
        return _Again("Try again", "Trains this configuration as the study's next trial.", params)
    if "seed" not in params:
        return None
    others = (drawn["seed"] for drawn in draw(plan.space, _SEEDS, seed=int(trial["number"])))
    seed = next((other for other in others if other != params["seed"]), None)
    if seed is None:
        return None
    return _Again(
        "Try another seed",
        "Trains this configuration with another seed, as the study's next trial: the same seed "
        "would give the same result.",
        {**params, "seed": seed},
    )


def _actions(study: str, again: _Again | None, full: Mapping[str, Any]) -> None:
    """Draw the actions for a configuration; ``full`` names what its study had fixed, too."""
    with st.container(horizontal=True):
        if again is not None:
            st.button(
                Plain(again.label),
                icon=":material/replay:",
                key="trial_again",
                help=Plain(again.help),
                on_click=_try_again,
                args=(study, dict(again.params)),
            )
        if st.button(
            "Use as starting point",
            icon=":material/flag:",
            key="trial_start",
            help="The next study trains this configuration first.",
        ):
            launch_draft.add_starting_point(full)
            navigation.go(sitemap.NEW_STUDY)
    problem = st.session_state.pop(_ACTION_PROBLEM, None)
    if problem is not None:
        refusal.show(problem)


def _try_again(study: str, params: Mapping[str, Any]) -> None:
    workspace = state.workspace()
    try:
        enqueue_trial(study, params, workspace)
        runner_for(workspace).submit(ResumeJob(study, n_trials=1))
    except DcTaxiError as error:
        st.session_state[_ACTION_PROBLEM] = str(error)
