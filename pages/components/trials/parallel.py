"""Parallel coordinates: through which interval the good trials pass, and the brush that keeps them.

The app draws them itself, so that a brush in the browser reaches Python.
The brushes are the selection's ranges: what is brushed here filters the table and the other plots,
and what is filtered there is brushed here.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from dctaxi.plots import brushed
from dctaxi.plots.study.parallel import PARALLEL, ParallelLines, axes_at_first
from dctaxi.plots.study.parallel_canvas import canvas_data, interval_of
from dctaxi.plots.study.spreads import WIDTH, spread_rows
from pages.components.selection import selected
from pages.components.shared import money, plot_panel, present
from pages.components.shared.plain import plain_rows
from pages.components.study import frames
from pages.components.trials import scene

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pages.components.trials.scene import SceneAt

_KEY = "plot_parallel"
_HERE = Path(__file__).parent
_MODULE = ("parallel_axes.js", "parallel_lines.js")

# It takes what ``canvas_data`` gives and the ``picked`` trials. What the reader did is in session
# state under its key while the callbacks run: ``brushed`` is ``{"column": …, "brushes": [[low,
# high], …]}``, ``ordered`` the columns from left to right, the objective's left out, and
# ``picked`` the number of a trial.
_DRAWING = st.components.v2.component(
    "dctaxi.parallel_lines",
    html='<div class="parallel" role="figure"><div class="scroll"><div class="stage">'
    '<canvas></canvas><div class="tip" hidden></div></div></div><div class="bar"></div></div>',
    css=(_HERE / "parallel_lines.css").read_text("utf-8"),
    js="\n".join((_HERE / name).read_text("utf-8") for name in _MODULE),
)

_GESTURES = (
    "Drag along an axis to keep what lies there, click it to keep everything again, drag its name "
    "to move it. A click on a line picks its trial."
)

_HEIGHT, _PRESENTED = 300, 220
"""Pixels of an axis: by itself, and before presenting enlarges it."""

_AROUND_PX = 93
"""Height of what stands around the axes on the board."""


def show(
    seen: SceneAt, ranked: Sequence[str] = (), *, field: plot_panel.Field | None = None
) -> None:
    """Draw a line per trial through the chosen parameters to the objective.

    On a ``field`` of the board it is lower than alone.

    Until the reader chooses axes or moves one, they are the first hyperparameters ``ranked``.
    """
    study, selection = seen.study, seen.selection
    names = [parameter.name for parameter in frames.parameters(study)]
    axes_key = f"{_KEY}_axes_{study.name}"
    with st.container(key="panel_parallel"):
        row = plot_panel.heading("parallel")
        # Not as a default: moving an axis sets it, too.
        if axes_key not in st.session_state or (ranked and not _chosen(axes_key)):
            st.session_state[axes_key] = axes_at_first(names, ranked)
        with (
            row,
            st.popover("Axes", icon=":material/view_week:", key=f"{_KEY}_options", help=_GESTURES),
        ):
            axes = st.multiselect(
                "Axes from left to right",
                names,
                key=axes_key,
                persist_state="session",
                on_change=_keep_chosen,
                args=(axes_key,),
            )
        options = {"axes": tuple(axes)}
        data: ParallelLines = scene.data(PARALLEL, seen, **options)
        key = f"{_KEY}_{study.name}"
        drawn = money.chart(canvas_data(data, template=plot_panel.template()))
        takeaway = money.said(PARALLEL.sentence(data))

        def draw(height: int) -> None:
            _DRAWING(
                key=key,
                data=drawn | {"picked": selection.picked, "height": height},
                on_brushed_change=lambda: _brush(
                    study.name, data, st.session_state[key]["brushed"]
                ),
                on_ordered_change=lambda: _order(axes_key, st.session_state[key]["ordered"]),
                on_picked_change=lambda: _pick(study.name, st.session_state[key]["picked"]),
            )

        if present.on():
            with present.picture(row.title, takeaway, key=_KEY):
                draw(_PRESENTED)
        else:
            draw(_HEIGHT if field is None else field.height - _AROUND_PX)
            plot_panel.say_briefly(takeaway)
        # The figure is for taking away: its brushes cannot be read from the browser.
        plot_panel.export(scene.draw(PARALLEL, seen, **options), row, key=_KEY)
    with st.container() if field is None else field.numbers:
        _table(data)


def put_axes(study: str, names: Sequence[str]) -> None:
    """Put hyperparameters on the axes; those of them that stand there keep their order."""
    key = f"{_KEY}_axes_{study}"
    kept = [name for name in st.session_state.get(key, ()) if name in names]
    st.session_state[key] = [*kept, *(name for name in names if name not in kept)]
    _keep_chosen(key)


def _chosen(axes_key: str) -> bool:
    return bool(st.session_state.get(f"{axes_key}_chosen"))


def _keep_chosen(axes_key: str) -> None:
    st.session_state[f"{axes_key}_chosen"] = True


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
        _keep_chosen(axes_key)


def _pick(study: str, number: int | None) -> None:
    if number is not None:
        selected.choose(study, number)


def _table(data: ParallelLines) -> None:
    with st.expander("Where the best 10 % lie, as a table"):
        st.dataframe(
            plain_rows(spread_rows(data.spreads)),
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
