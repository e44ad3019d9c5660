"""Who races, in which space, how often and with how many trials; all of it in the address.

Beside the trainings, whose time is estimated elsewhere, a race costs what its samplers take to
choose.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.errors import DcTaxiError
from dctaxi.samplers import MAX_SAMPLER_SEED, SAMPLERS, available_samplers
from dctaxi.teaching.lessons import YOURS
from dctaxi.teaching.race import (
    DEFAULT_REPEATS,
    DEFAULT_SAMPLERS,
    DEFAULT_TRIALS,
    MAX_REPEATS,
    MAX_TRIALS,
    RACE_SPACES,
    RACES,
    RacePlan,
)
from pages.components.shared import formats, open_lesson, refusal, state, term_link
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from dctaxi.samplers import SamplerId

SPACE, RACERS = "race_space", "race_samplers"
REPEATS, TRIALS, SINGLE, SEED = "race_repeats", "race_trials", "race_single", "race_seed"
_LONG_S = 60.0


def show() -> RacePlan | None:
    """Draw the form; None, with a sentence, where it says no race."""
    space = _space()
    samplers = _samplers()
    repeats_box, trials_box, seed_box = st.columns(3)
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
            help="Every sampler searches so often from the start, each time with another seed. One "
            "race says nothing about who is better.",
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
            help="Another number is the same race once more, with other seeds throughout: a "
            f"finding that is one stays. {term_link.word('draw', 'Glossary')}",
        ),
    )
    single = open_lesson.draw(
        SINGLE,
        False,  # noqa: FBT003  # the default of a widget
        functools.partial(
            st.toggle,
            "One trial at a time",
            bind="query-params",
            persist_state="session",
            help="Off, the samplers ask in rounds as the studies of this program do. On, each "
            "trial is known before the next is chosen, as in the chapter.",
        ),
    )
    return _plan(space, samplers, repeats, trials, seed, single=single)


def choosing_time(plan: RacePlan) -> str:
    """Return how long choosing will take, as a sentence, and who takes most of it if it is long."""
    seconds = {name: s * plan.repeats * plan.n_trials for name, s in _ask_seconds(plan).items()}
    total = sum(seconds.values())
    words = f"Choosing them takes the samplers about {formats.fine_duration(total)} more."
    if total < _LONG_S:
        return words
    slowest = max(seconds, key=lambda name: seconds[name])
    return (
        f"{words} Most of it is {SAMPLERS[slowest].label.label}: leave it out, or ask for fewer "
        "repeats."
    )


def _space() -> str:
    names = {name: preset.title for name, preset in RACE_SPACES.items()} | {YOURS: "Yours"}
    chosen: str = open_lesson.draw(
        SPACE,
        "chapter",
        functools.partial(
            st.segmented_control,
            "Space",
            list(names),
            default="chapter",
            format_func=lambda name: Plain(names[name]),
            required=True,
            bind="query-params",
            persist_state="session",
            help="Yours is the space of the Space page, on the data of the Data page.",
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
            help="\n\n".join(
                f"**{each.label.label}**: {term_link.about(each.label)}"
                for each in SAMPLERS.values()
            ),
        ),
    )
    return chosen


def _plan(
    space: str, samplers: list[SamplerId], repeats: int, trials: int, seed: int, *, single: bool
) -> RacePlan | None:
    data = state.data_choice()
    preset = RACE_SPACES.get(space)
    try:
        plan = RacePlan(
            space=state.working_space() if preset is None else preset.space,
            feature_set=data.feature_set if preset is None else preset.feature_set,
            source=data.source,
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
    st.markdown(
        f"{formats.count(len(plan.samplers), 'sampler')} x {repeats:d} repeats x {trials:d} trials "
        f"= **{plan.trainings:,} trainings**."
    )
    return plan


def _ask_seconds(plan: RacePlan) -> dict[SamplerId, float]:
    """Return each sampler's seconds per trial, by the newest race here that it was part of."""
    found = {name: SAMPLERS[name].ask_s for name in plan.samplers}
    missing = set(plan.samplers)
    for listed in reversed(RACES.list(state.workspace())):
        measured = missing & set(listed.plan.samplers)
        if listed.complete and measured:
            frame = RACES.load(listed.id, state.workspace()).frame
            means = frame.groupby("sampler")["ask_s"].mean()
            found |= {name: float(means[name]) for name in measured}
            missing -= measured
        if not missing:
            break
    return found
