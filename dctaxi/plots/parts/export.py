"""Figures as files that need neither the app nor a network: in light colours, whatever the theme.

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

from dctaxi.plots.parts.template import LOOKS, Look, TemplateName, for_export

CONTENT_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; "
    "img-src data: blob:"
)
"""What a page may load: nothing but itself. Plotly's WebGL traces compile code of their own."""

PICTURE_WIDTH_PX, PICTURE_HEIGHT_PX = 900, 450
"""Size of a picture; a figure that has a height of its own keeps it."""

_TITLE_PX = 34
_PAD = {"l": 12, "t": 12}

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b|rgba\(\d+, ?\d+, ?\d+,")

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


def light_json(figure: go.Figure, template: TemplateName) -> str:
    """Return a figure of a look as JSON in the light one, safe inside an HTML script element."""
    text: str = for_export(figure, template).to_json()
    if template != "light":
        light = _counterparts(LOOKS[template], LOOKS["light"])
        text = _COLOUR.sub(lambda found: light.get(_plain(found[0]), found[0]), text)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def picture_json(figure: go.Figure, template: TemplateName, title: str) -> str:
    """Return ``light_json`` of a figure with its title above it, to stand without a page."""
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
    return light_json(copy, template)


def figure_html(figure_json: str, takeaway: str, name: str) -> str:
    """Return a figure's part of a page: the drawing, its buttons, and what it says in words.

    ``figure_json`` is what ``light_json`` gave; ``name`` is unique in its page and names pictures.
    """
    key = escape(name, quote=True)
    return f"""<figure>
<div role="img" aria-label="{escape(takeaway, quote=True)}" data-figure="{key}-json"
 data-name="{key}"></div>
<figcaption>{escape(takeaway)}</figcaption>
<button type="button" data-format="png" hidden>PNG</button>
<button type="button" data-format="svg" hidden>SVG</button>
<script type="application/json" id="{key}-json">{figure_json}</script>
</figure>"""


def scripts_html() -> str:
    """Return what a page needs once, at its end, for its figures to be drawn."""
    return (
        f'<script type="text/plain" id="plotly-code">{plotly_code()}</script>\n'
        f"<script>{_UNPACK}</script>"
    )


def figure_page(figure: go.Figure, template: TemplateName, *, title: str, takeaway: str) -> str:
    """Return a figure as one HTML file, in light colours."""
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
{figure_html(light_json(figure, template), takeaway, file_stem(title))}
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


def _counterparts(look: Look, other: Look) -> dict[str, str]:
    """Return the colours of another look by those of this one, each in both of its notations."""
    pairs: list[tuple[str, str]] = list(zip(look.scale, other.scale, strict=True))
    pairs += [
        (mine, theirs)
        for mine, theirs in zip(look, other, strict=True)
        if isinstance(mine, str) and isinstance(theirs, str)
    ]
    return {
        notation(mine): notation(theirs)
        for mine, theirs in pairs
        for notation in (str.lower, _rgba_start)
    }


def _plain(colour: str) -> str:
    return colour.lower().replace(" ", "")


def _rgba_start(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},"
