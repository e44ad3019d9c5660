"""A chart that keeps its place while its rows grow or play, as every page draws one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from pages.components.shared import money, present

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    import pyarrow as pa


_HEIGHT, _FONT = 430, 19
"""Pixels of a chart that is presented, and of its words."""


def enlarged(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return a chart as it is presented: high, with large words.

    It is not enlarged as it is drawn, as a figure of Plotly is: it measures its place enlarged.
    """
    words = {"labelFontSize": _FONT, "titleFontSize": _FONT}
    return {**spec, "height": _HEIGHT, "config": {"axis": words, "legend": words}}


def show(
    rows: pd.DataFrame | pa.Table, spec: Mapping[str, Any], *, title: str, takeaway: str, key: str
) -> None:
    """Draw rows by a specification of Vega-Lite; while the tab presents it is one of its pictures.

    ``takeaway`` says in words what it shows.
    """
    chart = money.chart(dict(spec))
    said = money.said(takeaway)
    if present.on():
        with present.picture(title, said, key=key):
            st.vega_lite_chart(rows, enlarged(chart), alt=said, key=key)
        return
    st.vega_lite_chart(rows, chart, alt=said, key=key)
