"""The views of the Compare page: the one that is chosen is computed, the others are not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dctaxi.plots import Search, gallery
from dctaxi.plots.compare.progress import PROGRESS, Across
from pages.components.compare import verdict
from pages.components.shared import plot_panel, view_choice
from pages.components.study import frames

if TYPE_CHECKING:
    from dctaxi.plots import Comparison, TemplateName
    from dctaxi.samplers import SamplerId
    from pages.components.compare.choice import Choice
    from pages.components.study.frames import StudyAt

_ACROSS: dict[Across, str] = {"trials": "Trials", "seconds": "Seconds"}
_COMPARISONS = {view.name: view for view in gallery.COMPARISONS}
_HEIGHT = 330
"""Pixels of the first view, so that it shares a screen with the verdict."""

_KEYS = {"studies_ecdf": "compare_distributions", "importance_sides": "compare_importances"}
"""Keys of the widgets of views where they are not made of the view's name."""


def show(choice: Choice) -> None:
    """Let the reader choose a view, and draw it."""
    name = view_choice.show((*gallery.COMPARISONS, gallery.DIFFERENCES), key="compare_view")
    with st.container(key=f"panel_{name}"):
        if name == gallery.DIFFERENCES.name:
            verdict.show_differences(choice)
        else:
            _view(_COMPARISONS[name], choice)


def _view(view: Comparison, choice: Choice) -> None:
    key = _KEYS.get(view.name, f"compare_{view.name}")
    row = plot_panel.heading(view.name)
    chosen = {"across": _across(row, key)} if view is PROGRESS else {}
    options = tuple(chosen.items())
    searches = choice.names, choice.members, choice.samplers
    data = _data(view.name, *searches, options)

    def draw(look: TemplateName) -> plot_panel.Drawn:
        return plot_panel.Drawn(view.figure(data, template=look), view.sentence(data))

    def low(look: TemplateName) -> plot_panel.Drawn:
        figure, takeaway = draw(look)
        return plot_panel.Drawn(
            figure.update_layout(height=min(figure.layout.height, _HEIGHT), margin={"t": 8}),
            takeaway,
        )

    plot_panel.show(draw, row, key=key, low=low if view is PROGRESS else None)
    plot_panel.table(lambda: view.table(_searches(*searches), data), key=key)


def _across(row: plot_panel.Heading, key: str) -> Across:
    with row:
        across: Across = st.segmented_control(
            "Across",
            list(_ACROSS),
            default="trials",
            required=True,
            format_func=_ACROSS.__getitem__,
            key=f"{key}_across",
            persist_state="session",
            label_visibility="collapsed",
        )
    return across


@st.cache_data(max_entries=32, show_spinner="Comparing")
def _data(
    view: str,
    names: tuple[str, ...],
    members: tuple[tuple[StudyAt, ...], ...],
    samplers: tuple[SamplerId | None, ...],
    options: tuple[tuple[str, Any], ...],
) -> Any:
    return _COMPARISONS[view].data(_searches(names, members, samplers), **dict(options))


def _searches(
    names: tuple[str, ...],
    members: tuple[tuple[StudyAt, ...], ...],
    samplers: tuple[SamplerId | None, ...],
) -> tuple[Search, ...]:
    return tuple(
        Search(
            name,
            tuple(frames.trials(study) for study in studies),
            frames.parameters(studies[0]),
            sampler,
        )
        for name, studies, sampler in zip(names, members, samplers, strict=True)
    )
