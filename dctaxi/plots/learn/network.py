"""A network drawn from its layers: a row of dots for each layer, a line for each weight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from dctaxi.plots.parts.numbers import count_text
from dctaxi.plots.parts.template import LOOKS, Look, TemplateName, faded, make_figure
from dctaxi.plots.view import Plot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dctaxi.teaching.network_shapes import Layer

DRAWN_NEURONS = 16
"""A wider row shows so many of its neurons; its text says how many there are."""

_NORM_GAP, _LINEAR_GAP = 0.6, 1.2
"""Distance from a row down to its batch normalisation, and from there to the next row."""

_ROW_PX = 62
_TEXT_X = 1.08
_RIGHT = 2.05
"""Dots lie from 0 to 1; what they are is written from 1.08 on."""

NETWORK = Plot(
    name="network",
    title="Network",
    question="A row of dots for the features, for each hidden layer and for the fare; a line is a "
    "weight. Squares are batch normalisations: one for each number that enters the next layer.",
)


class Row(NamedTuple):
    """Dots on one height: the features, a batch normalisation, a hidden layer or the fare."""

    height: float
    width: int
    text: str
    norm: bool


class Drawing(NamedTuple):
    """Rows from top to bottom, and for each Linear its text and the heights that it connects."""

    rows: tuple[Row, ...]
    linear: tuple[tuple[str, Row, Row], ...]
    parameters: int


def network_data(layers: Sequence[Layer]) -> Drawing:
    """Return where the layers of a network are drawn."""
    height = 0.0
    rows = [Row(height, layers[0].inputs, f"{layers[0].inputs} features", norm=False)]
    linear = []
    for layer in layers:
        if layer.kind == "BatchNorm1d":
            height -= _NORM_GAP
            rows.append(Row(height, layer.inputs, f"<b>{layer.title}</b>", norm=True))
        elif layer.kind == "Linear":
            height -= _LINEAR_GAP
            shape = " by ".join(str(size) for size in dict(layer.shapes)["weight"])
            text = f"<b>{layer.title}</b><br>weights {shape}"
            last = layer is layers[-1]
            name = "the fare" if last else f"{count_text(layer.outputs, 'neuron')}, ReLU"
            rows.append(Row(height, layer.outputs, name, norm=False))
            linear.append((text, rows[-2], rows[-1]))
    return Drawing(tuple(rows), tuple(linear), sum(layer.parameters for layer in layers))


def network_figure(data: Drawing, *, template: TemplateName) -> go.Figure:
    """Draw the network from its features at the top to the fare at the bottom."""
    look = LOOKS[template]
    bottom = data.rows[-1].height
    widest = min(DRAWN_NEURONS, max(row.width for row in data.rows))
    traces = [_lines(data, look, widest)]
    for norm in (False, True):
        members = [row for row in data.rows if row.norm is norm]
        if members:
            traces.append(_dots(members, look, widest, norm=norm))
    figure = make_figure(
        traces,
        template,
        height=round(80 + _ROW_PX * -bottom),
        showlegend=False,
        xaxis={"visible": False, "range": [-0.04, _RIGHT], "fixedrange": True},
        yaxis={"visible": False, "range": [bottom - 0.4, 0.4], "fixedrange": True},
    )
    texts = [(row.height, row.text, look.third if row.norm else look.text) for row in data.rows]
    texts += [
        ((upper.height + lower.height) / 2, text, look.main) for text, upper, lower in data.linear
    ]
    for height, text, colour in texts:
        figure.add_annotation(
            x=_TEXT_X,
            y=height,
            text=text,
            showarrow=False,
            xanchor="left",
            align="left",
            font={"size": 12, "color": colour},
        )
    return figure


def network_text(data: Drawing) -> str:
    """Name the layers in order, with the number of what is trained."""
    norms = sum(row.norm for row in data.rows)
    linear = count_text(len(data.linear), "linear layer")
    sizes = " to ".join(str(row.width) for row in data.rows if not row.norm)
    behind = f", each behind a batch normalisation of its input ({norms} in all)" if norms else ""
    return f"{linear} from {sizes}{behind}: {count_text(data.parameters, 'number')} to train."


def _places(row: Row, widest: int) -> NDArray[np.float64]:
    """Return where the dots of a row lie from 0 to 1, centred; wide rows show some of theirs."""
    shown = min(row.width, DRAWN_NEURONS)
    pitch = 1.0 / max(1, widest - 1)
    return np.asarray(0.5 + pitch * (np.arange(shown) - (shown - 1) / 2), dtype=np.float64)


def _lines(data: Drawing, look: Look, widest: int) -> go.Scatter:
    x: list[float | None] = []
    y: list[float | None] = []
    for above, below in zip(data.rows, data.rows[1:], strict=False):
        starts, ends = _places(above, widest), _places(below, widest)
        pairs = (
            zip(starts, ends, strict=True)
            if below.norm
            else ((start, end) for start in starts for end in ends)
        )
        for start, end in pairs:
            x += [start, end, None]
            y += [above.height, below.height, None]
    return go.Scatter(
        x=x,
        y=y,
        mode="lines",
        line={"width": 1, "color": faded(look.main, 0.35)},
        hoverinfo="skip",
    )


def _dots(rows: Sequence[Row], look: Look, widest: int, *, norm: bool) -> go.Scatter:
    places = [_places(row, widest) for row in rows]
    marker: dict[str, Any] = {
        "size": 11,
        "symbol": "square" if norm else "circle",
        "color": look.third if norm else look.main,
        "line": {"width": 1, "color": look.background},
    }
    return go.Scatter(
        x=np.concatenate(places),
        y=np.concatenate(
            [np.full(len(here), row.height) for here, row in zip(places, rows, strict=True)]
        ),
        text=[row.text for here, row in zip(places, rows, strict=True) for _ in here],
        mode="markers",
        marker=marker,
        hovertemplate="%{text}<extra></extra>",
    )
