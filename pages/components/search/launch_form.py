"""How the next study is run: its name, sampler, budget and objective, and what is less used."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

import streamlit as st

from dctaxi import labels
from dctaxi.data import FEATURE_SETS, data_label, inputs_of
from dctaxi.errors import DcTaxiError, StudyError
from dctaxi.names import check_name
from dctaxi.samplers import MAX_SAMPLER_SEED, SAMPLERS, available_samplers
from dctaxi.study import (
    MAX_ROUND_SIZE,
    MAX_TRIALS,
    StudyPlan,
    as_printed,
    spreading_note,
    with_engine,
)
from dctaxi.training import available_engines
from pages.components.search import device_choice, launch_draft, seeds_per_trial
from pages.components.shared import formats, navigation, refusal, sitemap, state, term_link
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from dctaxi.data import DataSource, FeatureSet
    from dctaxi.space import SearchSpace
    from dctaxi.training import EngineChoice

_OBJECTIVES = ("val_rmse_all", "train_val_rmse", "val_rmse")
_FEATURE_SET = "launch_feature_set"

OptionT = TypeVar("OptionT", bound=str)


class Filled(NamedTuple):
    """What the form says: a plan that can be launched, or why there is none.

    ``problem`` is None where each problem stands at the field that it came from.
    """

    plan: StudyPlan | None
    problem: str | None


def show(space: SearchSpace, data: state.DataChoice, taken: Collection[str]) -> Filled:
    """Draw the form; every problem is said at the field where it was entered."""
    missing = available_engines()
    engines = [engine for engine in labels.ENGINES if engine == "auto" or missing[engine] is None]
    launch_draft.prepare(taken, engines)
    printed = bool(launch_draft.value_of("as_printed"))
    problems = [_name(taken)]
    _trips(data)
    sampler_box, trials_box = st.columns([3, 2])
    here = available_samplers()
    with sampler_box:
        _choice("sampler", here, {name: SAMPLERS[name].label for name in here}, disabled=printed)
    with trials_box:
        problems.append(_trials())
    _choice("objective", _OBJECTIVES, labels.OBJECTIVES, disabled=printed)
    with st.expander("More", icon=":material/settings:", key="launch_more"):
        # Ray is an extra, and nobody who has one machine misses it.
        reasons = [why for engine, why in missing.items() if why is not None and engine != "ray"]
        problems += _more(engines, reasons)
    fits = printed or launch_draft.show_starting_points(space)
    if any(problems) or not fits:
        return Filled(None, None)
    try:
        return Filled(_plan(space, data), None)
    except DcTaxiError as error:
        return Filled(None, str(error))


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
        device=launch_draft.value_of("device"),
        loader=launch_draft.value_of("loader") if lightning else "memory",
        source=data.source,
        feature_set=data.feature_set,
        round_size=launch_draft.value_of("round_size") or "auto",
        asker=launch_draft.value_of("asker"),
        seeds_per_trial=1 if printed else launch_draft.value_of("seeds_per_trial"),
        over_seeds=launch_draft.value_of("over_seeds"),
        enqueue=() if printed else launch_draft.starting_points(),
    )
    plan = as_printed(plan) if printed else plan
    return with_engine(plan, launch_draft.value_of("engine"))


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


def _trips(data: state.DataChoice) -> None:
    """Say which trips the study trains on, with the way to others, and ask what is seen of them."""
    navigation.link(
        sitemap.DATA,
        label=data_label(data.source, state.workspace()),
        help="Look at the trips, or change them",
    )
    known = labels.FEATURE_SETS[data.feature_set]
    st.session_state[_FEATURE_SET] = data.feature_set
    st.selectbox(
        labels.STUDY_OPTIONS["feature_set"].label,
        FEATURE_SETS,
        format_func=lambda one: Plain(
            f"{labels.FEATURE_SETS[one].label} ({_size(data.source, one)})"
        ),
        key=_FEATURE_SET,
        on_change=_use_feature_set,
        help=term_link.about_choice(labels.STUDY_OPTIONS["feature_set"], known),
    )


def _size(source: DataSource, feature_set: FeatureSet) -> str:
    return formats.count(len(inputs_of(source, feature_set)), "feature")


def _use_feature_set() -> None:
    kept = state.data_choice().source
    state.set_data_choice(state.DataChoice(kept, st.session_state[_FEATURE_SET]))


def _trials() -> str | None:
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
    problem = _trials_problem(trials, launch_draft.value_of("minutes"))
    if problem is not None:
        refusal.show(problem)
    return problem


def _trials_problem(trials: int | None, minutes: float | None) -> str | None:
    if trials is None and minutes is None:
        return "Give a number of trials, a time limit, or both."
    if trials is not None and not 1 <= trials <= MAX_TRIALS:
        return f"A study has from 1 to {MAX_TRIALS:,} trials, not {trials:,}: change the number."
    return None


def _more(engines: Sequence[EngineChoice], missing: Sequence[str]) -> list[str | None]:
    """Draw what most studies leave as it is; return in a sentence each what is wrong with it."""
    known = labels.STUDY_OPTIONS["as_printed"]
    printed = st.toggle(known.label, key=launch_draft.field("as_printed"), persist_state="session")
    term_link.show(known)
    minutes_box, seed_box = st.columns(2)
    with minutes_box:
        problems = [_minutes()]
    with seed_box:
        problems.append(_sampler_seed())
    problems.append(_training(engines, missing))
    problems.append(_round_size(printed=printed))
    problems.append(seeds_per_trial.show(printed=printed))
    _choice("asker", list(labels.ASKERS), labels.ASKERS, disabled=printed)
    if launch_draft.value_of("engine") == "lightning":
        _choice("loader", list(labels.LOADERS), labels.LOADERS)
    return problems


def _minutes() -> str | None:
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
    if minutes is None or minutes > 0:
        return None
    problem = "A time limit is more than 0 minutes: change it, or empty the field."
    refusal.show(problem)
    return problem


def _sampler_seed() -> str | None:
    known = labels.STUDY_OPTIONS["sampler_seed"]
    seed = st.number_input(
        known.label,
        min_value=0,
        step=1,
        key=launch_draft.field("sampler_seed"),
        persist_state="session",
        help=term_link.about(known),
    )
    if seed is not None and 0 <= seed <= MAX_SAMPLER_SEED:
        return None
    problem = f"The HPO seed is a whole number from 0 to {MAX_SAMPLER_SEED:,}: change it."
    refusal.show(problem)
    return problem


def _training(engines: Sequence[EngineChoice], missing: Sequence[str]) -> str | None:
    engine_box, device_box = st.columns(2)
    with engine_box:
        _choice("engine", engines, labels.ENGINES)
    with device_box:
        problem = device_choice.show(
            launch_draft.value_of("engine"), key=launch_draft.field("device")
        )
    engine, sampler = launch_draft.value_of("engine"), launch_draft.value_of("sampler")
    for reason in (*missing, *filter(None, [spreading_note(sampler, engine)])):
        st.caption(f":material/info: {Plain(reason)}")
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
        help=term_link.about(known, "Empty: as many as were not told apart from one at a time."),
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
    """Ask for one of a few things; what the chosen one is stands behind the question mark."""
    if launch_draft.value_of(name) not in options:  # a draft of another machine, or from elsewhere
        st.session_state[launch_draft.field(name)] = options[0]
    asked = labels.STUDY_OPTIONS[name]
    chosen = known[launch_draft.value_of(name)]
    st.selectbox(
        asked.label,
        options,
        format_func=lambda option: Plain(known[option].label),
        key=launch_draft.field(name),
        persist_state="session",
        help=term_link.about_choice(asked, chosen),
        disabled=disabled,
    )
