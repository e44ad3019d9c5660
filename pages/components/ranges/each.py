"""What each choice does by itself: one hyperparameter changed, everything else whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.analysis.statistics.comparison_words import in_usd
from dctaxi.populations.population import POPULATIONS
from dctaxi.space.description import describe_dimension
from pages.components.trained import train_button, two_populations

if TYPE_CHECKING:
    from dctaxi.populations.population import Population
    from pages.components.ranges.state import Task


def show(task: Task, whole: Population) -> None:
    """Draw the offer to train each choice alone and, once it is trained, a row for each."""
    found = task.next_ranges()
    if len(found) < 2:
        return
    with st.expander("Each choice alone", icon=":material/call_split:", key="narrowing_each"):
        st.caption(
            "The same test with one of your choices at a time and every other range whole: which "
            "of them earned it, and which cost it?"
        )
        works = train_button.ensure(
            [task.alone(name).plan(task.start) for name in found],
            POPULATIONS,
            key="narrowing_alone",
            label="Train each choice alone",
            at_once=False,
        )
        done = [
            (f"{name} {describe_dimension(dimension)}", work.trained)
            for (name, dimension), work in zip(found.items(), works, strict=True)
            if work.trained is not None
        ]
        for words, alone in done:
            st.markdown(f"- **{words}**: {_change(alone, whole)}")
        if done:
            st.caption(
                f"Changes of the median against the whole space, with 95 % intervals. Of "
                f"{len(done)} intervals {len(done) * 0.05:.1f} miss by chance on average, so one "
                "that only just leaves out 0 is no finding."
            )


def _change(alone: Population, whole: Population) -> str:
    problem = two_populations.not_comparable(alone, whole)
    if problem is not None:
        return problem
    comparison = two_populations.compared(alone, whole)
    change = in_usd(comparison.median_change, sign=True)
    return f"{change} {two_populations.badge(comparison)}"
