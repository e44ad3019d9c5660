"""What luck alone spreads: the seeds beside the whole search, and where the winner stands."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.errors import LessonError
from dctaxi.plots.parts.objective_axis import axis_notes
from dctaxi.plots.study.distribution import (
    distribution_data,
    distribution_figure,
    distribution_rows,
)
from dctaxi.plots.study.importances import importances_data, importances_text
from dctaxi.teaching.seed_importance import seed_importance_text
from dctaxi.teaching.seed_luck import seed_luck, seed_luck_sentences
from pages.components.shared import formats, plot_panel
from pages.components.trained import jobs

if TYPE_CHECKING:
    import pandas as pd

    from dctaxi.plots.parts.template import TemplateName
    from dctaxi.populations.population import Population
    from dctaxi.teaching.seed_luck import Winner
    from pages.components.luck.search import Search

_KEY = "seed_luck"


def show(search: Search, population: Population) -> None:
    """Draw the finding in words and as a picture, and what the seed's bar says."""
    winner = search.winner
    of = winner.of, winner.number, len(winner.values)
    stamp = jobs.stamp(population)
    try:
        stands, drawn, rows = _drawn(stamp, of, plot_panel.template(), population, winner)
    except LessonError as error:
        st.warning(str(error), icon=":material/casino:")
        return
    st.markdown(f"**{stands}**")
    configuration = formats.configuration(dataclasses.asdict(winner.spec))
    st.caption(f"The winner is number {winner.number} of {winner.of}: {configuration}")
    plot_panel.show(drawn, plot_panel.heading(_KEY), key=_KEY)
    plot_panel.table(lambda: rows, key=_KEY)
    st.markdown(
        f":material/bar_chart: {seed_importance_text(search.importances)} "
        f"{importances_text(importances_data(search.importances))}"
    )
    st.caption(
        f":material/bolt: {jobs.cost(population)}. Intervals are 95 %; a diverged "
        "training counts as worse than every other."
    )


@st.cache_data(max_entries=32, show_spinner=False)
def _drawn(
    stamp: jobs.Stamp,  # noqa: ARG001  # these two are the key of the cache
    of: tuple[str, int, int],  # noqa: ARG001
    look: TemplateName,
    _population: Population,
    _winner: Winner,
) -> tuple[str, plot_panel.Drawn, pd.DataFrame]:
    stands, spreads = seed_luck_sentences(seed_luck(_winner, _population.values))
    data = distribution_data(
        [("the search", _winner.values), ("seeds alone", _population.values)],
        [("the winner", _winner.value)],
    )
    figure = distribution_figure(data, template=look, kind="strip")
    notes = axis_notes(data.limits, "trainings")
    return stands, plot_panel.Drawn(figure, f"{spreads}{notes}"), distribution_rows(data)
