"""What a whole search would find in the ranges, beside what it finds in the whole space."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from dctaxi.errors import DcTaxiError
from dctaxi.plots import TemplateName
from dctaxi.plots.learn.searches import SearchesData, searches_data, searches_figure
from dctaxi.samplers import SAMPLERS, available_samplers
from dctaxi.searches import (
    DEFAULT_SEARCHES,
    DEFAULT_TRIALS,
    MAX_SEARCHES,
    MAX_TRIALS,
    SEARCHES,
    SearchesPlan,
    beside,
    beside_sentences,
    gain_text,
    gains,
    judged_text,
)
from pages.components.shared import money, plot_panel, refusal
from pages.components.shared.plain import Plain
from pages.components.trained import results, train_button

if TYPE_CHECKING:
    from dctaxi.searches import Searches
    from dctaxi.space import SearchSpace
    from pages.components.trained.origin import Start

_INSIDE, _WHOLE = "these ranges", "the whole space"


def show(start: Start, space: SearchSpace) -> None:
    """Draw the question, its price and, once it is paid, the answer."""
    row = plot_panel.heading("searches")
    with row:
        plans = _options(start, space)
    if plans is None:
        return
    works = train_button.ensure(
        plans,
        SEARCHES,
        key="whatif_searches",
        label="Search both" if len(plans) > 1 else "Search it",
        note="Judging what each search found takes about a tenth longer.",
        at_once=False,
    )
    found = [
        (name, work.trained)
        for name, work in zip((_WHOLE, _INSIDE), works, strict=False)
        if work.trained is not None and work.complete
    ][::-1]
    if len(found) == len(plans):
        _answer(found, row)


def _options(start: Start, space: SearchSpace) -> list[SearchesPlan] | None:
    with st.popover("Searches", icon=":material/travel_explore:"):
        searches = st.number_input(
            "Searches",
            2,
            MAX_SEARCHES,
            DEFAULT_SEARCHES,
            key="whatif_searches_count",
            persist_state="session",
            help="Each has an HPO seed of its own, the same in both spaces. More of them narrow "
            "the intervals.",
        )
        trials = st.number_input(
            "Trials of each",
            2,
            MAX_TRIALS,
            DEFAULT_TRIALS,
            step=10,
            key="whatif_searches_trials",
            persist_state="session",
            help="How long a study you have in mind.",
        )
        sampler = st.selectbox(
            "Sampler",
            available_samplers(),
            format_func=lambda name: Plain(SAMPLERS[name].label.label),
            key="whatif_searches_sampler",
            persist_state="session",
        )
    spaces = [start.space] if space == start.space else [start.space, space]
    try:
        return [
            SearchesPlan(
                one,
                samplers=(sampler,),
                repeats=int(searches),
                n_trials=int(trials),
                **start.setting,
            )
            for one in spaces
        ]
    except DcTaxiError as error:
        refusal.show(error)
        return None


def _answer(found: list[tuple[str, Searches]], row: plot_panel.Heading) -> None:
    data = searches_data(found)
    both = beside(found[0][1], found[1][1]) if len(found) > 1 else None
    first = found[0][1]
    sentences = () if both is None else beside_sentences(both)

    def draw(look: TemplateName) -> plot_panel.Drawn:
        return plot_panel.Drawn(searches_figure(data, template=look), _takeaway(data, sentences))

    plot_panel.show(draw, row, key="whatif_searches_plot")
    plot_panel.drawn_table(draw, key="whatif_searches_plot")
    _gains(found)
    judged = Plain(judged_text(first.plan.source))
    st.caption(
        f":material/bolt: {results.cost(first)}, choosing included. {judged} Searches of the two "
        "spaces have the same HPO seeds; the interval of the difference is exact for the median "
        "of the pairs."
    )


def _takeaway(data: SearchesData, sentences: tuple[str, ...]) -> str:
    if sentences:
        return " ".join(sentences)
    ends = data.lines[0].ends
    ends = ends[np.isfinite(ends)]
    if not len(ends):
        return "No search has ended with a result."
    return (
        f"{len(ends)} searches of the whole space end at a median of {np.median(ends):,.3f} USD, "
        f"from {ends.min():,.3f} to {ends.max():,.3f}."
    )


def _gains(found: list[tuple[str, Searches]]) -> None:
    """Draw what more trials bring, by how many there were."""
    rows = [
        {
            "In": name,
            "After": f"{gain.after} trials",
            "the next": f"{gain.more}",
            money.said("bring (USD)"): gain_text(gain),
            "found something else": f"{gain.found.value:.0%} of the searches",
        }
        for name, searches in found
        for gain in gains(searches)
    ]
    if rows:
        with st.expander("How many trials are worth it?", icon=":material/trending_down:"):
            st.table(pd.DataFrame(rows).set_index("In"), border="horizontal")
            st.caption(
                "The mean fall of the best so far on held-out rows, with its 95 % "
                "interval. Where too few searches found anything else there is none."
            )
