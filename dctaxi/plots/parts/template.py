"""What every figure is made with: light and dark looks, in the app's own colours.

Backgrounds are transparent, so that a figure takes the colour of the page it stands on. Nothing
depends on Plotly's default template, which importing Streamlit replaces.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Literal, NamedTuple

import plotly.graph_objects as go

from dctaxi.plots.parts.plain import plain

TemplateName = Literal["light", "dark"]


class Look(NamedTuple):
    """The colours of one theme. Text has a contrast of at least 4.5 on ``background``.

    ``scale`` goes from low to high objective; the low end stands out most. It has one hue and
    falls or rises in lightness all the way, so it needs no colour vision.
    """

    background: str
    text: str
    muted_text: str
    grid: str
    main: str
    second: str
    third: str
    quiet: str
    failed: str
    noise: str
    scale: tuple[str, ...]


LOOKS: Mapping[TemplateName, Look] = {
    "light": Look(
        background="#FFFFFF",
        text="#1C2326",
        muted_text="#5A6569",
        grid="#E4EAE8",
        main="#0F766E",
        second="#4C5FC4",
        third="#B4530A",
        quiet="#8A979B",
        failed="#C4382C",
        noise="#B4530A",
        scale=("#042B29", "#0B5450", "#1B817A", "#5AAEA6", "#A5D5CF", "#CFE6E2"),
    ),
    "dark": Look(
        background="#11171A",
        text="#E6EAE9",
        muted_text="#9AA7AA",
        grid="#273236",
        main="#3FB8AD",
        second="#8C9BF0",
        third="#F0AE4A",
        quiet="#6F7D81",
        failed="#F0766B",
        noise="#F0AE4A",
        scale=("#E9FBF8", "#ACDFDA", "#57B6AE", "#1F8981", "#105A56", "#154441"),
    ),
}

_CLEAR = "rgba(0,0,0,0)"
_DASHES = ("solid", "dash", "dot")

_END_TITLE_PX = 48
"""Room below bars for the numbers of their axis and a title at its end."""


def make_figure(traces: Iterable[Any], template: TemplateName, **layout: Any) -> go.Figure:
    """Return a figure of traces in a look; ``layout`` overrides it."""
    return go.Figure(data=list(traces), layout={"template": _template(template), **layout})


def empty_figure(sentence: str, template: TemplateName) -> go.Figure:
    """Return a figure that says why there is nothing to draw."""
    return make_figure(
        (),
        template,
        height=160,
        xaxis={"visible": False},
        yaxis={"visible": False},
        annotations=[
            {"text": plain(sentence), "showarrow": False, "x": 0.5, "y": 0.5}
            | {"xref": "paper", "yref": "paper"}
        ],
    )


def faded(colour: str, opacity: float) -> str:
    """Return a ``#RRGGBB`` colour as ``rgba(…)``."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"


def colour_scale(colours: tuple[str, ...], start: float = 0.0) -> list[tuple[float, str]]:
    """Return Plotly's form of evenly spaced colours from ``start`` to 1."""
    return [
        (start + (1.0 - start) * place / (len(colours) - 1), colour)
        for place, colour in enumerate(colours)
    ]


def series_style(place: int, look: Look) -> tuple[str, str]:
    """Return how one of up to six things side by side is told apart: by colour, and by dash.

    Places count from 0.
    """
    colours = (look.main, look.second, look.third, look.quiet)
    return colours[place % len(colours)], _DASHES[place // len(colours) % len(_DASHES)]


def add_end_title(figure: go.Figure, title: str) -> None:
    """Write the horizontal axis's title below its right end, and make room for it.

    Below short bars beside long names, the middle has no room.
    """
    figure.add_annotation(
        text=title,
        showarrow=False,
        xref="paper",
        x=1,
        xanchor="right",
        yref="paper",
        y=0,
        yanchor="bottom",
        yshift=-_END_TITLE_PX,
    )
    figure.update_layout(margin={"b": _END_TITLE_PX})


@cache
def _template(name: TemplateName) -> go.layout.Template:
    look = LOOKS[name]
    axis = {
        "gridcolor": look.grid,
        "linecolor": look.grid,
        "zeroline": False,
        "automargin": True,
        "tickfont": {"color": look.muted_text, "size": 12},
        "title": {"font": {"color": look.text, "size": 13}, "standoff": 8},
    }
    return go.layout.Template(
        layout={
            "paper_bgcolor": _CLEAR,
            "plot_bgcolor": _CLEAR,
            "font": {"color": look.text, "size": 13, "family": "sans-serif"},
            "colorway": [look.main, look.second, look.third, look.quiet],
            "margin": {"l": 8, "r": 8, "t": 30, "b": 8},
            "xaxis": axis,
            "yaxis": axis,
            "hoverlabel": {
                "bgcolor": look.background,
                "bordercolor": look.grid,
                "font": {"color": look.text},
            },
            "legend": {
                "orientation": "h",
                "x": 0,
                "xanchor": "left",
                "y": -0.16,
                "yanchor": "top",
                "bgcolor": _CLEAR,
                "font": {"color": look.text},
            },
            "modebar": {"bgcolor": _CLEAR, "color": look.quiet, "activecolor": look.text},
            "hovermode": "closest",
        }
    )
