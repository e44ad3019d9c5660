"""One cell of a landscape: the trainings that answered it, and a population in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dctaxi import labels
from dctaxi.analysis import landscape_cells
from dctaxi.hyperparameters import SCALARS, WIDTH
from dctaxi.space import among, is_default
from pages.components.shared import formats, money, navigation, sitemap, term_link
from pages.components.shared.plain import Plain, plain_rows
from pages.components.whatif import history

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dctaxi.populations import Landscape
    from dctaxi.records import TrialSpec
    from pages.components.trained.origin import Start
    from pages.components.whatif.history import Session

_KEY = "landscape_cell"


def choose_clicked(landscape: Landscape, plot: str) -> None:
    """Look at the cell that was clicked in the plot of this widget key; a trial is no cell."""
    points = st.session_state[plot]["selection"]["points"]
    place = points[0].get("customdata") if points else None
    if isinstance(place, list | tuple) and len(place) == 2:
        st.session_state[_KEY] = [landscape.id, int(place[0]), int(place[1])]


def show(landscape: Landscape, start: Start) -> None:
    """Draw the chosen cell, or say how to choose one."""
    chosen = st.session_state.get(_KEY)
    cells = landscape_cells(landscape)
    rows, columns = cells.median.shape
    if chosen is None or chosen[0] != landscape.id or chosen[1] >= rows or chosen[2] >= columns:
        st.caption(":material/touch_app: Click on a cell to see its trainings.")
        return
    _, row, column = chosen
    with st.container(border=True, key="landscape_cell_panel"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"### {Plain(cells.cell_text(row, column))}", width="stretch")
            if st.button(
                "Population here",
                icon=":material/psychology_alt:",
                key="landscape_population",
                help="Opens the What-if page with the pair fixed at this cell.",
            ):
                _open_population(landscape, start, row, column)
        frame = landscape.frame
        members = frame[(frame["row"] == row) & (frame["column"] == column)]
        _numbers(cells.median[row, column], cells.spread[row, column], members)
        st.dataframe(
            plain_rows(_trainings(landscape, members)),
            hide_index=True,
            key="landscape_cell_trainings",
            alt="The trainings of the cell, with their configurations.",
            column_config={
                "objective": st.column_config.NumberColumn(
                    money.said("Objective (USD)"), format="%.3f"
                ),
                "val_rmse": st.column_config.NumberColumn(
                    money.said("Validation RMSE (USD)"), format="%.3f"
                ),
            },
        )


def _numbers(median: float, spread: float, members: pd.DataFrame) -> None:
    tiles = st.grid(3, min_column_width=130)
    tiles.metric(
        "Median",
        "none" if pd.isna(median) else formats.usd(median),
        help=term_link.about(labels.TERMS["median"]),
    )
    tiles.metric("Middle half", "none" if pd.isna(spread) else f"{formats.usd(spread)} wide")
    lost = int((members["status"] != "finished").sum())
    tiles.metric(
        "Without a result",
        f"{lost:,} of {len(members):,}",
        help=term_link.about(labels.TERMS["diverged"]),
    )


def _trainings(landscape: Landscape, members: pd.DataFrame) -> pd.DataFrame:
    """Return the cell's trainings, best first, with what each was trained with."""
    specs, space = landscape.plan.specs(), landscape.plan.space
    asked = [name for name, dimension in space.dimensions if not is_default(name, dimension)]
    ordered = members.assign(value=landscape.values[members.index]).sort_values("value")
    return pd.DataFrame(
        [
            {
                "objective": value,
                "status": status,
                "val_rmse": val_rmse,
                **_configuration(spec, asked),
            }
            for value, status, val_rmse, spec in zip(
                ordered["value"],
                ordered["status"],
                ordered["val_rmse"],
                (specs[member] for member in ordered["member"]),
                strict=True,
            )
        ]
    )


def _configuration(spec: TrialSpec, names: Sequence[str]) -> dict[str, object]:
    """Return what a training was trained with, the widths of its layers in one cell."""
    found: dict[str, object] = {}
    for name in names:
        if name == WIDTH:
            found["neurons"] = ", ".join(map(str, spec.num_hidden_neurons))
        elif name in SCALARS and SCALARS[name].kind == "switch":
            found[SCALARS[name].short] = "on" if getattr(spec, name) else "off"
        elif name in SCALARS:
            found[name] = getattr(spec, name)
    return found


def _open_population(landscape: Landscape, start: Start, row: int, column: int) -> None:
    """Ask the What-if page about the cell: its pair fixed, everything else as it is."""
    plan = landscape.plan
    cell = {plan.x: plan.x_values[column], plan.y: plan.y_values[row]}

    def edit(session: Session) -> Session:
        what_if = session.now
        for name, value in cell.items():
            what_if = what_if.changed(name, among(name, [value]), start.space)
        return session.moved(what_if)

    history.change(start, edit)
    navigation.go(sitemap.WHATIF)
