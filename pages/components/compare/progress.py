"""Best so far of the compared searches, against trials or seconds."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dctaxi.analysis.statistics.best_so_far import band, best_by_second, best_by_trial
from dctaxi.plots.compare.progress import (
    Across,
    Progress,
    progress_data,
    progress_figure,
    progress_text,
)
from pages.components.compare import choice as compare_choice
from pages.components.shared import plot_panel
from pages.components.views import scene

if TYPE_CHECKING:
    from dctaxi.plots.parts.template import TemplateName
    from pages.components.compare.choice import Choice
    from pages.components.study.frames import StudyAt

_KEY = "compare_progress"
_ACROSS: dict[Across, str] = {"trials": "Trials", "seconds": "Seconds"}


def show(choice: Choice) -> None:
    """Draw a line for each search."""
    row = scene.heading("progress")
    with row:
        across: Across = st.segmented_control(
            "Across",
            list(_ACROSS),
            default="trials",
            required=True,
            format_func=_ACROSS.__getitem__,
            key=f"{_KEY}_across",
            persist_state="session",
            label_visibility="collapsed",
        )
    key = choice.names, choice.members, across
    plot_panel.show(partial(_drawn, *key), row, key=_KEY)
    plot_panel.table(lambda: _rows(_data(*key)), key=_KEY)


def _rows(data: Progress) -> pd.DataFrame:
    """Return a row for every change of a search's best."""
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "search": band.name,
                    data.across: band.x,
                    "best so far, USD": band.median,
                    "lowest": band.low,
                    "highest": band.high,
                }
            )
            for band in data.bands
        ],
        ignore_index=True,
    )


def _data(
    names: tuple[str, ...], members: tuple[tuple[StudyAt, ...], ...], across: Across
) -> Progress:
    curve = best_by_trial if across == "trials" else best_by_second
    bands = [
        band(name, [curve(trials) for trials in compare_choice.trials(studies)])
        for name, studies in zip(names, members, strict=True)
    ]
    return progress_data(bands, across)


@st.cache_data(max_entries=16, show_spinner=False)
def _drawn(
    names: tuple[str, ...],
    members: tuple[tuple[StudyAt, ...], ...],
    across: Across,
    look: TemplateName,
) -> plot_panel.Drawn:
    data = _data(names, members, across)
    return plot_panel.Drawn(progress_figure(data, template=look), progress_text(data))
