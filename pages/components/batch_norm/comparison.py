"""With against without batch normalisation: two populations that are trained for the question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.analysis import study_baseline
from dctaxi.data import prepare
from dctaxi.populations import POPULATIONS
from dctaxi.teaching.batch_norm import on_and_off
from dctaxi.teaching.best_in_modes import best_in_modes, best_in_modes_text
from pages.components.shared import refusal, tables
from pages.components.shared.plain import Plain
from pages.components.trained import results, train_button, two_populations

if TYPE_CHECKING:
    from dctaxi.populations import Population
    from pages.components.batch_norm.form import Choice

_KEY = "batch_norm_pair"
_WITH, _WITHOUT = "normalised networks", "plain networks"


def show(choice: Choice) -> None:
    """Draw both populations with what they say, or the offer to train them."""
    plans = on_and_off(choice.steps, **choice.setting)
    st.subheader("With against without", anchor=False)
    st.markdown(
        f"{plans[0].n:,} random configurations of the chapter's space with batch normalisation, "
        f"the {_WITH}, and {plans[1].n:,} without it, the {_WITHOUT}; {choice.steps:,} steps each."
    )
    works = train_button.ensure(plans, POPULATIONS, key=_KEY, label="Train both")
    on, off = (work.trained if work.complete else None for work in works)
    if on is not None and off is not None:
        _result(choice, on, off)


def _result(choice: Choice, on: Population, off: Population) -> None:
    problem = two_populations.not_comparable(on, off)
    if problem is not None:
        refusal.show(problem)
        return
    names = (_WITH, _WITHOUT)
    two_populations.verdict(two_populations.compared(on, off), *names)
    marks = (("the constant answer", _constant(choice)),)
    two_populations.distributions(on, off, names=names, key=f"{_KEY}_plot", marks=marks)
    for population, name in zip((on, off), names, strict=True):
        st.markdown(f"- {Plain(best_in_modes_text(best_in_modes(population), name))}")
    st.caption(
        f":material/bolt: {results.cost(on)}, and {results.cost(off)}. Intervals are "
        "95 %; a diverged training counts as worse than every other."
    )


@st.cache_data(max_entries=64, show_spinner=False)
def _constant(choice: Choice) -> float:
    data = prepare(tables.read(choice.source), choice.feature_set)
    space = on_and_off(choice.steps)[0].space
    return study_baseline(data, space).typical
