"""Views of a study on a page: the figure and what it found, and its question and its table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dctaxi.plots import gallery
from pages.components.selection import selected
from pages.components.shared import plot_panel, view_choice
from pages.components.shared.plain import Plain
from pages.components.study import frames, trial_columns
from pages.components.views import options, scene

if TYPE_CHECKING:
    from dctaxi.plots import StudyView
    from pages.components.views.scene import SceneAt


_MOST_PX = 360
"""A picture below the choice of views and its question ends within a screen of 800 pixels."""


def choose(seen: SceneAt) -> None:
    """Let the reader choose one of the further views, and draw it; the others are not computed."""
    name = view_choice.show(gallery.FURTHER, key="plot_view")
    with st.container(key=f"panel_{name}"):
        _whole(gallery.VIEWS[name], seen)


def beside(view: StudyView, seen: SceneAt, **chosen: Any) -> None:
    """Draw a view beside the table of trials: without its question and a table of its own."""
    with st.container(key=f"panel_{view.name}"):
        row = plot_panel.heading(view.name)
        _figure(view, seen, row, chosen, key=f"plot_{view.name}")


def _whole(view: StudyView, seen: SceneAt) -> None:
    row = plot_panel.heading(view.name)
    plot_panel.say_briefly(view.question)
    missing = view.missing(seen.scene())
    if missing:
        st.caption(Plain(missing))
        return
    ask = options.ASKED.get(view.name)
    chosen = {} if ask is None else ask(seen, row)
    key = f"view_{view.name}"
    _figure(view, seen, row, chosen, key=key)
    plot_panel.table(
        lambda: view.table(seen.scene(), scene.data(view, seen, **chosen)),
        key=key,
        config=trial_columns.config(frames.parameters(seen.study), long=True),
    )


def _figure(
    view: StudyView,
    seen: SceneAt,
    row: plot_panel.Heading,
    chosen: options.Options,
    *,
    key: str,
) -> None:
    """Draw a figure; a click on a point picks its trial."""
    study = seen.study.name
    plot_panel.show(
        scene.draw(view, seen, **chosen),
        row,
        key=key,
        on_click=lambda: selected.choose_clicked(study, key),
        most_px=_MOST_PX,
    )
