"""Parallel coordinates: through which interval the good trials pass, and the brush that keeps them.

The brushes are the selection's ranges: what is brushed here filters the table and the other plots,
and what is filtered there is brushed here.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from dctaxi.plots.parts.brushes import brushed
from dctaxi.plots.parts.objective import Colouring
from dctaxi.plots.study.parallel import (
    DEFAULT_AXES,
    ParallelLines,
    parallel_data,
    parallel_figure,
    parallel_text,
)
from dctaxi.plots.study.parallel_canvas import canvas_data, interval_of
from dctaxi.plots.study.spreads import WIDTH, spread_rows
from pages.components.selection import selected
from pages.components.shared import plot_panel
from pages.components.study import frames
from pages.components.trials import parallel_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dctaxi.analysis.selection import Selection
    from dctaxi.plots.parts.template import TemplateName
    from pages.components.study.frames import StudyAt

_KEY = "plot_parallel"
_COLOURINGS: dict[Colouring, str] = {"rank": "Rank", "log": "Log"}


def show(study: StudyAt, selection: Selection) -> None:
    """Draw a line per trial through the chosen parameters to the objective."""
    names = [parameter.name for parameter in frames.parameters(study)]
    axes_key = f"{_KEY}_axes_{study.name}"
    with st.container(key="panel_parallel"):
        row = plot_panel.heading("parallel")
        if axes_key not in st.session_state:  # not as a default: moving an axis sets it, too
            st.session_state[axes_key] = _at_first(names)
        with row, st.popover("Axes", icon=":material/view_week:", key=f"{_KEY}_options"):
            axes = st.multiselect(
                "Axes from left to right",
                names,
                key=axes_key,
                persist_state="session",
            )
            colouring = st.segmented_control(
                "Colour the objective by",
                list(_COLOURINGS),
                default="rank",
                required=True,
                format_func=_COLOURINGS.__getitem__,
                key=f"{_KEY}_colouring",
                persist_state="session",
                help="Rank spreads the colours evenly over the trials; log keeps how much better "
                "one trial is than another. Outliers flatten neither.",
            )
        filters, look = selection.filters, plot_panel.template()
        data = _data(study, filters, tuple(axes), colouring)
        key = f"{_KEY}_{study.name}"
        parallel_lines.show(
            _canvas(study, filters, tuple(axes), colouring, look) | {"picked": selection.picked},
            key=key,
            on_brushed=lambda: _brush(study.name, data, st.session_state[key]["brushed"]),
            on_ordered=lambda: _order(axes_key, st.session_state[key]["ordered"]),
            on_picked=lambda: _pick(study.name, st.session_state[key]["picked"]),
        )
        st.caption(
            "Drag along an axis to keep what lies there, click it to keep everything again, drag "
            "its name to move it. A click on a line picks its trial."
        )
        # The figure is for taking away: its brushes cannot be read from the browser.
        st.caption(parallel_text(data))
        plot_panel.export(partial(_drawn, data), row, key=_KEY)
        _table(data)


def put_axes(study: str, names: Sequence[str]) -> None:
    """Put hyperparameters on the axes; those of them that stand there keep their order."""
    key = f"{_KEY}_axes_{study}"
    kept = [name for name in st.session_state.get(key, ()) if name in names]
    st.session_state[key] = [*kept, *(name for name in names if name not in kept)]


def _at_first(names: list[str]) -> list[str]:
    """Return the chapter's axes; what a study lacks of them, its first parameters replace."""
    known = [name for name in DEFAULT_AXES if name in names]
    return [*known, *(name for name in names if name not in known)][: len(DEFAULT_AXES)]


def _brush(study: str, data: ParallelLines, event: dict[str, Any] | None) -> None:
    axes = {dimension.column: dimension for dimension in data.dimensions}
    dimension = axes.get(event["column"]) if event else None
    if event is None or dimension is None:
        return
    brushes = [interval_of(dimension, low, high) for low, high in event["brushes"]]
    selected.change(study, lambda old: brushed(dimension.axis, dimension.column, brushes, old))


def _order(axes_key: str, columns: list[str] | None) -> None:
    if columns:
        st.session_state[axes_key] = [column.removeprefix("params_") for column in columns]


def _pick(study: str, number: int | None) -> None:
    if number is not None:
        selected.choose(study, number)


def _table(data: ParallelLines) -> None:
    with st.expander("Where the best 10 % lie, as a table"):
        st.dataframe(
            spread_rows(data.spreads),
            hide_index=True,
            key=f"{_KEY}_table",
            column_config={
                WIDTH: st.column_config.NumberColumn(
                    format="percent",
                    help="The interval of the best as a share of all of them, in the axis's scale.",
                )
            },
        )
        st.caption(
            "Intervals hold the middle 80 % of the trials; of categories, the most frequent one."
        )


@st.cache_data(max_entries=16, show_spinner=False)
def _data(
    study: StudyAt, filters: Selection, axes: tuple[str, ...], colouring: Colouring
) -> ParallelLines:
    trials, parameters = frames.trials(study), frames.parameters(study)
    return parallel_data(trials, parameters, axes, filters, colouring)


@st.cache_data(max_entries=16, show_spinner=False)
def _canvas(
    study: StudyAt,
    filters: Selection,
    axes: tuple[str, ...],
    colouring: Colouring,
    look: TemplateName,
) -> dict[str, Any]:
    return canvas_data(_data(study, filters, axes, colouring), template=look)


def _drawn(data: ParallelLines, look: TemplateName) -> plot_panel.Drawn:
    return plot_panel.Drawn(parallel_figure(data, template=look), parallel_text(data))
