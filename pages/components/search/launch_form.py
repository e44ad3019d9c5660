"""The launch form: everything that a study is asked to do beside its space and its data."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar, get_args

import streamlit as st

from dctaxi import labels
from dctaxi.errors import DcTaxiError, StudyError
from dctaxi.names import check_name
from dctaxi.samplers import MAX_SAMPLER_SEED, SAMPLERS, available_samplers
from dctaxi.study import MAX_ROUND_SIZE, MAX_TRIALS, StudyPlan, as_printed
from dctaxi.training import DeviceChoice, available_engines
from pages.components.search import launch_draft
from pages.components.shared import refusal, term_link
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from dctaxi.space import SearchSpace
    from dctaxi.training import EngineId
    from pages.components.shared import state

_OBJECTIVES = ("val_rmse_all", "train_val_rmse", "val_rmse")
_DEVICES = {"auto": "Auto", "cpu": "CPU", "cuda": "CUDA"}
_MARKED = "Mend what is marked in the form, then launch."

OptionT = TypeVar("OptionT", bound=str)


class Draft(NamedTuple):
    """What the form says: a plan that can be launched, or in one sentence why there is none."""

    plan: StudyPlan | None
    problem: str | None


def show(space: SearchSpace, data: state.DataChoice, taken: Collection[str]) -> Draft:
    """Draw the form; every problem is said at the field where it was entered."""
    missing = available_engines()
    engines = [engine for engine in labels.ENGINES if missing[engine] is None]
    launch_draft.prepare(taken, engines)
    problems = [_name(taken), _budget()]
    printed = _as_printed()
    problems.append(_search(printed=printed))
    _training(engines, [reason for reason in missing.values() if reason is not None])
    problems.append(_advanced(printed=printed))
    fits = printed or launch_draft.show_starting_points(space)
    if any(problems) or not fits:
        return Draft(None, _MARKED)
    try:
        return Draft(_plan(space, data), None)
    except DcTaxiError as error:
        return Draft(None, str(error))


def _plan(space: SearchSpace, data: state.DataChoice) -> StudyPlan:
    minutes, printed = launch_draft.value_of("minutes"), launch_draft.value_of("as_printed")
    lightning = launch_draft.value_of("engine") == "lightning"
    plan = StudyPlan(
        name=launch_draft.value_of("name"),
        space=space,
        sampler=launch_draft.value_of("sampler"),
        sampler_seed=launch_draft.value_of("sampler_seed"),
        n_trials=launch_draft.value_of("n_trials"),
        timeout_s=None if minutes is None else minutes * 60,
        objective=launch_draft.value_of("objective"),
        engine=launch_draft.value_of("engine"),
        device=launch_draft.value_of("device"),
        loader=launch_draft.value_of("loader") if lightning else "memory",
        source=data.source,
        feature_set=data.feature_set,
        round_size=launch_draft.value_of("round_size") or "auto",
        enqueue=() if printed else launch_draft.starting_points(),
    )
    return as_printed(plan) if printed else plan


def _name(taken: Collection[str]) -> str | None:
    name = st.text_input(
        labels.STUDY_OPTIONS["name"].label,
        key=launch_draft.field("name"),
        persist_state="session",
        help=term_link.about(labels.STUDY_OPTIONS["name"]),
    )
    problem = _name_problem(name or "", taken)
    if problem is not None:
        refusal.show(problem)
    return problem


def _name_problem(name: str, taken: Collection[str]) -> str | None:
    try:
        check_name(name)
    except StudyError as error:
        return str(error)
    if name in taken:
        return f"There is a study named {name} already: choose another name, or resume that one."
    return None


def _budget() -> str | None:
    trials_box, minutes_box = st.columns(2)
    with trials_box:
        trials = st.number_input(
            labels.STUDY_OPTIONS["n_trials"].label,
            min_value=1,
            value=None,
            step=10,
            placeholder="no limit",
            key=launch_draft.field("n_trials"),
            persist_state="session",
            help=term_link.about(
                labels.STUDY_OPTIONS["n_trials"],
                f"Up to {MAX_TRIALS:,}; empty where only the time limit decides.",
            ),
        )
    with minutes_box:
        minutes = st.number_input(
            f"{labels.STUDY_OPTIONS['timeout_s'].label} (minutes)",
            min_value=0.0,
            value=None,
            step=1.0,
            format="%.4g",
            placeholder="no limit",
            key=launch_draft.field("minutes"),
            persist_state="session",
            help=term_link.about(labels.STUDY_OPTIONS["timeout_s"]),
        )
    problem = _budget_problem(trials, minutes)
    if problem is not None:
        refusal.show(problem)
    return problem


def _budget_problem(trials: int | None, minutes: float | None) -> str | None:
    if trials is None and minutes is None:
        return "Give a number of trials, a time limit, or both."
    if trials is not None and not 1 <= trials <= MAX_TRIALS:
        return f"A study has from 1 to {MAX_TRIALS:,} trials, not {trials:,}: change the number."
    if minutes is not None and minutes <= 0:
        return "A time limit is more than 0 minutes: change it, or empty the field."
    return None


def _as_printed() -> bool:
    known = labels.STUDY_OPTIONS["as_printed"]
    printed = st.toggle(known.label, key=launch_draft.field("as_printed"), persist_state="session")
    term_link.show(known)
    return printed


def _search(*, printed: bool) -> str | None:
    """Ask how to search; as printed, the chapter has answered all but the seed already."""
    here = available_samplers()
    _choice("sampler", here, {name: SAMPLERS[name].label for name in here}, disabled=printed)
    objective_box, seed_box = st.columns([2, 1])
    with objective_box:
        _choice("objective", _OBJECTIVES, labels.OBJECTIVES, disabled=printed)
    with seed_box:
        known = labels.STUDY_OPTIONS["sampler_seed"]
        seed = st.number_input(
            known.label,
            min_value=0,
            step=1,
            key=launch_draft.field("sampler_seed"),
            persist_state="session",
            help=term_link.about(known),
        )
    if seed is None or not 0 <= seed <= MAX_SAMPLER_SEED:
        problem = f"The HPO seed is a whole number from 0 to {MAX_SAMPLER_SEED:,}: change it."
        refusal.show(problem)
        return problem
    return None


def _training(engines: Sequence[EngineId], missing: Sequence[str]) -> None:
    engine_box, device_box = st.columns([2, 1])
    with engine_box:
        _choice("engine", engines, labels.ENGINES)
        for reason in missing:
            st.caption(f":material/info: {Plain(reason)}")
    with device_box:
        known = labels.STUDY_OPTIONS["device"]
        st.segmented_control(
            known.label,
            get_args(DeviceChoice),
            required=True,
            format_func=_DEVICES.__getitem__,
            key=launch_draft.field("device"),
            persist_state="session",
            help=term_link.about(known),
        )


def _advanced(*, printed: bool) -> str | None:
    """Draw the advanced options; return in one sentence what is wrong with them."""
    with st.expander("Advanced", icon=":material/settings:"):
        problem = _round_size(printed=printed)
        if launch_draft.value_of("engine") == "lightning":
            _choice("loader", list(labels.LOADERS), labels.LOADERS)
    return problem


def _round_size(*, printed: bool) -> str | None:
    known = labels.STUDY_OPTIONS["round_size"]
    size = st.number_input(
        known.label,
        min_value=1,
        step=1,
        placeholder="1, as printed" if printed else "auto",
        key=launch_draft.field("round_size"),
        persist_state="session",
        help=term_link.about(known, "Empty: as many as keep the search as good as one at a time."),
        disabled=printed,
    )
    if size is None or printed or 1 <= size <= MAX_ROUND_SIZE:
        return None
    problem = f"A round has from 1 to {MAX_ROUND_SIZE:,} trials, not {size:,}: change it."
    refusal.show(problem)
    return problem


def _choice(
    name: str,
    options: Sequence[OptionT],
    known: Mapping[OptionT, labels.Label],
    *,
    disabled: bool = False,
) -> None:
    """Ask for one of a few things and say below what the chosen one is."""
    asked = labels.STUDY_OPTIONS[name]
    chosen = st.segmented_control(
        asked.label,
        options,
        required=True,
        format_func=lambda option: Plain(known[option].label),
        key=launch_draft.field(name),
        persist_state="session",
        help=term_link.about(asked),
        disabled=disabled,
    )
    term_link.show(known[chosen or options[0]])
