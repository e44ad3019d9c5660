"""What is fitted: which trials of the study, how many networks, on which rows, for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from dctaxi.errors import DcTaxiError
from dctaxi.model import MAX_NETWORKS, MAX_STEPS, FitPlan, chosen_first
from dctaxi.records import FitRows
from dctaxi.study import choice_of
from pages.components.shared import navigation, refusal, sitemap, term_link
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from dctaxi.study import StudyEntry

_KIND, _TRIAL, _NUMBER = "model_kind", "model_trial", "model_number"
_NETWORKS, _ROWS, _LONGER, _STEPS = "model_networks", "model_rows", "model_longer", "model_steps"
_OPENED = "model_opened_trial"
"""The trial of a kept model that was just opened."""

_KINDS: Final = {"one": "One network", "trials": "The best trials", "seeds": "Many seeds"}
_TRIALS: Final = {"first": "The winner", "other": "Another trial"}
_ROW_SETS: Final[dict[FitRows, str]] = {
    "train": "Training rows",
    "train+val": "All but test",
}

_DEFAULTS: Final[Mapping[str, Any]] = {_KIND: "one", _NETWORKS: 5, _ROWS: "train", _STEPS: 2_000}


def show(entry: StudyEntry, trials: pd.DataFrame) -> FitPlan | None:
    """Draw the form; None, with a sentence, where there is nothing to fit."""
    finished = trials[trials["status"] == "finished"].sort_values(["value", "number"])
    ranked = [int(number) for number in finished["number"]]
    if entry.plan is None:
        st.info(
            f"This study was made by {Plain(entry.maker)}, so what its trials trained is unknown: "
            "choose a study of this program.",
            icon=":material/extension:",
        )
        return None
    if not ranked:
        st.markdown(":material/inbox: No trial of this study has finished, so there is no winner.")
        navigation.link(sitemap.TRIALS, label="Its trials")
        return None
    for key, value in _DEFAULTS.items():
        st.session_state.setdefault(key, value)
    chosen = choice_of(entry.user_attrs)
    ordered = chosen_first(ranked, chosen)
    left, middle, right = st.columns([3, 2, 3], gap="medium")
    with left:
        kind, numbers, seeds = _networks(ordered)
    with middle:
        rows = st.segmented_control(
            "Train on",
            tuple(_ROW_SETS),
            required=True,
            format_func=_ROW_SETS.__getitem__,
            key=_ROWS,
            persist_state="session",
            help="The validation rows chose the trial; once it is chosen, they may teach it too. "
            "The test rows judge and never train.",
        )
    assert rows is not None  # it is required
    with right:
        steps = _how_long()
    if kind != "seeds" and chosen in ranked and numbers[0] == chosen and chosen != ranked[0]:
        st.caption(f"Trial {chosen:d} is the one that you chose; the best one is {ranked[0]:d}.")
    try:
        return FitPlan(entry.name, numbers, seeds, rows, steps)
    except DcTaxiError as error:
        refusal.show(error)
        return None


def restore(plan: FitPlan) -> None:
    """Let the form say what a plan says; to be called before it is drawn."""
    values: dict[str, Any] = {
        _KIND: "trials" if len(plan.trials) > 1 else "seeds" if plan.seeds > 1 else "one",
        _NETWORKS: max(2, len(plan.trials), plan.seeds),
        _OPENED: plan.trials[0],
        _NUMBER: plan.trials[0],
        _ROWS: plan.rows,
        _LONGER: plan.steps is not None,
        _STEPS: plan.steps or _DEFAULTS[_STEPS],
    }
    st.session_state.update(values)


def _networks(ordered: list[int]) -> tuple[str, tuple[int, ...], int]:
    """Draw which networks answer; return the kind, the trials and the seeds of each."""
    kind = st.segmented_control(
        "Who answers",
        tuple(_KINDS),
        required=True,
        format_func=_KINDS.__getitem__,
        key=_KIND,
        persist_state="session",
        help="One network, or the mean of several, which is usually closer: the best trials of the "
        "study, or one trial trained with many seeds. Where several disagree, the fare is less "
        f"sure. {term_link.word('ensemble', 'Glossary')}",
    )
    assert kind is not None  # it is required
    if (opened := st.session_state.pop(_OPENED, None)) is not None:
        st.session_state[_TRIAL] = "first" if opened == ordered[0] else "other"
    # On a telephone an empty column would leave a hole.
    two = kind == "seeds" or (kind == "one" and st.session_state.get(_TRIAL) == "other")
    boxes = st.columns([3, 2]) if two else [st.container()] * 2
    seeds = 1
    if kind != "one":
        most = min(MAX_NETWORKS, len(ordered)) if kind == "trials" else MAX_NETWORKS
        if kind == "trials" and most < 2:
            st.caption("The study has one finished trial, so it answers alone.")
            return kind, (ordered[0],), 1
        # What was asked for may be more than this study has.
        st.session_state[_NETWORKS] = min(max(2, st.session_state[_NETWORKS]), most)
        box = boxes[0 if kind == "trials" else 1]
        count = box.number_input("Networks", 2, most, key=_NETWORKS, persist_state="session")
        if kind == "trials":
            return kind, tuple(ordered[:count]), 1
        seeds = count
    which = boxes[0].selectbox(
        "Trial",
        tuple(_TRIALS),
        format_func={**_TRIALS, "first": f"The winner: trial {ordered[0]}"}.__getitem__,
        key=_TRIAL,
        persist_state="session",
        help="The winner is the trial that you made your choice on Trials, else the best one.",
    )
    if which == "first":
        return kind, (ordered[0],), seeds
    if st.session_state.get(_NUMBER) not in ordered:
        st.session_state[_NUMBER] = ordered[0]
    below = boxes[1] if kind == "one" else st.container()
    number = below.selectbox("Number, best first", ordered, key=_NUMBER, persist_state="session")
    return kind, (number,), seeds


def _how_long() -> int | None:
    longer = st.toggle(
        "Train longer than the search did",
        key=_LONGER,
        persist_state="session",
        help="A search trains briefly, so that many trials fit in. Here each network may train on, "
        "and stops at the number of steps that is best on the validation rows.",
    )
    if not longer:
        st.caption("As many steps as its trial had.")
        return None
    return int(
        st.number_input(
            "At most so many steps",
            1,
            MAX_STEPS,
            step=500,
            key=_STEPS,
            persist_state="session",
        )
    )
