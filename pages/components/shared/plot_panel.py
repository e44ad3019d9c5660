"""One figure as every page draws it: the plot, its takeaway in words, and a copy to take away.

What leaves the app (a page, PNG or SVG) is drawn again in light colours, whatever the theme.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import streamlit as st

from dctaxi import glossary
from dctaxi.plots import TemplateName, figure_rows, gallery
from dctaxi.report import figure_page, file_stem, picture_json, plotly_code
from pages.components.shared import money, present, term_link
from pages.components.shared.plain import Markdown, Plain, plain_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    import plotly.graph_objects as go
    from streamlit.delta_generator import DeltaGenerator

_CONFIG = {
    "displaylogo": False,
    "showSendToCloud": False,  # nothing leaves the machine
    "displayModeBar": "hover",
    "scrollZoom": False,
    # Its picture would have no background and the colours of the theme: the menu's are for files.
    "modeBarButtonsToRemove": ["zoomIn2d", "zoomOut2d", "autoScale2d", "toImage"],
}

LOW_PX = 198
"""Height of a picture where two rows of them share a screen of 800 pixels with what is above."""

_BRIEF = 150
"""Characters that two lines take beside another picture."""

_HERE = Path(__file__).parent

_PICTURES = st.components.v2.component(
    "dctaxi.plot_pictures",
    html='<div class="row"><button type="button" data-format="png">PNG</button>'
    '<button type="button" data-format="svg">SVG</button></div>'
    '<div class="said" role="status"></div>',
    css=(_HERE / "plot_pictures.css").read_text("utf-8"),
    js=(_HERE / "plot_pictures.js").read_text("utf-8"),
)


class Drawn(NamedTuple):
    """A figure and the sentence that says what it shows."""

    figure: go.Figure
    takeaway: str


class Field(NamedTuple):
    """A picture's place on a board: where the numbers behind it go, and its height in pixels."""

    numbers: DeltaGenerator
    height: int = LOW_PX


Draw = Callable[[TemplateName], Drawn]
"""Draws a plot in a look: in that of the page, and in the light one for files. What it returns may
be shared by all tabs, so nobody changes it.
"""


class Heading(NamedTuple):
    """The row of a plot's heading, a container like any other, and the plot's title."""

    row: DeltaGenerator
    title: str

    def __enter__(self) -> None:
        """Let what is drawn now stand in the row."""
        self.row.__enter__()

    def __exit__(self, *raised: Any) -> None:
        """Let what is drawn from now on stand where it stood before."""
        self.row.__exit__(*raised)


def template() -> TemplateName:
    """Return the look that fits the reader's theme."""
    return "dark" if st.context.theme.type == "dark" else "light"


def heading(plot: str) -> Heading:
    """Name a plot of the gallery; return the row, for what else belongs into it."""
    known = gallery.PLOTS[plot]
    link = term_link.word(glossary.plot_term(plot), "Glossary")
    return titled(known.title, Markdown(f"{Plain(known.question)} {link}"))


def titled(title: str, about: str) -> Heading:
    """Name a plot that is not in the gallery."""
    row = st.container(horizontal=True, vertical_alignment="center")
    row.subheader(Plain(title), help=Markdown.of(about), anchor=False, width="stretch")
    return Heading(row, title)


def show(
    draw: Draw,
    row: Heading,
    *,
    key: str,
    on_click: Callable[[], None] | None = None,
    low: Draw | None = None,
    said_first: bool = False,
    most_px: int | None = None,
    exported: bool = True,
) -> None:
    """Draw a figure, its takeaway below it and the ways to take it away in the heading's row.

    Of a figure that ends below the screen the takeaway is ``said_first``, above it. It is at most
    ``most_px`` pixels high, so that it fits the screen with what stands above it; what leaves the
    app is as high as it was drawn.
    ``on_click`` is called when a point of the figure is clicked. Where it is one of several that
    share a screen, ``low`` draws it there; what it shows is said in one sentence, the rest on
    demand. A teaching page's is not ``exported``, and has no toolbar.
    """
    figure, takeaway = _drawn(draw if low is None or present.on() else low, template())
    chart = partial(
        st.plotly_chart,
        theme=None,
        key=key,
        config=_CONFIG if exported else _CONFIG | {"displayModeBar": False},
        on_select=on_click or "ignore",
        selection_mode="points",
        alt=takeaway,
    )
    if present.on():
        with present.picture(row.title, takeaway, key=key):
            chart(_as_high(figure, present.PICTURE_HEIGHT))
        return
    if most_px is not None and figure.layout.height > most_px:
        figure = _as_high(figure, most_px)
    if low is None and said_first:
        st.caption(Plain(takeaway))
        chart(figure)
    elif low is None:
        chart(figure)
        st.caption(Plain(takeaway))
    else:
        chart(figure)
        say_briefly(takeaway)
    if exported:
        export(draw, row, key=key)


def _as_high(figure: go.Figure, height: int) -> go.Figure:
    """Return a copy of this height: tabs share what is drawn."""
    return type(figure)(figure).update_layout(height=height)


def say_briefly(takeaway: str) -> None:
    """Write what a picture shows in two lines at most; the rest is behind its question mark."""
    said, more = present.briefly(takeaway, _BRIEF)
    st.caption(Plain(said), help=Plain(more) if more else None)


def _drawn(draw: Draw, look: TemplateName) -> Drawn:
    """Draw a plot in the currency of the study's trips."""
    figure, takeaway = draw(look)
    return Drawn(money.figure(figure), money.said(takeaway))


def export(draw: Draw, heading: Heading, *, key: str) -> None:
    """Draw the menu that takes a plot away into the row of its heading."""
    menu = heading.row.popover(
        "Export",
        icon=":material/download:",
        type="tertiary",
        key=f"{key}_export",
        on_change="rerun",
    )
    if not menu.open:  # the code for pictures is 2 MB: sent to those who ask
        return
    figure, takeaway = _drawn(draw, "light")
    name, title = file_stem(heading.title), heading.title
    with menu:
        st.caption("In light colours, ready for paper.")
        st.download_button(
            "Page",
            data=lambda: figure_page(figure, title=title, takeaway=takeaway).encode(),
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
                "figure": picture_json(figure, title),
                "plotly": plotly_code(),
                "name": name,
                "title": title,
                "takeaway": takeaway,
            },
        )


def drawn_table(draw: Draw, *, key: str) -> None:
    """Draw what a figure draws as a table, where no better table stands beside it."""
    table(lambda: figure_rows(draw(template()).figure), key=key)


def table(
    rows: Callable[[], pd.DataFrame], *, key: str, config: Mapping[str, Any] | None = None
) -> None:
    """Draw the numbers behind a figure in a table that is made once it is opened."""
    opened = st.expander(
        "The numbers as a table", icon=":material/table:", key=f"{key}_numbers", on_change="rerun"
    )
    if opened.open:
        with opened:
            found = rows().rename(columns=lambda name: money.said(str(name)))
            config = {money.said(name): one for name, one in (config or {}).items()}
            st.dataframe(
                plain_rows(found), hide_index=True, key=f"{key}_table", column_config=config
            )
