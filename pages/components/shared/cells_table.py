"""The cells of a contour as a table, for those who read rather than look."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    import pandas as pd


def show(label: str, cells: pd.DataFrame, *, key: str) -> None:
    """Draw the table of cells, closed at first; the lowest median comes first."""
    with st.expander(label):
        st.dataframe(
            cells,
            hide_index=True,
            key=key,
            column_config={
                "median objective (USD)": st.column_config.NumberColumn(format="%.2f"),
                "trials": st.column_config.NumberColumn(
                    help="With a result. The fewer there are, the more of the median is chance."
                ),
            },
        )
