"""What a whole search would find in the ranges, beside what it finds in the whole space."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import streamlit as st

from dctaxi.analysis.statistics import median_estimate
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
    ends,
    gain_text,
    gains,
)
from pages.components.shared import money, plot_panel, refusal
from pages.components.shared.plain import Plain
from pages.components.trained import results, train_button, work

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dctaxi.searches import Searches
    from dctaxi.space import SearchSpace
    from pages.components.trained.origin import Start

_INSIDE, _WHOLE = "these ranges", "the whole space"
_COUNT, _TRIALS, _SAMPLER, _BEGUN = (
    f"whatif_searches_{name}" for name in ("count", "trials", "sampler", "begun")
)

FOLLOWS_S = 5.0
"""Searches that should take less follow the board by themselves."""


def show(start: Start, space: SearchSpace, *, follows: bool) -> None:
    """Draw the question and its answer, which ``follows`` by itself or is paid for by a click."""
    row = plot_panel.heading("searches")
    with row, st.popover("Searches", icon=":material/travel_explore:"):
        _options()
    try:
        plans = _plans(start, space)
    except DcTaxiError as error:
        refusal.show(error)
        return
    if follows:
        _leave_others([plan.key for plan in plans])
    works = train_button.ensure(
        plans,
        SEARCHES,
        key="whatif_searches",
        label="Search both" if len(plans) > 1 else "Search it",
        note="Judging what each search found takes about a tenth longer.",
        at_once=follows,
        follows_s=FOLLOWS_S if follows else 0.0,
        waits=not follows,
    )
    found = _complete([one.trained for one in works])
    if found:
        _answer(found, row)


def trials() -> int:
    """Return of how many trials a search is."""
    return int(st.session_state.get(_TRIALS, DEFAULT_TRIALS))


def choose_trials(count: int) -> None:
    """Let searches have so many trials."""
    st.session_state[_TRIALS] = min(max(count, 2), MAX_TRIALS)


class Headline(NamedTuple):
    """What a search finds, in USD, with how that compares with the whole space, in words.

    ``verdict`` is empty where nothing is narrowed.
    """

    value: float
    verdict: str
    text: str


def headline(start: Start, space: SearchSpace) -> Headline | None:
    """Return what searches found in the ranges; None while that is not known."""
    try:
        plans = _plans(start, space)
    except DcTaxiError:
        return None
    found = [searches for _, searches in _complete([work.look(p, SEARCHES).trained for p in plans])]
    if len(found) == 1:
        last = ends(found[0])
        last = last[np.isfinite(last)]
        if not len(last):
            return None
        inside = median_estimate(last)
        return Headline(inside.value, "", inside.ends_text("{:,.2f}".format))
    both = beside(*found) if found else None
    if both is None:
        return None
    change = both.difference
    verdict = "inconclusive" if both.is_noise else "better" if change.value < 0 else "worse"
    words = f"{verdict.capitalize()}: {change.value:+,.2f} ({change.ends_text('{:+,.2f}'.format)})"
    return Headline(both.inside.value, verdict, words)


def _complete(trained: Sequence[Searches | None]) -> list[tuple[str, Searches]]:
    """Return the searches of the ranges, then of the whole space; none while one is missing."""
    done = [one for one in trained if one is not None and one.complete]
    if len(done) < len(trained):
        return []
    return list(zip((_WHOLE, _INSIDE), done, strict=False))[::-1]


def _leave_others(keys: list[str]) -> None:
    """Stop searches that this page began of ranges that the reader has left."""
    for key in st.session_state.get(_BEGUN, ()):
        if key not in keys:
            work.stop(key)
    st.session_state[_BEGUN] = keys


def _options() -> None:
    st.session_state.setdefault(_TRIALS, DEFAULT_TRIALS)
    st.number_input(
        "Searches",
        2,
        MAX_SEARCHES,
        DEFAULT_SEARCHES,
        key=_COUNT,
        persist_state="session",
        help="Each has an HPO seed of its own, the same in both spaces. More of them narrow "
        "the intervals.",
    )
    st.number_input(
        "Trials of each",
        2,
        MAX_TRIALS,
        step=10,
        key=_TRIALS,
        persist_state="session",
        help="How long a study you have in mind.",
    )
    st.selectbox(
        "Sampler",
        available_samplers(),
        format_func=lambda name: Plain(SAMPLERS[name].label.label),
        key=_SAMPLER,
        persist_state="session",
    )


def _plans(start: Start, space: SearchSpace) -> list[SearchesPlan]:
    spaces = [start.space] if space == start.space else [start.space, space]
    return [
        SearchesPlan(
            one,
            samplers=(st.session_state.get(_SAMPLER, available_samplers()[0]),),
            repeats=int(st.session_state.get(_COUNT, DEFAULT_SEARCHES)),
            n_trials=trials(),
            **start.setting,
        )
        for one in spaces
    ]


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
    judged = results.judged(first.plan.source)
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
