"""Whose winner is looked at, and with how many seeds its configuration is trained again.

It is the best trial of a study, or of a search at random where there is no study.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from dctaxi.analysis import as_trials
from dctaxi.analysis.importance import ImportanceResult, importances
from dctaxi.analysis.reading import parameters_of
from dctaxi.errors import DcTaxiError
from dctaxi.populations import POPULATIONS, plan_of_study
from dctaxi.teaching.seed_luck import (
    DEFAULT_SEEDS,
    MAX_DRAW,
    MAX_SEEDS,
    MIN_SEEDS,
    Winner,
    random_search,
    seeds_of,
    setting_of_study,
    winner_of_population,
    winner_of_study,
)
from dctaxi.workspace import Workspace
from pages.components.shared import open_lesson
from pages.components.shared.plain import Plain
from pages.components.study import frames
from pages.components.trained import results, train_button

if TYPE_CHECKING:
    from dctaxi.analysis.reading import StudySummary
    from dctaxi.populations import Population, PopulationPlan
    from dctaxi.samplers import SamplerId

_SEEDS, _DRAW = "luck_seeds", "luck_draw"


@dataclass(frozen=True, eq=False)
class Search:
    """A search that has a winner; ``setting`` are the fields of a plan that trains as it did."""

    winner: Winner
    setting: Mapping[str, Any]
    importances: ImportanceResult
    sampler: SamplerId


def search_of(workspace: Workspace, study: StudySummary | None) -> Search | None:
    """Return the search, after drawing what is missing before there is one; None until then."""
    try:
        if study is None:
            return _at_random()
        return _of_study(frames.StudyAt.now(workspace, study.name))
    except DcTaxiError as error:
        st.info(Plain(error), icon=":material/casino:")
        return None


def seeds(search: Search | None) -> PopulationPlan | None:
    """Draw both controls, which stand in the address; return what is to be trained.

    None as long as there is no search with a winner.
    """
    seeds_box, draw_box = st.columns(2)
    count = open_lesson.draw(
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
            help="How often the winner's configuration is trained again; only the seed of its "
            "initial weights changes.",
        ),
    )
    draw = open_lesson.draw(
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
            help="Another number draws other seeds: a real finding stays.",
        ),
    )
    if search is None:
        return None
    return seeds_of(search.winner, count, seed=draw, **search.setting)


def _at_random() -> Search | None:
    plan = random_search()
    st.markdown(
        f":material/casino: There is no study yet, so a random search takes its place: "
        f"{Plain(plan.name)}, on synthetic trips."
    )
    (work,) = train_button.ensure([plan], POPULATIONS, key="luck_search", label="Search at random")
    if work.trained is None or not work.complete:
        return None
    return _of_population(results.stamp(work.trained), work.trained)


@st.cache_resource(max_entries=8, show_spinner=False)
def _of_study(study: frames.StudyAt) -> Search:
    workspace = Workspace(study.root, study.storage_url)
    winner = winner_of_study(study.name, workspace)
    setting = setting_of_study(study.name, workspace)
    found = importances(frames.trials(study), frames.parameters(study))
    return Search(winner, setting, found, plan_of_study(study.name, workspace).sampler)


@st.cache_resource(max_entries=2, show_spinner=False)
def _of_population(stamp: results.Stamp, _population: Population) -> Search:  # noqa: ARG001
    space = _population.plan.space
    found = importances(as_trials(_population), parameters_of(space))
    return Search(winner_of_population(_population), {}, found, "random")
