"""The last two steps: what the next study searches, and whether it does better than before.

The ranges are held against the whole space by trainings that nobody has seen, each choice by itself
too; from there the way leads into the next study.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.analysis.statistics import CONFIDENCE, in_usd
from dctaxi.populations import POPULATIONS
from dctaxi.space import Fixed, describe_dimension, dimension_of
from dctaxi.teaching.narrowing import offered
from pages.components.ranges import choices
from pages.components.shared import formats, money, open_lesson, refusal
from pages.components.shared.plain import Markdown, Plain, Text
from pages.components.trained import train_button, two_populations
from pages.components.whatif import advice, child_study, history, question, trials_so_far

if TYPE_CHECKING:
    from collections.abc import Callable

    from dctaxi.populations import Population
    from dctaxi.space import Dimension
    from pages.components.ranges.choices import Task


def show_ranges(task: Task) -> None:
    """Draw the rows, what of the study lies in the next space, and advice to widen instead."""
    found = task.next_ranges()
    space = task.what_if().narrowed(task.start.space)
    left, right = st.columns([3, 2], gap="medium")
    with left, st.container(border=True, gap="xsmall", key="narrowing_rows"):
        for name in offered(task.importances):
            _row(task, name, found.get(name), gone=name not in space.active(space.max_layers))
    with right:
        trials_so_far.tiles(task.trials, space, task.start.space)
        size = space.size()
        if size is not None:
            st.caption(f"{formats.count(size, 'configuration')}, each seed one of them.")
        _widen(task)


def compare_ranges(task: Task) -> None:
    """Train both, say whether the ranges are better beyond noise, and offer the next study."""
    asked, start = task.what_if(), task.start
    if not asked.changes:
        st.info(
            "Your ranges still cover the whole space: keep fewer of them, or draw an interval.",
            icon=":material/tune:",
        )
        return
    problem = question.problem(asked, start)
    if problem is not None:
        refusal.show(problem)
        return
    whole, inside = train_button.ensure(
        [asked.baseline(start), asked.plan(start)],
        POPULATIONS,
        key="narrowing",
        note="Half of them in the whole space.",
    )
    if whole.trained is not None and inside.trained is not None:
        two_populations.show(
            inside.trained,
            whole.trained,
            names=("your ranges", "the whole space"),
            key="narrowing_plot",
        )
        _each_alone(task, whole.trained)
    with st.container(horizontal=True, vertical_alignment="center"):
        child_study.show(start, asked.narrowed(start.space))
        history.ask_button(start, task.next_ranges(), key="narrowing_whatif")


def _row(task: Task, name: str, dimension: Dimension | None, *, gone: bool) -> None:
    before = describe_dimension(dimension_of(task.start.space, name))
    kept = name in task.kept
    if gone:
        words, why = "not used", "no configuration has this layer now"
    elif dimension is None:
        words, why = before, "whole range kept" if kept else "as in the study"
    else:
        words = describe_dimension(dimension)
        why = "your interval" if kept else "fixed as in the best trial"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        change = "" if words == before else f":gray[{Plain(before)} →] "
        st.markdown(f"**{Plain(name)}** {change}**{Plain(words)}**, {why}", width="stretch")
        if gone or open_lesson.closed(choices.KEPT):
            return
        if kept and dimension is not None:
            _way_back("Whole range", "undo", choices.whole, task.study.name, name)
        elif kept and len(task.kept) > 1:
            _way_back("Fix it", "push_pin", choices.drop, name)
        elif isinstance(dimension, Fixed):
            _way_back("Keep its range", "undo", choices.keep, name)


def _way_back(label: Text, icon: str, change: Callable[..., None], *args: str) -> None:
    st.button(
        label,
        icon=f":material/{icon}:",
        type="tertiary",
        key=f"narrowing_{change.__name__}_{args[-1]}",
        on_click=change,
        args=args,
    )


def _widen(task: Task) -> None:
    """Say where the best trials lie at an edge of the study's own range."""
    for found in advice.of_study(task.start, task.trials):
        if found.kind == "widen":
            st.info(
                f"{Plain(found.sentence)} {money.plain(found.evidence)}",
                icon=":material/open_in_full:",
            )


def _each_alone(task: Task, whole: Population) -> None:
    """Offer to train each choice with every other range whole; once it is trained, draw a row."""
    found = task.next_ranges()
    if len(found) < 2:
        return
    with st.expander("Each choice alone", icon=":material/call_split:", key="narrowing_each"):
        st.caption(
            "The same test with one of your choices at a time and every other range whole: which "
            "of them helped, and which hurt?"
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
            st.markdown(f"- **{Plain(words)}**: {_change(alone, whole)}")
        if done:
            st.caption(
                "Changes of the median against the whole space. What is said of one choice holds "
                f"at 95 %, what is said of all {len(done)} does not: where none of them did "
                f"anything, up to {len(done) * (1 - CONFIDENCE):.1f} would seem to on average, so "
                "an interval that only just leaves out 0 proves nothing."
            )


def _change(alone: Population, whole: Population) -> Markdown:
    problem = two_populations.not_comparable(alone, whole)
    if problem is not None:
        return Plain(problem)
    comparison = two_populations.compared(alone, whole)
    change = in_usd(comparison.median_change, sign=True)
    return Markdown(f"{money.plain(change)} {two_populations.badge(comparison)}")
