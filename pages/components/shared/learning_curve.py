"""The learning curve of one training; light enough to be drawn again every second."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dctaxi.plots.learn.trace import HEIGHT, trace_data, trace_rows, trace_spec, trace_text
from pages.components.shared import money, plot_panel, present, term_link, vega
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    Points = Sequence[tuple[int, float, float]]


def show(points: Points, *, about: str = "", height: int = HEIGHT) -> None:
    """Draw ``(step, train_rmse, val_rmse)`` points, RMSE in USD, under a small heading.

    ``about`` says in the heading which training it is.
    """
    if not present.on():
        heading = term_link.word("learning_curve-plot", "Learning curve")
        st.markdown(f":small[{heading}{f' :gray[{Plain(about)}]' if about else ''}]")
    data = trace_data(pd.DataFrame(points, columns=["step", "train_rmse", "val_rmse"]), modes=False)
    last = int(data.steps[-1])
    chart = trace_spec(data, plot_panel.template()) | {"height": height}
    vega.show(
        trace_rows(data, last),
        chart,
        title="Learning curve",
        takeaway=trace_text(data),
        key="learning_curve",
    )


def reported(points: Points) -> None:
    """Draw what another program's trial reported, step by step, lower being better."""
    rows = pd.DataFrame(points, columns=["step", "train", "reported"])
    st.line_chart(rows, x="step", y="reported", y_label=Plain(money.currency()), height=HEIGHT)


def table(points: Points, *, key: str) -> None:
    """Draw the points as a table, closed at first."""
    columns = ["training step", "training batch, USD", "validation batch, USD"]
    plot_panel.table(lambda: pd.DataFrame(points, columns=columns), key=key)
