"""The further views of a study: one at a time, the figure, what it found, and its table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import streamlit as st

from dctaxi.foreign_text import revealed
from dctaxi.plots import gallery
from dctaxi.plots.study.curves import BEST_AT_FIRST, MOST
from dctaxi.plots.study.slice import SHOWN_AT_FIRST
from pages.components.selection import selected
from pages.components.shared import plot_panel, view_choice
from pages.components.shared.plain import Plain
from pages.components.study import frames, trial_columns
from pages.components.trials import scene

if TYPE_CHECKING:
    from pages.components.shared.plot_panel import Heading
    from pages.components.trials.scene import SceneAt


Options = Mapping[str, Any]


def choose(seen: SceneAt) -> None:
    """Let the reader choose one of the further views, and draw it; the others are not computed.

    A click on a point picks its trial.
    """
    view = gallery.VIEWS[view_choice.show(gallery.FURTHER, key="plot_view")]
    key, study = f"view_{view.name}", seen.study.name
    with st.container(key=f"panel_{view.name}"):
        row = plot_panel.heading(view.name)
        plot_panel.say_briefly(view.question)
        missing = view.missing(seen.scene())
        if missing:
            st.caption(Plain(missing))
            return
        ask = _ASKED.get(view.name)
        chosen = {} if ask is None else ask(seen, row)
        plot_panel.show(
            scene.draw(view, seen, **chosen),
            row,
            key=key,
            on_click=lambda: selected.choose_clicked(study, key),
        )
        plot_panel.table(
            lambda: view.table(seen.scene(), scene.data(view, seen, **chosen)),
            key=key,
            config=trial_columns.config(frames.parameters(seen.study), long=True),
        )


def _slice(seen: SceneAt, row: Heading) -> Options:
    names = [parameter.name for parameter in frames.parameters(seen.study)]
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


_ASKED: Mapping[str, Callable[[SceneAt, Heading], Options]] = MappingProxyType(
    {"slice": _slice, "curves": _curves}
)
"""How the options of a view are asked for, by its name."""
