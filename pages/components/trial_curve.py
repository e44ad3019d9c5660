"""The learning curve of one training; light enough to be drawn again every second."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from pages.components import formats

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINES = ["training batch", "validation batch"]


def show(points: Sequence[tuple[int, float, float]], *, height: int = 240) -> None:
    """Draw ``(step, train_rmse, val_rmse)`` points, RMSE in USD."""
    st.line_chart(
        rows(points),
        x="step",
        y=_LINES,
        x_label="training step",
        y_label="RMSE, USD",
        height=height,
        alt=_told(points),
    )


def rows(points: Sequence[tuple[int, float, float]]) -> pd.DataFrame:
    """Return the points as the rows of a table."""
    return pd.DataFrame(points, columns=["step", *_LINES])


def _told(points: Sequence[tuple[int, float, float]]) -> str:
    """Say where the errors began and ended, for who does not see the lines."""
    (first, *before), (last, *after) = points[0], points[-1]
    ways = [
        f"of the {line} from {formats.usd(start)} to {formats.usd(end)}"
        for line, start, end in zip(_LINES, before, after, strict=True)
    ]
    return f"RMSE {', '.join(ways)}, from training step {first} to {last}."
