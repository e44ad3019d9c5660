"""What the data in use are: counts, warnings, fares, a map, rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dctaxi.data import COLUMNS, data_label
from dctaxi.plots.study.fares import fares_data, fares_figure, fares_text
from dctaxi.plots.study.trips import trips_data, trips_figure, trips_text
from dctaxi.training import MAX_JUDGED_ROWS
from pages.components.shared import plot_panel, state
from pages.components.shared.plain import Plain, plain_rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from streamlit.elements.lib.column_types import ColumnConfig

    from dctaxi.data import TaxiTables
    from dctaxi.plots import TemplateName

_SHOWN_ROWS = 1_000
_MOST_PX = 290
"""A picture below counts and findings ends within a screen of 800 pixels."""


def show(tables: TaxiTables) -> None:
    """Draw the sets of a source."""
    _counts(tables)
    _findings(tables)
    fares, trips, rows = st.tabs(
        [":material/bar_chart: Fares", ":material/map: Map", ":material/table_rows: Rows"],
        key="data.tabs",
        on_change="rerun",
    )
    if fares.open:
        with fares:
            _fares(tables)
    if trips.open:
        with trips:
            _trips(tables)
    if rows.open:
        with rows:
            _rows(tables)


def _sets(tables: TaxiTables) -> dict[str, NDArray[np.float64]]:
    named = {"Training": tables.train, "Validation": tables.val, "Test": tables.test}
    return {name: rows for name, rows in named.items() if rows is not None}


def _counts(tables: TaxiTables) -> None:
    with st.grid(3):
        for name, rows in _sets(tables).items():
            mean = f"{rows[:, 0].mean():,.2f} {Plain(tables.source.currency)}"
            st.metric(
                f"{Plain(name)} rows",
                f"{len(rows):,}",
                mean,
                delta_color="off",
                delta_arrow="off",
                delta_description="mean fare",
                border=True,
                height="stretch",
            )
    if len(tables.val) > MAX_JUDGED_ROWS:
        st.caption(
            f"Every trial is judged on the same {MAX_JUDGED_ROWS:,} validation rows, evenly spaced."
        )


def _findings(tables: TaxiTables) -> None:
    total = sum(map(len, _sets(tables).values()))
    shares = ", ".join(
        f"{len(rows) / total:.0%} {Plain(name.lower())}" for name, rows in _sets(tables).items()
    )
    title = tables.source.title
    heading = data_label(tables.source, state.workspace())
    st.caption(f"Of {total:,} trips: {shares}." + (f" {Plain(title)}." if title != heading else ""))
    if tables.left_out is not None:
        st.info(Plain(tables.left_out.sentence), icon=":material/filter_alt:")
    if not tables.findings:
        st.caption(":material/check_circle: Every check passed; nothing stands out.")
        return
    st.caption(":material/check_circle: Every check passed. What stands out:")
    for finding in tables.findings:
        st.warning(Plain(finding.message), icon=":material/warning:")


def _fares(tables: TaxiTables) -> None:
    data = fares_data(tables)

    def draw(look: TemplateName) -> plot_panel.Drawn:
        return plot_panel.Drawn(fares_figure(data, template=look), fares_text(data))

    row = plot_panel.titled("Fares", "Share of each set's rows by fare.")
    plot_panel.show(draw, row, key="data-fares", said_first=True, most_px=_MOST_PX)
    plot_panel.drawn_table(draw, key="data-fares")


def _trips(tables: TaxiTables) -> None:
    data = trips_data(tables.train)

    def draw(look: TemplateName) -> plot_panel.Drawn:
        return plot_panel.Drawn(trips_figure(data, template=look), trips_text(data))

    row = plot_panel.titled("Where training trips begin and end", "Drawn without a map service.")
    plot_panel.show(draw, row, key="data-trips", said_first=True, most_px=_MOST_PX)


def _rows(tables: TaxiTables) -> None:
    sets = _sets(tables)
    name = st.segmented_control(
        "Set",
        list(sets),
        format_func=Plain,
        default="Training",
        required=True,
        key="data.set",
        persist_state="session",
    )
    rows = sets[name]
    st.dataframe(
        plain_rows(pd.DataFrame(rows[:_SHOWN_ROWS], columns=list(tables.source.columns))),
        column_config=_columns(tables),
        height=460,
        key="data-rows",
        alt=f"Rows of the {name.lower()} set",
    )
    if len(rows) > _SHOWN_ROWS:
        st.caption(f"The first {_SHOWN_ROWS:,} of {len(rows):,} rows, in the order of training.")


def _columns(tables: TaxiTables) -> dict[str, ColumnConfig]:
    fare, *places = COLUMNS[:5]
    numbers = {name: st.column_config.NumberColumn(format="%.5f") for name in places}
    whole = {name: st.column_config.NumberColumn(format="%d") for name in COLUMNS[5:]}
    money = st.column_config.NumberColumn(
        format="%.2f", pinned=True, help=f"In {Plain(tables.source.currency)}, the label."
    )
    return {fare: money, **numbers, **whole}
