"""With how many seeds the winner's configuration is trained, and which."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.teaching.seed_luck import DEFAULT_SEEDS, MAX_DRAW, MAX_SEEDS, MIN_SEEDS, seeds_of
from pages.components.lessons import controls

if TYPE_CHECKING:
    from dctaxi.populations.population import PopulationPlan
    from pages.components.luck.search import Search

_SEEDS, _DRAW = "luck_seeds", "luck_draw"


def show(search: Search | None) -> PopulationPlan | None:
    """Draw both controls, which stand in the address; return what is to be trained.

    None as long as there is no search with a winner.
    """
    seeds_box, draw_box = st.columns(2)
    seeds = controls.draw(
        _SEEDS,
        DEFAULT_SEEDS,
        functools.partial(
            seeds_box.number_input,
            "Seeds",
            MIN_SEEDS,
            MAX_SEEDS,
            DEFAULT_SEEDS,
            step=16,
            bind="query-params",
            persist_state="session",
            help="The winner's configuration is trained so often, with nothing changed but the "
            "seed of its initial weights.",
        ),
    )
    draw = controls.draw(
        _DRAW,
        0,
        functools.partial(
            draw_box.number_input,
            "Draw",
            0,
            MAX_DRAW,
            0,
            bind="query-params",
            persist_state="session",
            help="Another number draws other seeds: a finding that is one stays.",
        ),
    )
    if search is None:
        return None
    return seeds_of(search.winner, seeds, seed=draw, **search.setting)
