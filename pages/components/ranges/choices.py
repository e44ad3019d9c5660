"""A student's choices on the way from plots to ranges; all of them stand in the address.

Which hyperparameters keep a range stands there under its own name, the intervals as the selection
of the study, which the Trials page shows too.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.analysis import Selection
from dctaxi.teaching.narrowing import next_ranges, of_parameters, offered
from pages.components.selection import ranges, selected
from pages.components.shared import address
from pages.components.study import frames
from pages.components.trials import importances
from pages.components.whatif import question

if TYPE_CHECKING:
    import pandas as pd

    from dctaxi.analysis.importance import ImportanceResult
    from dctaxi.space import Dimension
    from pages.components.trained.origin import Start

KEPT = "ranges_keep"
"""Session key, URL parameter and lesson control: the hyperparameters that keep a range."""

EVERYTHING = Selection()


@dataclass(frozen=True)
class Task:
    """The study with its trials and importances, and what the student chose so far.

    ``selection`` holds the intervals of the ``kept`` hyperparameters and nothing else.
    """

    start: Start
    study: frames.StudyAt
    trials: pd.DataFrame
    importances: ImportanceResult
    kept: tuple[str, ...]
    selection: Selection

    def next_ranges(self) -> dict[str, Dimension]:
        """Return what each parameter of the next space is where it changes. Raises SpaceError."""
        wanted = ranges.dimensions_of(self.selection, self.start.space)
        return next_ranges(self.start.space, self.trials, self.kept, wanted)

    def what_if(self) -> question.WhatIf:
        """Return the next ranges as a what-if. Raises SpaceError."""
        asked = question.WhatIf()
        for name, dimension in self.next_ranges().items():
            asked = asked.changed(name, dimension, self.start.space)
        return asked

    def alone(self, name: str) -> question.WhatIf:
        """Return the what-if in which one parameter alone changes. Raises SpaceError."""
        changes = tuple(change for change in self.what_if().changes if change[0] == name)
        return dataclasses.replace(self.what_if(), changes=changes)


def task(start: Start, study: frames.StudyAt) -> Task:
    """Return the task at hand: this tab's choices, else what the address says, else none."""
    result = importances.best_tenth(study, EVERYTHING)
    kept = _kept(offered(result))
    selection = of_parameters(selected.current(study.name), kept)
    return Task(start, study, frames.trials(study), result, kept, selection)


def keep(name: str) -> None:
    """Let a hyperparameter keep a range."""
    st.session_state[KEPT] = [*st.session_state[KEPT], name]


def drop(name: str) -> None:
    """Let a hyperparameter be fixed."""
    st.session_state[KEPT] = [one for one in st.session_state[KEPT] if one != name]


def whole(study: str, name: str) -> None:
    """Take the interval of a hyperparameter away."""
    selected.change(study, lambda old: old.without_column(f"params_{name}"))


def _kept(names: tuple[str, ...]) -> tuple[str, ...]:
    asked = st.session_state.get(KEPT, address.texts(KEPT))
    kept = [name for name in names if name in asked]
    # Set again in each run, so that it outlives the widget, which only the first step draws.
    st.session_state[KEPT] = kept
    address.write({KEPT: kept})
    return tuple(kept)
