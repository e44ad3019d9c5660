"""What luck alone spreads: the seeds beside the whole search, and where the winner stands."""

from __future__ import annotations

import dataclasses
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from dctaxi.analysis import MARGIN_TEXT
from dctaxi.errors import LessonError
from dctaxi.plots import axis_notes
from dctaxi.plots.study.distribution import (
    Distributions,
    distribution_data,
    distribution_figure,
)
from dctaxi.teaching.seed_luck import seed_importance_text, seed_luck, seed_luck_sentences
from pages.components.shared import formats, money, plot_panel
from pages.components.shared.plain import Plain
from pages.components.trained import results

if TYPE_CHECKING:
    from dctaxi.plots import TemplateName
    from dctaxi.populations import Population
    from dctaxi.teaching.seed_luck import Winner
    from pages.components.luck.winner import Search

_KEY = "seed_luck"


class _Found(NamedTuple):
    """Where the winner stands among its seeds and how far they spread, in words and as data."""

    stands: str
    spreads: str
    data: Distributions


def show(search: Search, population: Population) -> None:
    """Draw the finding in words and as a picture, and what the seed's bar says."""
    winner = search.winner
    of = winner.of, winner.number, winner.values.tobytes()
    stamp = results.stamp(population)
    try:
        found = _found(stamp, of, population, winner)
    except LessonError as error:
        st.warning(Plain(error), icon=":material/casino:")
        return
    st.markdown(f"**{money.plain(found.stands)}**")
    draw = partial(_draw, found)
    plot_panel.show(draw, plot_panel.heading(_KEY), key=_KEY, exported=False)
    configuration = formats.configuration(dataclasses.asdict(winner.spec))
    st.caption(
        f"The winner is number {winner.number:d} of {Plain(winner.of)}.",
        help=f"{configuration}. {MARGIN_TEXT}",
    )
    st.markdown(money.plain(seed_importance_text(search.importances)))


@st.cache_data(max_entries=32, show_spinner=False)
def _found(
    stamp: results.Stamp,  # noqa: ARG001  # these two are the key of the cache
    of: tuple[str, int, bytes],  # noqa: ARG001
    _population: Population,
    _winner: Winner,
) -> _Found:
    stands, spreads = seed_luck_sentences(seed_luck(_winner, _population.values))
    data = distribution_data(
        [("the search", _winner.values), ("seeds alone", _population.values)],
        [("the winner", _winner.value)],
    )
    return _Found(stands, spreads, data)


def _draw(found: _Found, look: TemplateName) -> plot_panel.Drawn:
    figure = distribution_figure(found.data, template=look, kind="strip")
    notes = axis_notes(found.data.limits, "trainings")
    return plot_panel.Drawn(figure, f"{found.spreads}{notes}")
