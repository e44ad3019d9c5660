"""Whether one search is better than another beyond noise, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from dctaxi.analysis.statistics.best_so_far import values_of
from dctaxi.analysis.studies.independence import independent_draws
from dctaxi.analysis.studies.verdict import SearchRuns, verdict_sentences
from dctaxi.workspace import Workspace
from pages.components.compare import choice as compare_choice

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pages.components.compare.choice import Choice
    from pages.components.study.frames import StudyAt


def show(choice: Choice) -> None:
    """Say what the chosen studies allow to say."""
    if choice.problem:
        st.warning(choice.problem, icon=":material/balance:")
        return
    st.markdown(" ".join(_sentences(choice.names, choice.members)))


@st.cache_data(max_entries=16, show_spinner="Comparing")
def _sentences(names: tuple[str, ...], members: tuple[tuple[StudyAt, ...], ...]) -> tuple[str, ...]:
    return verdict_sentences(
        [
            SearchRuns(
                name,
                tuple(values_of(trials) for trials in compare_choice.trials(studies)),
                _independent(studies),
            )
            for name, studies in zip(names, members, strict=True)
        ]
    )


def _independent(studies: tuple[StudyAt, ...]) -> NDArray[np.float64] | None:
    found = []
    for study, trials in zip(studies, compare_choice.trials(studies), strict=True):
        draws = independent_draws(Workspace(study.root, study.storage_url), study.name)
        if draws is None:
            return None
        found.append(draws.of(trials)["value"].to_numpy(dtype=np.float64))
    return np.concatenate(found)
