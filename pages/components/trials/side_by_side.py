"""The trials that are picked, side by side: what differs between them, and how each one learnt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.plots.study.side_by_side import (
    DIFFERS,
    MOST,
    curve_rows,
    curve_spec,
    side_by_side,
    side_by_side_text,
)
from pages.components.shared import money, plot_panel, vega
from pages.components.shared.plain import plain_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from dctaxi.analysis import Selection
    from dctaxi.analysis.reading import Parameter


def show(trials: pd.DataFrame, parameters: Sequence[Parameter], selection: Selection) -> None:
    """Draw the picked trials beside each other; nothing where fewer than two are picked."""
    known = set(trials["number"].tolist())
    numbers = [number for number in selection.picked if number in known]
    if len(numbers) < 2:
        return
    table = side_by_side(trials, parameters, numbers)
    with st.container(border=True, key="trials_side_by_side"):
        st.subheader("Side by side", anchor=False)
        st.markdown(money.plain(side_by_side_text(table)))
        if len(numbers) > MOST:
            st.caption(f"The first {MOST} of the {len(numbers):d} that are picked.")
        left, right = st.columns(2, gap="medium")
        left.dataframe(
            plain_rows(table),
            key="trials_side_by_side_table",
            column_config={DIFFERS: st.column_config.TextColumn("", width=28)},
        )
        rows = curve_rows(trials, numbers)
        if len(rows):
            with right:
                vega.show(
                    rows,
                    curve_spec(rows, plot_panel.template()),
                    title="Side by side",
                    takeaway="The validation error of each of these trials at each of its "
                    "validations.",
                    key="trials_side_by_side_curves",
                )
