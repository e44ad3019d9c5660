"""Parallel coordinates drawn by the app itself, so that a brush in the browser reaches Python."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_HERE = Path(__file__).parent
_MODULE = ("parallel_axes.js", "parallel_lines.js")

_DRAWING = st.components.v2.component(
    "dctaxi.parallel_lines",
    html='<div class="parallel" role="figure"><div class="scroll"><div class="stage">'
    '<canvas></canvas><div class="tip" hidden></div></div></div><div class="bar"></div></div>',
    css=(_HERE / "parallel_lines.css").read_text("utf-8"),
    js="\n".join((_HERE / name).read_text("utf-8") for name in _MODULE),
)


def show(
    data: Mapping[str, Any],
    *,
    key: str,
    on_brushed: Callable[[], None],
    on_ordered: Callable[[], None],
    on_picked: Callable[[], None],
) -> None:
    """Draw what ``parallel_canvas.canvas_data`` gives, with its ``text`` and the ``picked`` trials.

    What the reader did is in session state under the key while the callbacks run: ``brushed`` is
    ``{"column": …, "brushes": [[low, high], …]}``, ``ordered`` the columns from left to right, the
    objective's left out, and ``picked`` the number of a trial.
    """
    _DRAWING(
        key=key,
        data=dict(data),
        on_brushed_change=on_brushed,
        on_ordered_change=on_ordered,
        on_picked_change=on_picked,
    )
