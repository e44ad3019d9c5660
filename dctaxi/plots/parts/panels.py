"""Several small plots in one figure: where each of them stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

COLUMNS = 2
"""Panels side by side: still readable on a telephone."""

_GAP = 0.1
_ROW_GAP_PX = 62
_BELOW_PX = 60


class Panel(NamedTuple):
    """Plotly's names of one panel's axes, for its traces, and whether it stands leftmost."""

    x: str
    y: str
    leftmost: bool


def panel_grid(
    axes: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]],
    *,
    row_px: int,
    columns: int = COLUMNS,
) -> tuple[list[Panel], dict[str, Any]]:
    """Return the panels and the figure's layout, given each panel's settings of its x and y axis.

    ``row_px`` is the height of a panel without the room below it. Panels fill rows from the top.
    """
    rows = -(-len(axes) // columns)
    height = rows * (row_px + _ROW_GAP_PX)
    layout: dict[str, Any] = {
        "height": height + _BELOW_PX,
        "legend": {"y": -0.5 * _BELOW_PX / height},
    }
    panels = []
    width = (1.0 - _GAP * (columns - 1)) / columns
    for place, (x_axis, y_axis) in enumerate(axes):
        row, column = divmod(place, columns)
        suffix = "" if place == 0 else str(place + 1)
        left = column * (width + _GAP)
        top = 1.0 - row * (row_px + _ROW_GAP_PX) / height
        layout[f"xaxis{suffix}"] = {
            **x_axis,
            "domain": [left, min(1.0, left + width)],
            "anchor": f"y{suffix}",
        }
        layout[f"yaxis{suffix}"] = {
            **y_axis,
            "domain": [max(0.0, top - row_px / height), top],
            "anchor": f"x{suffix}",
        }
        panels.append(Panel(f"x{suffix}", f"y{suffix}", column == 0))
    return panels, layout


def wrapped(name: str, most: int) -> str:
    """Break a name behind underscores and blanks into lines of so many characters, where that is
    possible.
    """
    lines = [""]
    for part in re.split(r"(?<=[_ ])", name):
        if lines[-1] and len(lines[-1]) + len(part) > most:
            lines.append("")
        lines[-1] += part
    return "<br>".join(lines)
