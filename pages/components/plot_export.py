"""A plot to take away: as a page, as PNG or as SVG, in light colours whatever the theme."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.plots.export import figure_page, light_json, plotly_code

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from streamlit.delta_generator import DeltaGenerator

    from dctaxi.plots.template import TemplateName

_WIDTH_PX = 900

_PICTURES = st.components.v2.component(
    "dctaxi.plot_pictures",
    html='<button type="button" data-format="png">PNG</button> '
    '<button type="button" data-format="svg">SVG</button> <span class="said" role="status"></span>',
    css="button { font: inherit; color: inherit; background: none; padding: .35rem .9rem; "
    "border: 1px solid currentColor; border-radius: .5rem; cursor: pointer; }",
    js=Path(__file__).with_name("plot_pictures.js").read_text("utf-8"),
)


def show(
    figure: go.Figure, takeaway: str, row: DeltaGenerator, *, look: TemplateName, key: str
) -> None:
    """Draw the menu into the row of a plot's heading."""
    menu = row.popover(
        "Export",
        icon=":material/download:",
        type="tertiary",
        key=f"{key}_export",
        on_change="rerun",
    )
    if not menu.open:  # the code for pictures is 2 MB: sent to those who ask
        return
    with menu:
        st.download_button(
            "HTML",
            data=lambda: figure_page(
                figure, look, title=key.removeprefix("plot_"), takeaway=takeaway
            ).encode(),
            file_name=f"{key}.html",
            mime="text/html",
            on_click="ignore",
            key=f"{key}_html",
            help="This plot as a page that needs no network and makes pictures too.",
        )
        _PICTURES(
            key=f"{key}_pictures",
            data={
                "figure": light_json(figure, look),
                "plotly": plotly_code(),
                "name": key,
                "width": _WIDTH_PX,
            },
        )
