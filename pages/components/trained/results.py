"""What is said of trainings that are kept: their name for caches, their cost, their study.

Streamlit's caches would hash whole results; a stamp names their rows cheaply.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dctaxi.analysis.studies import StudyReference, reference_of
from dctaxi.errors import DataError, StudyError
from dctaxi.searches import judged_text
from pages.components.shared import formats, state, tables
from pages.components.shared.plain import Plain
from pages.components.study import frames

if TYPE_CHECKING:
    from dctaxi.data import DataSource
    from dctaxi.populations import Population, Trained

Stamp = tuple[str, str, int, str]


def stamp(trained: Trained[Any]) -> Stamp:
    """Return the cheap name of a result's rows, for caches; a stopped plan may be trained on."""
    return trained.id, trained.data_fingerprint, trained.done, trained.plan.objective


def cost(trained: Trained[Any]) -> str:
    """Say what the numbers cost: ``256 trainings, 0.1 s, on cpu``."""
    seeds = trained.plan.seeds_per_trial
    done = formats.count(seeds * trained.done, "training")
    planned = seeds * trained.plan.trainings
    stopped = "" if trained.complete else f"; stopped, {planned:,} were planned"
    return f"{done}, {formats.fine_duration(trained.wall_s)}, on {Plain(trained.device)}{stopped}"


def judged(source: DataSource) -> Plain:
    """Say on which rows searches are judged; nothing where their data cannot be read now."""
    try:
        return Plain(judged_text(has_test=tables.read(source).test is not None))
    except DataError:
        return Plain("")


def reference(population: Population) -> StudyReference | None:
    """Return the best and the median of the study that a population is compared with.

    None where it came from no study, or the study is gone or not comparable.
    """
    if population.plan.origin is None:
        return None
    try:
        study = frames.StudyAt.now(state.workspace(), population.plan.origin)
    except StudyError:
        return None  # the study was deleted since
    return _read_reference(
        study, population.data_fingerprint, population.plan.objective, population
    )


@st.cache_data(max_entries=32, show_spinner=False)
def _read_reference(
    study: frames.StudyAt,  # noqa: ARG001  # these three are the key of the cache
    fingerprint: str,  # noqa: ARG001
    objective: str,  # noqa: ARG001
    _population: Population,
) -> StudyReference | None:
    return reference_of(_population, state.workspace())
