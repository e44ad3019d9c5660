"""The learning curve of one training; light enough to be drawn again every second."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dctaxi.plots.learn.trace import HEIGHT, trace_data, trace_rows, trace_spec, trace_text
from pages.components.shared import plot_panel

if TYPE_CHECKING:
    from collections.abc import Sequence

    Points = Sequence[tuple[int, float, float]]


def show(points: Points, *, height: int = HEIGHT) -> None:
    """Draw ``(step, train_rmse, val_rmse)`` points, RMSE in USD."""
    data = trace_data(pd.DataFrame(points, columns=["step", "train_rmse", "val_rmse"]), modes=False)
    last = int(data.steps[-1])
    chart = trace_spec(data, plot_panel.template()) | {"height": height}
    st.vega_lite_chart(trace_rows(data, last), chart, alt=trace_text(data))


def rows(points: Points) -> pd.DataFrame:
    """Return the points as the rows of a table."""
    return pd.DataFrame(
        points, columns=["training step", "training batch, USD", "validation batch, USD"]
    )
