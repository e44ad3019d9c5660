"""What a reader may choose of a view: the widgets of those views that have options.

Each function draws its widgets and returns what was chosen. A view that is not among ``ASKED`` has
no options.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import streamlit as st

from dctaxi.foreign_text import revealed
from dctaxi.plots.study.curves import BEST_AT_FIRST, MOST
from dctaxi.plots.study.slice import SHOWN_AT_FIRST
from pages.components.study import frames

if TYPE_CHECKING:
    from pages.components.shared.plot_panel import Heading
    from pages.components.views.scene import SceneAt

Options = Mapping[str, Any]


def _slice(seen: SceneAt, row: Heading) -> Options:
    names = _names(seen)
    with (
        row,
        st.popover("Hyperparameters", icon=":material/view_module:", key="view_slice_options"),
    ):
        chosen = st.multiselect(
            "A panel for each of",
            names,
            format_func=revealed,
            default=names[:SHOWN_AT_FIRST],
            key=f"view_slice_names_{seen.study.name}",
            persist_state="session",
        )
    return {"names": tuple(chosen)}


def _curves(seen: SceneAt, row: Heading) -> Options:
    with row:
        best = st.number_input(
            "Best trials",
            min_value=0 if seen.selection.picked else 1,
            max_value=MOST,
            value=BEST_AT_FIRST,
            key="view_curves_best",
            persist_state="session",
            width=150,
        )
    return {"best": best}


def _names(seen: SceneAt) -> list[str]:
    return [parameter.name for parameter in frames.parameters(seen.study)]


ASKED: Mapping[str, Callable[[SceneAt, Heading], Options]] = MappingProxyType(
    {"slice": _slice, "curves": _curves}
)
"""How the options of a view are asked for, by its name."""
