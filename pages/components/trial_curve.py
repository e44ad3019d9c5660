"""The learning curve of one training; light enough to be drawn again every second."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINES = ["training batch", "validation"]


def show(points: Sequence[tuple[int, float, float]], *, height: int = 240) -> None:
    """Draw ``(step, train_rmse, val_rmse)`` points, RMSE in USD."""
    st.line_chart(
        pd.DataFrame(points, columns=["step", *_LINES]),
        x="step",
        y=_LINES,
        x_label="training step",
        y_label="RMSE, USD",
        height=height,
        alt="RMSE of training batch and validation batch by training step",
    )
