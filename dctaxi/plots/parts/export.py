"""Figures as files that need neither the app nor a network: in light colours.

A page carries Plotly's own code, compressed, and unpacks it in the browser. Its buttons make PNG
and SVG there, so that nothing has to be installed for pictures.
"""

from __future__ import annotations

import gzip
import re
from base64 import b64encode
from functools import lru_cache
from html import escape

import plotly.graph_objects as go

from dctaxi.plots.parts.template import LOOKS

CONTENT_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; "
    "img-src data: blob:"
)
"""What a page may load: nothing but itself. Plotly's WebGL traces compile code of their own."""

PICTURE_WIDTH_PX, PICTURE_HEIGHT_PX = 900, 450
"""Size of a picture; a figure that has a height of its own keeps it."""

_TITLE_PX = 34
_PAD = {"l": 12, "t": 12}

_BACKGROUND = LOOKS["light"].background

_UNPACK = """
const gather = id => document.getElementById(id).textContent;
(async () => {
  const packed = Uint8Array.from(atob(gather("plotly-code")), c => c.charCodeAt(0));
  const plain = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const script = document.createElement("script");
  script.textContent = await new Response(plain).text();
  document.head.append(script);
  for (const place of document.querySelectorAll("[data-figure]")) {
    const {data, layout} = JSON.parse(gather(place.dataset.figure));
    const config = {
      displaylogo: false, responsive: true, showSendToCloud: false, plotlyServerURL: "",
      modeBarButtonsToRemove: ["toImage", "select2d", "lasso2d", "zoomIn2d", "zoomOut2d"],
    };
    await Plotly.newPlot(place, data, layout, config);
    for (const button of place.parentElement.querySelectorAll("button[data-format]")) {
      button.hidden = false;
      button.onclick = () => Plotly.downloadImage(place, {
        format: button.dataset.format, filename: place.dataset.name, scale: 2,
        width: place.clientWidth, height: place.clientHeight,
      });
    }
  }
  document.documentElement.dataset.drawn = "yes";
})();
"""


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


def figure_html(drawing: str, takeaway: str, name: str) -> str:
    """Return a figure's part of a page: the drawing, its buttons, and what it says in words.

    ``drawing`` is what ``figure_json`` gave; ``name`` is unique in its page and names pictures.
    """
    key = escape(name, quote=True)
    return f"""<figure>
<div role="img" aria-label="{escape(takeaway, quote=True)}" data-figure="{key}-json"
 data-name="{key}"></div>
<figcaption>{escape(takeaway)}</figcaption>
<button type="button" data-format="png" hidden>PNG</button>
<button type="button" data-format="svg" hidden>SVG</button>
<script type="application/json" id="{key}-json">{drawing}</script>
</figure>"""


def scripts_html() -> str:
    """Return what a page needs once, at its end, for its figures to be drawn."""
    return (
        f'<script type="text/plain" id="plotly-code">{plotly_code()}</script>\n'
        f"<script>{_UNPACK}</script>"
    )


def figure_page(figure: go.Figure, *, title: str, takeaway: str) -> str:
    """Return a figure of the light look as one HTML file."""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{CONTENT_POLICY}">
<title>{escape(title)}</title>
<style>body {{ font: 16px/1.5 sans-serif; color: #1C2326; margin: 1.5rem; }}
figure {{ margin: 0; }} figcaption {{ margin: .5rem 0; }}</style>
</head>
<body>
<h1>{escape(title)}</h1>
{figure_html(figure_json(figure), takeaway, file_stem(title))}
{scripts_html()}
</body>
</html>
"""


def file_stem(title: str) -> str:
    """Return a title as the name of a file, without its ending."""
    return re.sub(r"\W+", "-", title).strip("-").lower() or "figure"


@lru_cache(maxsize=1)
def plotly_code() -> str:
    """Return Plotly's code for browsers, as base64 of gzip: two fifths of its size."""
    from plotly.offline import get_plotlyjs

    return b64encode(gzip.compress(get_plotlyjs().encode(), mtime=0)).decode()
