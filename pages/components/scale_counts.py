"""Where evenly spaced samples fall, per order of magnitude: linear beside log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dctaxi.plots.decades import decades_figure
from dctaxi.teaching.log_scale import spread_text
from pages.components import plot_panel

if TYPE_CHECKING:
    from dctaxi.teaching.log_scale import Spread

_PLOT = "decades"


def show(found: Spread) -> None:
    """Draw the counts over the samples themselves, and say what they come to."""
    figure = decades_figure(found, template=plot_panel.template())
    drawn = plot_panel.Drawn(figure, spread_text(found))
    plot_panel.show(drawn, plot_panel.heading(_PLOT), key=f"scale_{_PLOT}")
    plot_panel.drawn_table(drawn, key=f"scale_{_PLOT}")
