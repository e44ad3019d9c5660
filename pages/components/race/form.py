"""Who races, in which space, how often and with how many trials; all of it in the address."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING, Final

import streamlit as st

from dctaxi.errors import DcTaxiError
from dctaxi.samplers import MAX_SAMPLER_SEED, SAMPLERS, available_samplers
from dctaxi.searches import MAX_TRIALS
from dctaxi.space import FAIR_OBJECTIVE
from dctaxi.teaching.lessons import YOURS
from dctaxi.teaching.race import (
    DEFAULT_REPEATS,
    DEFAULT_SAMPLERS,
    DEFAULT_SPACE,
    DEFAULT_TRIALS,
    MAX_REPEATS,
    RACE_SPACES,
    RacePlan,
)
from dctaxi.timing import estimate_trainings
from pages.components.shared import address, money, open_lesson, refusal, state, term_link
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from dctaxi.records import ObjectiveName
    from dctaxi.samplers import SamplerId

SPACE, RACERS = "race_space", "race_samplers"
REPEATS, TRIALS, SINGLE, SEED = "race_repeats", "race_trials", "race_single", "race_seed"
ALL_ROWS = "race_all_rows"

_JUDGE_PARAMETER = "race_judge"
"""URL parameter with the objective."""

_OLD_OBJECTIVE: Final = "train_val_rmse"
_LONG_S = 60.0


def show() -> RacePlan | None:
    """Draw the form; None, with a sentence, where it says no race."""
    judge = address.text(_JUDGE_PARAMETER)
    st.session_state.setdefault(ALL_ROWS, judge is None or judge == FAIR_OBJECTIVE)
    space_box, samplers_box = st.columns(2)
    with space_box:
        space = _space()
    with samplers_box:
        samplers = _samplers()
    repeats_box, trials_box, seed_box, switches = st.columns([2, 2, 2, 3], gap="small")
    repeats = open_lesson.draw(
        REPEATS,
        DEFAULT_REPEATS,
        functools.partial(
            repeats_box.number_input,
            "Repeats",
            1,
            MAX_REPEATS,
            DEFAULT_REPEATS,
            bind="query-params",
            persist_state="session",
            help="How often each sampler searches from scratch, each time with another seed. A "
            "single race says nothing about which is better.",
        ),
    )
    trials = open_lesson.draw(
        TRIALS,
        DEFAULT_TRIALS,
        functools.partial(
            trials_box.number_input,
            "Trials each",
            1,
            MAX_TRIALS,
            DEFAULT_TRIALS,
            step=10,
            bind="query-params",
            persist_state="session",
            help="The budget of each search.",
        ),
    )
    seed = open_lesson.draw(
        SEED,
        0,
        functools.partial(
            seed_box.number_input,
            "Draw",
            0,
            MAX_SAMPLER_SEED,
            0,
            bind="query-params",
            persist_state="session",
            help="Another number runs the same race with other seeds: a real finding stays. "
            f"{term_link.word('draw', 'Glossary')}",
        ),
    )
    single = open_lesson.draw(
        SINGLE,
        False,  # noqa: FBT003  # the default of a widget
        functools.partial(
            switches.toggle,
            "One trial at a time",
            bind="query-params",
            persist_state="session",
            help="Off, the samplers ask in rounds as the studies of this program do. On, each "
            "trial is known before the next is chosen, as in the chapter.",
        ),
    )
    all_rows = open_lesson.draw(
        ALL_ROWS,
        True,  # noqa: FBT003  # the default of a widget
        functools.partial(
            switches.toggle,
            "Judge on all validation rows",
            persist_state="session",
            help="On, all trials are judged on the same validation rows. Off, each is judged as in "
            "the chapter, on its own last batch and its own first validation rows: part of what "
            "is found then is an easy batch.",
        ),
    )
    objective: ObjectiveName = FAIR_OBJECTIVE if all_rows else _OLD_OBJECTIVE
    address.write({_JUDGE_PARAMETER: objective})
    return _plan(space, samplers, repeats, trials, seed, objective, single=single)


def slow_sampler(plan: RacePlan) -> str:
    """Say who takes most of a race's time where that is long; empty where it is not."""
    known = {
        name: estimate_trainings([dataclasses.replace(plan, samplers=(name,))])
        for name in plan.samplers
    }
    slowest = max(known, key=lambda name: known[name].seconds)
    if known[slowest].seconds < _LONG_S:
        return ""
    return (
        f"Most of it is {SAMPLERS[slowest].label.label}, {Plain(known[slowest].text)}: leave it "
        "out, or ask for fewer repeats."
    )


def _space() -> str:
    names = {name: preset.title for name, preset in RACE_SPACES.items()} | {YOURS: "Yours"}
    chosen: str = open_lesson.draw(
        SPACE,
        DEFAULT_SPACE,
        functools.partial(
            st.segmented_control,
            "Space",
            list(names),
            default=DEFAULT_SPACE,
            format_func=lambda name: Plain(names[name]),
            required=True,
            bind="query-params",
            persist_state="session",
            wrap=True,
            help="Yours is what New study searches, on its data.",
        ),
    )
    if chosen in RACE_SPACES:
        st.caption(RACE_SPACES[chosen].description)
    return chosen


def _samplers() -> list[SamplerId]:
    here = available_samplers()
    default = [name for name in DEFAULT_SAMPLERS if name in here]
    if RACERS in st.session_state:
        # A lesson may come from a machine that has a sampler more than this one.
        st.session_state[RACERS] = [n for n in st.session_state[RACERS] if n in here]
    chosen: list[SamplerId] = open_lesson.draw(
        RACERS,
        default,
        functools.partial(
            st.pills,
            "Samplers",
            here,
            selection_mode="multi",
            default=default,
            format_func=lambda name: SAMPLERS[name].label.label,
            bind="query-params",
            persist_state="session",
            wrap=True,
            help="\n\n".join(
                f"**{each.label.label}**: {term_link.about(each.label)}"
                for each in SAMPLERS.values()
            ),
        ),
    )
    return chosen


def _plan(
    space: str,
    samplers: list[SamplerId],
    repeats: int,
    trials: int,
    seed: int,
    objective: ObjectiveName,
    *,
    single: bool,
) -> RacePlan | None:
    data = state.data_choice()
    money.use(data.source)
    preset = RACE_SPACES.get(space)
    try:
        return RacePlan(
            space=state.working_space() if preset is None else preset.space,
            feature_set=data.feature_set if preset is None else preset.feature_set,
            source=data.source,
            objective=objective,
            # In one order, so that the same race has one key.
            samplers=tuple(name for name in available_samplers() if name in samplers),
            repeats=repeats,
            n_trials=trials,
            seed=seed,
            one_at_a_time=single,
        )
    except DcTaxiError as error:
        refusal.show(error)
        return None
