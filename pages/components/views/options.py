"""What a reader may choose of a view: the widgets of those views that have options.

Each function draws its widgets and returns what was chosen; None where nothing can be drawn of it,
which it says. A view that is not among ``ASKED`` has no options.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import streamlit as st

from dctaxi.foreign_text import revealed
from dctaxi.plots.study.curves import BEST_AT_FIRST, MOST
from dctaxi.plots.study.rank import TRIAL, up_at_first
from dctaxi.plots.study.slice import SHOWN_AT_FIRST
from pages.components.study import frames

if TYPE_CHECKING:
    from pages.components.shared.plot_panel import Heading
    from pages.components.views.scene import SceneAt

Options = Mapping[str, Any]

_ORDER = "the order of trials"


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


def _rank(seen: SceneAt, _row: Heading) -> Options | None:
    """Ask for the axes; a study that lacks the ones chosen last starts anew."""
    names = _names(seen)
    across_key, up_key = "view_rank_x", "view_rank_y"
    at_first = ((across_key, [TRIAL, *names], TRIAL), (up_key, names, up_at_first(names)))
    for key, options, first in at_first:
        if st.session_state.get(key) not in options:
            st.session_state[key] = first
    across_box, up_box = st.columns(2)
    with across_box:
        across = st.selectbox(
            "Across",
            [TRIAL, *names],
            format_func=lambda name: _ORDER if name == TRIAL else revealed(name),
            key=across_key,
            persist_state="session",
        )
    with up_box:
        up = st.selectbox("Up", names, format_func=revealed, key=up_key, persist_state="session")
    if across == up:
        st.caption("Choose two different hyperparameters.")
        return None
    return {"across": across, "up": up}


def _names(seen: SceneAt) -> list[str]:
    return [parameter.name for parameter in frames.parameters(seen.study)]


ASKED: Mapping[str, Callable[[SceneAt, Heading], Options | None]] = MappingProxyType(
    {"slice": _slice, "curves": _curves, "rank": _rank}
)
"""How the options of a view are asked for, by its name."""
