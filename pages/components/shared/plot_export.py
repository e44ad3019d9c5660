"""A plot to take away: as a page, as PNG or as SVG, in light colours whatever the theme."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.plots.parts.export import figure_page, file_stem, picture_json, plotly_code

if TYPE_CHECKING:
    from dctaxi.plots.parts.template import TemplateName
    from pages.components.shared.plot_panel import Drawn, Heading

_HERE = Path(__file__).parent

_PICTURES = st.components.v2.component(
    "dctaxi.plot_pictures",
    html='<div class="row"><button type="button" data-format="png">PNG</button>'
    '<button type="button" data-format="svg">SVG</button></div>'
    '<div class="said" role="status"></div>',
    css=(_HERE / "plot_pictures.css").read_text("utf-8"),
    js=(_HERE / "plot_pictures.js").read_text("utf-8"),
)


def show(drawn: Drawn, heading: Heading, *, look: TemplateName, key: str) -> None:
    """Draw the menu into the row of a plot's heading."""
    menu = heading.row.popover(
        "Export",
        icon=":material/download:",
        type="tertiary",
        key=f"{key}_export",
        on_change="rerun",
    )
    if not menu.open:  # the code for pictures is 2 MB: sent to those who ask
        return
    name, title = file_stem(heading.title), heading.title
    with menu:
        st.caption("In light colours, ready for paper.")
        st.download_button(
            "Page",
            data=lambda: figure_page(
                drawn.figure, look, title=title, takeaway=drawn.takeaway
            ).encode(),
            file_name=f"{name}.html",
            mime="text/html",
            on_click="ignore",
            width="stretch",
            key=f"{key}_html",
            help="HTML that needs no network: it still answers the mouse and makes pictures too.",
        )
        _PICTURES(
            key=f"{key}_pictures",
            data={
                "figure": picture_json(drawn.figure, look, title),
                "plotly": plotly_code(),
                "name": name,
                "title": title,
                "takeaway": drawn.takeaway,
            },
        )
