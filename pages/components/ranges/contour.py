"""Third step: whether two intervals are good together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.plots.parts.interval_marks import mark_intervals
from dctaxi.plots.study.contour import contour_figure, contour_text
from dctaxi.teaching.narrowing.task import offered, pair_check
from pages.components.ranges import intervals, state
from pages.components.shared import cells_table, plot_panel
from pages.components.trials import contour

if TYPE_CHECKING:
    from dctaxi.plots.parts.template import TemplateName
    from pages.components.ranges.state import Task

_KEY = "narrowing_contour"
_SIGNS = {
    "agree": ":green[:material/join_inner:]",
    "disagree": ":red[:material/call_split:]",
}


def show(task: Task) -> None:
    """Draw the pair with the student's intervals framed, and whether these agree."""
    several = len(task.kept) > 1
    names = list(task.kept if several else (*task.kept, *_others(task)))
    left, right = st.columns([3, 2], gap="medium")
    with right:
        if not several:
            st.caption(f"You keep a range for {task.kept[0]} only: see it beside any other.")
        if len(names) < 2:
            st.caption("This study searched nothing else, so there is no pair: go on.")
            return
        across, up = contour.choose_pair(names)
        if across == up:
            st.caption("Choose two different hyperparameters.")
            return
        intervals.show(task, [name for name in (across, up) if name in task.kept], counted=False)
        if several:
            found = pair_check(task.trials, task.selection, across, up)
            sign = _SIGNS.get(found.verdict, ":gray[:material/drag_handle:]")
            st.markdown(f"{sign} {found.sentence}")
            intervals.caution(task)
    with left:
        data = contour.contour(task.study, state.EVERYTHING, across, up)

        def draw(look: TemplateName) -> plot_panel.Drawn:
            figure = contour_figure(data, template=look)
            mark_intervals(figure, data.cells, task.selection, template=look)
            return plot_panel.Drawn(figure, contour_text(data))

        plot_panel.show(draw, plot_panel.heading("contour"), key=_KEY)
        cells_table.show("The cells as a table", data.cells.table(), key=f"{_KEY}_table")


def _others(task: Task) -> list[str]:
    return [name for name in offered(task.importances) if name not in task.kept]
