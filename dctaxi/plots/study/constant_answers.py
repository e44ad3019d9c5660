"""What always answering the mean fare scores on the rows of a study's trials, in the history."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import plotly.graph_objects as go

from dctaxi.plots.parts.numbers import usd
from dctaxi.plots.parts.template import Look, faded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.analysis import Baseline


class ConstantAnswers(NamedTuple):
    """What always answering the mean fare scores, in USD: between ``low`` and ``high``.

    ``values`` are its scores on the rows of the drawn trials ``numbers``, ``of_best`` that on the
    rows of the best trial, None where it was not measured: the ends are then those of the space.
    """

    numbers: NDArray[np.int64]
    values: NDArray[np.float64]
    low: float
    high: float
    of_best: float | None

    @property
    def moves(self) -> bool:
        """Whether its score depends on the trial's rows."""
        return self.high - self.low > 1e-9 * self.high


def constant_answers(
    numbers: NDArray[np.int64],
    values: NDArray[np.float64],
    own: NDArray[np.float64],
    kept: NDArray[np.int64] | slice,
    baseline: Baseline | None,
) -> ConstantAnswers | None:
    """Return the constant answer on the trials' own rows, else over the space, else None."""
    measured = np.isfinite(own)
    if measured.any():
        of_best = own[int(values.argmin())]
        shown = np.zeros(len(own), dtype=bool)
        shown[kept] = True
        shown &= measured
        return ConstantAnswers(
            numbers[shown],
            own[shown],
            float(own[measured].min()),
            float(own[measured].max()),
            float(of_best) if np.isfinite(of_best) else None,
        )
    if baseline is None:
        return None
    return ConstantAnswers(numbers[:0], values[:0], baseline.low, baseline.high, None)


def constant_traces(constant: ConstantAnswers, last: int, look: Look) -> list[go.Scatter]:
    """Return a line where the constant answer always scores the same, else a band and points."""
    name, ends = "constant answer", [0, max(1, last)]
    low, high = constant.low, constant.high
    if not constant.moves:
        line = go.Scatter(
            x=ends,
            y=[low] * 2,
            mode="lines",
            name=name,
            line={"color": look.third, "width": 2, "dash": "dash"},
            hovertemplate=f"{name}: %{{y:,.2f}} USD<extra></extra>",
        )
        return [line]
    band = go.Scatter(
        x=[*ends, *ends[::-1]],
        y=[low, low, high, high],
        fill="toself",
        fillcolor=faded(look.third, 0.1),
        line={"width": 0},
        mode="lines",
        name=f"{name}: {low:,.2f} to {high:,.2f} USD",
        hoverinfo="skip",
    )
    points = go.Scatter(
        x=constant.numbers,
        y=constant.values,
        mode="markers",
        name=f"{name} on each trial's rows",
        marker={"size": 5, "symbol": "line-ew-open", "color": look.third},
        hovertemplate=f"{name}, on the rows of trial %{{x}}: %{{y:,.2f}} USD<extra></extra>",
    )
    return [band, points] if len(constant.numbers) else [band]


def constant_text(best: float, constant: ConstantAnswers | None) -> str:
    """Say how the best trial stands beside the constant answer on its own rows."""
    if constant is None:
        return ""
    answer = "always answering the mean"
    own = constant.of_best if constant.moves else constant.low
    if own is not None:
        relation = f"{own - best:,.2f} below" if best < own else "not below"
        where = " on its own rows" if constant.moves else ""
        return f", {relation} the {usd(own)} of {answer}{where}"
    return (
        f"; {answer} scores from {constant.low:,.2f} to {usd(constant.high)} over this space, and "
        "was not measured on the rows of this trial"
    )
