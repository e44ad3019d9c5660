"""A trained landscape as a map, while it fills in and when it is done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple, cast

import streamlit as st

from dctaxi.analysis import (
    cell_noise,
    cell_noise_sentences,
    landscape_cells,
    landscape_rows,
)
from dctaxi.analysis.reading import parameters_of
from dctaxi.plots.study.landscape import landscape_data, landscape_text
from dctaxi.plots.study.landscape_figure import landscape_figure
from pages.components.landscape import cell, form
from pages.components.shared import money, plot_panel, state
from pages.components.trained import results

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from dctaxi.analysis import CellNoise
    from dctaxi.plots import TemplateName
    from dctaxi.plots.study.landscape import LandscapeLayer
    from dctaxi.populations import Landscape
    from dctaxi.runner import JobStatus
    from pages.components.study.frames import StudyAt
    from pages.components.trained.origin import Start

REDRAW_S = 2.0
"""A picture that fills in is drawn anew so often, and only while it trains."""

_MOST_PX = 360
"""A map below the form and what it found ends within a screen of 800 pixels."""

_TRAINED = "landscape_map"
_LAYERS: Mapping[LandscapeLayer, str] = {
    "median": "Median",
    "spread": "Spread",
    "diverged": "Diverged",
}


def live(job: JobStatus) -> None:
    """Draw what has ended of a landscape in training, again and again until it ends."""
    runner = state.runner()

    def tick() -> None:
        now = next((each for each in runner.snapshot() if each.id == job.id), None)
        if now is None or now.partial is None:
            st.caption("The first cells are training; the picture fills in as they finish.")
            return
        landscape = cast("Landscape", now.partial)
        draw = partial(_drawn, results.stamp(landscape), None, "median", landscape, None)
        plot_panel.show(draw, plot_panel.heading("landscape"), key="landscape_live")

    st.fragment(tick, run_every=REDRAW_S, key="landscape_filling")()


def show(
    landscape: Landscape,
    start: Start,
    study: StudyAt | None,
    trials: pd.DataFrame | None,
) -> None:
    """Draw a landscape, with a study the trials on top.

    Above it stands what it found and below it how far it can be trusted.
    """
    noise = _noise(landscape)
    with st.container(horizontal=True, vertical_alignment="center"):
        if noise is not None:
            st.markdown(f"**{money.plain(noise.lowest)}**", width="stretch")
            if noise.more is not None:
                form.more_button(landscape.plan, noise.more)
        layer = st.segmented_control(
            "The cells show",
            tuple(_LAYERS),
            default="median",
            required=True,
            format_func=_LAYERS.__getitem__,
            key="landscape_layer",
            persist_state="session",
            label_visibility="collapsed",
            help="What the cells show of their trainings: the median objective, the width of the "
            "middle half, or the share that diverged or failed.",
        )
    plot_panel.show(
        partial(_drawn, results.stamp(landscape), study, layer, landscape, trials),
        plot_panel.heading("landscape"),
        key=_TRAINED,
        on_click=lambda: cell.choose_clicked(landscape, _TRAINED),
        most_px=_MOST_PX,
    )
    for sentence in () if noise is None else noise.agreement:
        st.markdown(f":material/compare: {money.plain(sentence)}")
    plot_panel.table(lambda: landscape_rows(landscape_cells(landscape)).round(2), key=_TRAINED)
    st.caption(f":material/bolt: {results.cost(landscape)}.")
    cell.show(landscape, start)


class _Noise(NamedTuple):
    """How much of the map is noise: what its lowest cell is worth, how far its halves agree, and
    how many times the trainings would tell more, None where they tell enough.
    """

    lowest: str
    agreement: list[str]
    more: int | None


def _noise(landscape: Landscape) -> _Noise | None:
    """Return how much of the map is noise; say why where that cannot be told."""
    noise = _found_noise(results.stamp(landscape), landscape)
    if noise is None:
        return None
    *agreement, lowest = cell_noise_sentences(noise)
    return _Noise(lowest, agreement, None if noise.told else noise.more)


@st.cache_data(max_entries=32, show_spinner=False)
def _found_noise(
    stamp: results.Stamp,  # noqa: ARG001  # the key of the cache
    _landscape: Landscape,
) -> CellNoise | None:
    return cell_noise(_landscape)


@st.cache_data(max_entries=32, show_spinner=False)
def _drawn(
    stamp: results.Stamp,  # noqa: ARG001  # with the study, the key of the cache
    study: StudyAt | None,  # noqa: ARG001
    layer: LandscapeLayer,
    _landscape: Landscape,
    _trials: pd.DataFrame | None,
    look: TemplateName,
) -> plot_panel.Drawn:
    cells = landscape_cells(_landscape)
    space = parameters_of(_landscape.plan.space)
    data = landscape_data(cells, space, layer, trials=_trials)
    return plot_panel.Drawn(landscape_figure(data, template=look), landscape_text(data))
