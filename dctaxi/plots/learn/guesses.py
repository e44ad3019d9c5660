"""The first guesses of a class as dots: hidden where they arrive, then above what is true."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import plotly.graph_objects as go

from dctaxi.plots.parts.plain import plain
from dctaxi.plots.parts.template import LOOKS, TemplateName, make_figure

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BINS = 40
_HIDDEN_A_ROW = 15
_HEIGHT = 370
FAR = 20
"""Trainings that differ by more than this factor stand on a logarithmic axis."""

TITLE = "The class's guesses"
QUESTION = "What everybody guessed first, a dot each; below them, what fresh trainings gave."


class Truth(NamedTuple):
    """The trainings behind one answer, and their median, in USD; a number's question has one.

    The median is infinite where half of the trainings or more have no result.
    """

    label: str
    values: NDArray[np.float64]
    median: float


class Guesses(NamedTuple):
    """First guesses by name, in the order of coming: USD, or the label of an option.

    ``truths`` is empty until it is known; ``arrived`` counts guesses that are hidden still.
    """

    names: tuple[str, ...]
    answers: tuple[float | str, ...]
    truths: tuple[Truth, ...]
    arrived: int = 0

    @property
    def hidden(self) -> bool:
        """Whether nobody sees what was guessed."""
        return not self.names and not self.truths


def guesses_figure(data: Guesses, *, template: TemplateName) -> go.Figure:
    """Draw the dots: in rows where they are hidden, else above the trainings."""
    if data.hidden:
        return _hidden(data.arrived, template)
    if len(data.truths) > 1 or any(isinstance(one, str) for one in data.answers):
        return _choices(data, template)
    return _numbers(data, template)


def guesses_text(data: Guesses) -> str:
    """Say what the picture shows."""
    if data.hidden:
        if not data.arrived:
            return "No guess yet: each one appears here as a dot, hidden until the reveal."
        return f"Guesses so far: {data.arrived}. What they say is hidden until the reveal."
    count = "1 first guess" if len(data.names) == 1 else f"{len(data.names)} first guesses"
    if not data.truths:
        return f"{count}; the truth is still being trained."
    if len(data.truths) == 1:
        truth = data.truths[0]
        median = (
            f"the median of {len(truth.values)} fresh trainings is {truth.median:.2f} USD"
            if math.isfinite(truth.median)
            else f"half of {len(truth.values)} fresh trainings or more have no result"
        )
        return f"{count}; {median}. What lies farther off stands at the ends."
    best = min(data.truths, key=lambda one: one.median)
    if math.isinf(best.median):
        return f"{count}; half of the trainings of every answer or more have no result."
    right = sum(answer == best.label for answer in data.answers)
    lowest = f"which came out lowest at {best.median:.2f} USD"
    return f"{count}, {right} of them for {best.label!r}, {lowest}."


def guesses_rows(data: Guesses) -> list[dict[str, object]]:
    """Return the dots as rows."""
    return [
        {"name": name, "first guess": answer}
        for name, answer in zip(data.names, data.answers, strict=True)
    ]


def _hidden(arrived: int, template: TemplateName) -> go.Figure:
    places = np.arange(arrived)
    dots = go.Scatter(
        x=places % _HIDDEN_A_ROW,
        y=-(places // _HIDDEN_A_ROW),
        mode="markers",
        marker={"size": 22, "color": LOOKS[template].quiet},
        hoverinfo="skip",
    )
    nothing = {"visible": False, "fixedrange": True}
    return make_figure(
        [dots],
        template,
        height=_HEIGHT,
        showlegend=False,
        xaxis={**nothing, "range": [-1, _HIDDEN_A_ROW]},
        yaxis={**nothing, "range": [-max(3, -(-arrived // _HIDDEN_A_ROW)) + 0.3, 0.7]},
    )


def _numbers(data: Guesses, template: TemplateName) -> go.Figure:
    look = LOOKS[template]
    answers = np.array([float(one) for one in data.answers])
    trained = [one.values[np.isfinite(one.values)] for one in data.truths]
    low, high = shown(np.concatenate([answers, *trained]))
    width = (high - low) / _BINS
    clipped = np.clip(answers, low, high)
    columns = [int(one) for one in np.floor((clipped - low) / width)]
    heights = _stacked(columns)
    traces: list[go.Scatter | go.Histogram] = [
        go.Scatter(
            x=[low + (column + 0.5) * width for column in columns],
            y=heights,
            mode="markers",
            name="first guesses",
            marker={"size": 14, "color": look.second},
            text=list(map(plain, data.names)),
            customdata=answers,
            hovertemplate="%{text}: %{customdata:.2f} USD<extra></extra>",
        )
    ]
    for truth, values in zip(data.truths, trained, strict=True):
        traces.append(
            go.Histogram(
                x=np.clip(values, low, high),
                xbins={"start": low, "end": high + width, "size": width},
                name=f"{len(truth.values)} fresh trainings",
                marker={"color": look.main, "line": {"width": 0}},
                yaxis="y2",
                hovertemplate="%{x}: %{y} trainings<extra></extra>",
            )
        )
    figure = make_figure(
        traces,
        template,
        height=_HEIGHT,
        showlegend=True,
        xaxis={
            "title": {"text": "objective, USD"},
            "range": [low - width, high + 2 * width],
            "anchor": "y2" if trained else "y",
        },
        yaxis={**_COUNTED, "domain": [0.45 if trained else 0, 1], "range": [0, _top(heights)]},
        yaxis2={"title": {"text": "trainings"}, "domain": [0, 0.38]},
    )
    for truth in (one for one in data.truths if math.isfinite(one.median)):
        figure.add_vline(
            x=truth.median,
            line={"color": look.text, "width": 2, "dash": "dash"},
            annotation={"text": f"median {truth.median:.2f}", "font": {"color": look.text}},
        )
    return figure


def _choices(data: Guesses, template: TemplateName) -> go.Figure:
    look = LOOKS[template]
    labels = [one.label for one in data.truths] or list(dict.fromkeys(map(str, data.answers)))
    columns = [labels.index(str(one)) for one in data.answers]
    heights = _stacked(columns)
    traces: list[go.Scatter | go.Box] = [
        go.Scatter(
            x=columns,
            y=heights,
            mode="markers",
            name="first guesses",
            marker={"size": 14, "color": look.second},
            text=list(map(plain, data.names)),
            hovertemplate="%{text}<extra></extra>",
        )
    ]
    best = min((one.median for one in data.truths), default=None)
    for place, truth in enumerate(data.truths):
        values = truth.values[np.isfinite(truth.values)]
        traces.append(
            go.Box(
                x0=place,
                y=values,
                name="fresh trainings",
                showlegend=place == 0,
                legendgroup="trained",
                boxpoints=False,
                marker={"color": look.main if truth.median == best else look.quiet},
                yaxis="y2",
                hovertemplate="%{y:.2f} USD<extra></extra>",
            )
        )
    spread = [shown(one.values[np.isfinite(one.values)]) for one in data.truths]
    objective: dict[str, object] = {"title": {"text": "objective, USD"}, "domain": [0, 0.42]}
    if spread:
        low, high = min(low for low, _ in spread), max(high for _, high in spread)
        objective["range"] = [low, high]
        if low > 0 and high / low > FAR:
            # Equal steps would press the boxes flat under the tail of one of them.
            objective |= {"type": "log", "range": [math.log10(low), math.log10(high)], "dtick": 1}
    return make_figure(
        traces,
        template,
        height=_HEIGHT,
        showlegend=True,
        xaxis={
            "tickvals": list(range(len(labels))),
            "ticktext": [plain(label) for label in labels],
            "range": [-0.6, len(labels) - 0.4],
            "anchor": "y2" if spread else "y",
        },
        yaxis={**_COUNTED, "domain": [0.5 if spread else 0, 1], "range": [0, _top(heights)]},
        yaxis2=objective,
    )


_COUNTED: dict[str, object] = {"title": {"text": "guesses"}, "tickformat": "d"}


def _stacked(columns: Sequence[int]) -> list[int]:
    """Return the height of each dot: how many of its column came before it, and itself."""
    seen: Counter[int] = Counter()
    heights = []
    for column in columns:
        seen[column] += 1
        heights.append(seen[column])
    return heights


def _top(heights: Sequence[int]) -> float:
    return max(4, max(heights, default=0)) + 1


def shown(values: NDArray[np.float64]) -> tuple[float, float]:
    """Return what is shown: all but far tails, which clip to its ends."""
    if not len(values):
        return 0.0, 1.0
    low, high = (float(one) for one in np.quantile(values, [0.01, 0.95]))
    return low, high if high > low else low + 1.0
