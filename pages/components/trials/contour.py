"""Contour: the objective over one pair of hyperparameters, the reader's choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.foreign_text import revealed
from dctaxi.plots.study.contour import CONTOUR, pair_at_first
from pages.components.selection import selected
from pages.components.shared import money, navigation, plot_panel, sitemap
from pages.components.shared.plain import Plain, Text, plain_rows
from pages.components.study import frames
from pages.components.trials import scene
from pages.components.whatif import map_axes

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from dctaxi.analysis import Baseline, Selection
    from dctaxi.plots import TemplateName
    from pages.components.study.frames import StudyAt
    from pages.components.trials.scene import SceneAt

_KEY = "plot_contour"
_ACROSS, _UP, _CHOSEN = f"{_KEY}_x", f"{_KEY}_y", f"{_KEY}_chosen"


def show(seen: SceneAt, ranked: Sequence[str] = (), *, field: plot_panel.Field) -> None:
    """Draw the pair on its field; a click on a trial's point picks the trial.

    Until the reader chooses a pair, it is that of the first hyperparameters ``ranked``.
    """
    with st.container(key="panel_contour"):
        row = plot_panel.heading("contour")
        missing = CONTOUR.missing(seen.scene())
        if missing:
            st.markdown(f":material/join_inner: {Plain(missing)}")
            navigation.link(sitemap.NEW_STUDY, label="Change the search space")
            return
        names = [parameter.name for parameter in frames.parameters(seen.study)]
        with row, st.popover("Axes", icon=":material/grid_on:", key=f"{_KEY}_options"):
            chosen = choose_pair(names, ranked)
            if seen.plan is not None:
                map_axes.link(seen.plan, *chosen)
        _pair(seen, chosen, row, field)


def put_across(name: str) -> None:
    """Put a hyperparameter on the horizontal axis; what stood there moves up if need be."""
    if st.session_state.get(_UP) == name:
        st.session_state[_UP] = st.session_state[_ACROSS]
    st.session_state[_ACROSS] = name
    _keep_chosen()


def choose_pair(names: list[str], ranked: Sequence[str] = ()) -> tuple[str, str]:
    """Ask for two of these axes; one that is not among them any more is replaced.

    A pair that nobody chose follows the ranking.
    """
    first = pair_at_first(names, ranked)
    if len(ranked) > 1 and not st.session_state.get(_CHOSEN):
        st.session_state[_ACROSS], st.session_state[_UP] = first
    for key, other, name in zip((_ACROSS, _UP), (_UP, _ACROSS), first, strict=True):
        if st.session_state.get(key) not in names:
            taken = st.session_state.get(other)
            st.session_state[key] = next(one for one in (name, *names) if one != taken)
    across_box, up_box = st.columns(2)
    with across_box:
        across = st.selectbox(
            "Across",
            names,
            format_func=revealed,
            key=_ACROSS,
            persist_state="session",
            on_change=_keep_chosen,
        )
    with up_box:
        up = st.selectbox(
            "Up",
            names,
            format_func=revealed,
            key=_UP,
            persist_state="session",
            on_change=_keep_chosen,
        )
    return across, up


def _keep_chosen() -> None:
    st.session_state[_CHOSEN] = True


def cells_table(label: Text, cells: pd.DataFrame, *, key: str) -> None:
    """Draw the table of a contour's cells, closed at first; the lowest median comes first."""
    with st.expander(label):
        st.dataframe(
            plain_rows(cells.rename(columns=money.said)),
            hide_index=True,
            key=key,
            column_config={
                money.said("median objective (USD)"): st.column_config.NumberColumn(format="%.2f"),
                "trials": st.column_config.NumberColumn(
                    help="With a result. The fewer there are, the more of the median is chance."
                ),
            },
        )


def _pair(
    seen: SceneAt, chosen: Sequence[str], row: plot_panel.Heading, field: plot_panel.Field
) -> None:
    across, up = chosen
    if across == up:
        st.caption("Choose two different hyperparameters.")
        return
    study = seen.study.name
    draw = scene.draw(CONTOUR, seen, across=across, up=up)

    def low(look: TemplateName) -> plot_panel.Drawn:
        pair = across, up
        return _low(seen.study, seen.selection, seen.baseline, pair, look, field.height, draw)

    plot_panel.show(
        draw,
        row,
        key=_KEY,
        on_click=lambda: selected.choose_clicked(study, _KEY),
        low=low,
    )
    cells: pd.DataFrame = scene.data(CONTOUR, seen, across=across, up=up).cells.table()
    with field.numbers:
        cells_table("The cells of the contour", cells, key=f"{_KEY}_table")


# Tabs share what a view draws, so it is a copy that is made lower, for all of them once.
@st.cache_resource(max_entries=64, show_spinner=False)
def _low(
    study: StudyAt,  # noqa: ARG001 - with the next three, what is drawn
    selection: Selection,  # noqa: ARG001
    baseline: Baseline | None,  # noqa: ARG001
    pair: tuple[str, str],  # noqa: ARG001
    look: TemplateName,
    height: int,
    _draw: plot_panel.Draw,
) -> plot_panel.Drawn:
    figure, takeaway = _draw(look)
    lower = type(figure)(figure)
    lower.update_layout(height=height, margin={"t": 8}).update_traces(
        colorbar_title_text="", selector={"type": "heatmap"}
    )
    return plot_panel.Drawn(lower, takeaway)
