"""Figures as data for files: JSON in light colours, and the code that draws it in a browser."""

from __future__ import annotations

import gzip
import re
from base64 import b64encode
from functools import lru_cache
from html import escape

import plotly.graph_objects as go

from dctaxi.plots import LOOKS

PICTURE_WIDTH_PX, PICTURE_HEIGHT_PX = 900, 450
"""Size of a picture; a figure that has a height of its own keeps it."""

_TITLE_PX = 34
_PAD = {"l": 12, "t": 12}
_BACKGROUND = LOOKS["light"].background


def figure_json(figure: go.Figure) -> str:
    """Return a figure of the light look as JSON, safe inside an HTML script element.

    Its background is solid: the file may land on any page.
    """
    copy = go.Figure(figure)
    copy.update_layout(paper_bgcolor=_BACKGROUND, plot_bgcolor=_BACKGROUND)
    text: str = copy.to_json()
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def picture_json(figure: go.Figure, title: str) -> str:
    """Return ``figure_json`` of a figure with its title above it, to stand without a page."""
    copy = go.Figure(figure)
    margin = copy.layout.margin.t
    if margin is None:
        margin = copy.layout.template.layout.margin.t
    heading = {"text": escape(title), "x": 0, "xref": "container", "xanchor": "left", "pad": _PAD}
    heading |= {"y": 1, "yref": "container", "yanchor": "top", "font": {"size": 17}}
    copy.update_layout(
        title=heading,
        margin={"t": margin + _TITLE_PX},
        height=(copy.layout.height or PICTURE_HEIGHT_PX) + _TITLE_PX,
        width=PICTURE_WIDTH_PX,
    )
    return figure_json(copy)


@lru_cache(maxsize=1)
def plotly_code() -> str:
    """Return Plotly's code for browsers, as base64 of gzip: two fifths of its size."""
    from plotly.offline import get_plotlyjs

    return b64encode(gzip.compress(get_plotlyjs().encode(), mtime=0)).decode()


def file_stem(title: str) -> str:
    """Return a title as the name of a file, without its ending."""
    return re.sub(r"\W+", "-", title)[:80].strip("-").lower() or "figure"
