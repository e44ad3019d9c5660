"""The first three steps: what the student reads off each plot of the chapter, and what it is worth.

Importances say which hyperparameters keep a range, the lines through which interval, a contour
whether two of the intervals are good together.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.plots import mark_intervals
from dctaxi.plots.study.contour import CONTOUR
from dctaxi.samplers import SAMPLERS
from dctaxi.teaching.narrowing import (
    choice_sentences,
    gathering,
    interval_problem,
    offered,
    pair_check,
)
from pages.components.ranges import choices
from pages.components.selection import column_filter
from pages.components.shared import money, open_lesson, plot_panel, refusal
from pages.components.shared.plain import Plain
from pages.components.study import frames
from pages.components.trials import contour, importances, parallel, scene
from pages.components.trials.scene import SceneAt

if TYPE_CHECKING:
    from collections.abc import Collection

    from dctaxi.plots import TemplateName
    from pages.components.ranges.choices import Task

_CONTOUR = "narrowing_contour"
_PICTURE_PX = 330
"""A picture below the step and its question ends within a screen of 800 pixels."""

_SIGNS = {
    "agree": ":green[:material/join_inner:]",
    "disagree": ":red[:material/call_split:]",
}
_SEEN = (
    "Brackets are 95 % intervals. You chose while looking at these trials, so they flatter your "
    "choice; the last step tests it on networks trained afterwards."
)
_LEARNED = (
    " This study's sampler went where it was good already, so its trials crowd there: what is "
    "counted among them is a hint."
)


def choose_kept(task: Task) -> None:
    """Draw the importances, the choice of what keeps a range, and what the choice is worth."""
    left, right = st.columns([3, 2], gap="medium")
    board, numbers = left.container(), left.container()
    with board:
        importances.show(
            SceneAt(task.study, choices.EVERYTHING, task.start.study),
            field=plot_panel.Field(numbers, _PICTURE_PX),
        )
    with right:
        kept = open_lesson.draw(
            choices.KEPT,
            [],
            functools.partial(
                st.pills,
                "Keep a range for",
                offered(task.importances),
                selection_mode="multi",
                format_func=Plain,
                wrap=True,
                persist_state="session",
                help="The most important first. What you do not choose will be fixed at the value "
                "of the best trial.",
            ),
        )
        if not kept:
            st.caption("Choose one or more; each choice is checked against its bar.")
            return
        for sentence in choice_sentences(task.importances, kept):
            st.markdown(f"- {Plain(sentence)}")


def draw_intervals(task: Task) -> None:
    """Draw the lines, what moves the intervals, and how many good trials these hold."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        parallel.put_axes(task.study.name, task.kept)
        parallel.show(SceneAt(task.study, task.selection))
    with right:
        _intervals(task, task.kept, counted=True)
        _caution(task)


def check_pair(task: Task) -> None:
    """Draw a pair with the student's intervals framed, and whether these agree."""
    several = len(task.kept) > 1
    names = list(task.kept if several else (*task.kept, *_others(task)))
    left, right = st.columns([3, 2], gap="medium")
    with right:
        if not several:
            st.caption(f"You keep a range for {Plain(task.kept[0])} only: see it beside any other.")
        if len(names) < 2:
            st.caption("This study searched nothing else, so there is no pair: go on.")
            return
        across, up = contour.choose_pair(names)
        if across == up:
            st.caption("Choose two different hyperparameters.")
            return
        _intervals(task, [name for name in (across, up) if name in task.kept], counted=False)
        if several:
            found = pair_check(task.trials, task.selection, across, up)
            sign = _SIGNS.get(found.verdict, ":gray[:material/drag_handle:]")
            st.markdown(f"{sign} {money.plain(found.sentence)}")
            _caution(task)
    with left:
        everything = SceneAt(task.study, choices.EVERYTHING)
        data = scene.data(CONTOUR, everything, across=across, up=up)

        def draw(look: TemplateName) -> plot_panel.Drawn:
            figure = CONTOUR.figure(data, template=look)
            mark_intervals(figure, data.cells, task.selection, template=look)
            return plot_panel.Drawn(figure, CONTOUR.sentence(data))

        plot_panel.show(draw, plot_panel.heading("contour"), key=_CONTOUR, most_px=_PICTURE_PX)
        contour.cells_table("The cells as a table", data.cells.table(), key=f"{_CONTOUR}_table")


def _intervals(task: Task, names: Collection[str], *, counted: bool) -> None:
    """Draw what moves the intervals of some parameters; ``counted``: with the counts below."""
    known = {one.name: one for one in frames.parameters(task.study)}
    for name in names:
        column = f"params_{name}"
        problem = interval_problem(task.selection, name)
        column_filter.ColumnFilter(
            task.study.name, column, known[name], task.trials[column], task.selection
        ).draw(exact=problem is not None)
        if problem is not None:
            refusal.show(problem)
        elif counted:
            found = gathering(task.trials, task.selection, name, looked_at=len(names))
            if found is not None:
                st.markdown(Plain(found.sentence))


def _caution(task: Task) -> None:
    """Say what the counts are worth."""
    plan = task.start.study
    learned = plan is not None and SAMPLERS[plan.sampler].learns
    st.caption(f"{_SEEN}{_LEARNED if learned else ''}")


def _others(task: Task) -> list[str]:
    return [name for name in offered(task.importances) if name not in task.kept]
