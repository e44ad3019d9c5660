"""Where evenly spaced samples fall, per order of magnitude: linear beside log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from dctaxi.plots.learn.decades import decades_figure
from dctaxi.teaching.log_scale import spread_text
from pages.components.shared import plot_panel

if TYPE_CHECKING:
    from dctaxi.plots.parts.template import TemplateName
    from dctaxi.teaching.log_scale import Spread

_PLOT = "decades"


def show(found: Spread) -> None:
    """Draw the counts over the samples themselves, and say what they come to."""

    def draw(look: TemplateName) -> plot_panel.Drawn:
        return plot_panel.Drawn(decades_figure(found, template=look), spread_text(found))

    plot_panel.show(draw, plot_panel.heading(_PLOT), key=f"scale_{_PLOT}")
    plot_panel.table(lambda: _rows(found), key=f"scale_{_PLOT}")


def _rows(found: Spread) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "from": linear.low,
            "to": linear.high,
            "linear scale": linear.points,
            "log scale": log.points,
        }
        for linear, log in zip(found.linear, found.log, strict=True)
    )
