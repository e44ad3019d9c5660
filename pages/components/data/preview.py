"""What the data in use are: counts, warnings, fares, a map, rows."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dctaxi.data import COLUMNS, SETS, TripSource, data_label, side_by_side
from dctaxi.plots.study.fares import fares_data, fares_figure, fares_text
from dctaxi.plots.study.trips import trips_data, trips_figure, trips_text
from dctaxi.training import MAX_JUDGED_ROWS
from pages.components.data import mapping_form, using
from pages.components.shared import plot_panel, state
from pages.components.shared.plain import Plain, plain_rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from streamlit.elements.lib.column_types import ColumnConfig

    from dctaxi.data import Split, TaxiTables
    from dctaxi.plots import TemplateName

_SHOWN_ROWS = 1_000
_MOST_PX = 290
"""A picture below counts and findings ends within a screen of 800 pixels."""


def show(tables: TaxiTables) -> None:
    """Draw the sets of a source."""
    _counts(tables)
    _findings(tables)
    fares, trips, sets, rows = st.tabs(
        [
            ":material/bar_chart: Fares",
            ":material/map: Map",
            ":material/balance: Sets",
            ":material/table_rows: Rows",
        ],
        key="data.tabs",
        on_change="rerun",
    )
    if fares.open:
        with fares:
            _fares(tables)
    if trips.open:
        with trips:
            _trips(tables)
    if sets.open:
        with sets:
            _side_by_side(tables)
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


def _findings(tables: TaxiTables) -> None:
    title = tables.source.title
    heading = data_label(tables.source, state.workspace())
    said = []
    if title != heading:
        said.append(f"{Plain(title)}.")
    if len(tables.val) > MAX_JUDGED_ROWS:
        said.append(f"Every trial is evaluated on the same {MAX_JUDGED_ROWS:,} validation rows.")
    if said:
        st.caption(" ".join(said))
    if tables.left_out is not None:
        st.info(Plain(tables.left_out.sentence), icon=":material/filter_alt:")
    for finding in sorted(tables.findings, key=lambda one: one.file != SETS):
        st.warning(Plain(finding.message), icon=":material/warning:")
    source = tables.source
    if (
        any(one.file == SETS for one in tables.findings)
        and isinstance(source, TripSource)
        and source.split is not None
        and source.split.kind == "time"
    ):
        st.button(
            "Split at random too",
            icon=":material/shuffle:",
            key="data.at_random",
            help="Keeps this split, and adds a data set whose errors are those on trips of the "
            "same period.",
            on_click=_split_at_random,
            args=(source, source.split),
        )


def _split_at_random(source: TripSource, split: Split) -> None:
    other = dataclasses.replace(source, split=dataclasses.replace(split, kind="random"))
    using.use(mapping_form.WAY, lambda: other)


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


def _side_by_side(tables: TaxiTables) -> None:
    """Draw each column of each set: mean, range, and how far it is from training."""
    sets = _sets(tables)
    found = side_by_side(tuple(sets.values()), tables.source.columns)
    st.dataframe(
        plain_rows(
            pd.DataFrame(
                {"column": column, "set": name.lower(), "mean": one.mean, "lowest": one.low,
                 "highest": one.high, "KS distance": one.size, "by chance": one.chance,
                 "outside training": one.beyond}
                for column, shifts in found.items()
                for name, one in zip(sets, shifts, strict=True)
            )
        ),
        hide_index=True,
        key="data-sets",
        column_config={
            **{name: st.column_config.NumberColumn(format="%.4g")
               for name in ("mean", "lowest", "highest")},
            "KS distance": st.column_config.NumberColumn(
                format="%.2f",
                help="Kolmogorov-Smirnov distance from the training set: the largest difference "
                "in the share of rows below a value.",
            ),
            "by chance": st.column_config.NumberColumn(
                format="%.2g", help="How often chance alone makes a distance so large."
            ),
            "outside training": st.column_config.NumberColumn(
                format="percent", help="Share of rows outside the range of the training set."
            ),
        },
        alt="Columns of the sets side by side",
    )  # fmt: skip


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
