"""The best and the median of the study that a population is held against, read once a version."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.analysis.study_reference import StudyReference, reference_of
from dctaxi.errors import StudyError
from pages.components.shared import state
from pages.components.study import frames

if TYPE_CHECKING:
    from dctaxi.populations.population import Population


def of(population: Population) -> StudyReference | None:
    """Return what ``reference_of`` does."""
    if population.plan.origin is None:
        return None
    try:
        study = frames.StudyAt.now(state.workspace(), population.plan.origin)
    except StudyError:
        return None  # the study was deleted since
    return _read(study, population.data_fingerprint, population.plan.objective, population)


@st.cache_data(max_entries=32, show_spinner=False)
def _read(
    study: frames.StudyAt,  # noqa: ARG001  # these three are the key of the cache
    fingerprint: str,  # noqa: ARG001
    objective: str,  # noqa: ARG001
    _population: Population,
) -> StudyReference | None:
    return reference_of(_population, state.workspace())
