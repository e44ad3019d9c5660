"""The trials of a study at one version, read once for all tabs.

A new version costs what is new in it; see ``TrialReader``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from dctaxi.analysis.reading import StudyVersion, TrialReader, study_version
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from dctaxi.analysis.reading import Parameter


@dataclass(frozen=True)
class StudyAt:
    """A study at one version: the cheap key of everything that is computed from its trials."""

    root: Path
    storage_url: str
    name: str
    version: StudyVersion

    @classmethod
    def now(cls, workspace: Workspace, name: str) -> StudyAt:
        """Return the study as it is at this moment; raises ``StudyError`` where it is missing."""
        return cls(
            workspace.root,
            workspace.storage_url,
            name,
            study_version(workspace, name),
        )


def trials(study: StudyAt) -> pd.DataFrame:
    """Return the trials of a study as ``read_trials`` gives them."""
    # All tabs share the frame; a shallow copy keeps a change of one from the others.
    return _read(study)[0].copy(deep=False)


def parameters(study: StudyAt) -> tuple[Parameter, ...]:
    """Return the parameters that the trials of a study have, in the order of first use."""
    return _read(study)[1]


# Not `cache_data`, which would copy every learning curve of the study at each use.
@st.cache_resource(max_entries=8, show_spinner=False)
def _read(study: StudyAt) -> tuple[pd.DataFrame, tuple[Parameter, ...]]:
    return _reader().read(Workspace(study.root, study.storage_url), study.name)


@st.cache_resource(show_spinner=False)
def _reader() -> TrialReader:
    return TrialReader()


def params_of(trial: pd.Series, parameters: Sequence[Parameter]) -> dict[str, Any]:
    """Return what the trial was asked for, as plain numbers and words.

    A column with gaps holds whole numbers as floats; the parameter knows what they were.
    """
    return {
        parameter.name: _plain(trial[parameter.column], parameter)
        for parameter in parameters
        if parameter.column in trial
        and (not pd.isna(trial[parameter.column]) or None in parameter.choices)
    }


def _plain(value: Any, parameter: Parameter) -> Any:
    if pd.isna(value):  # of a parameter that offers None, every gap is that choice
        return None
    if parameter.kind == "categorical":
        return next((choice for choice in parameter.choices if choice == value), value)
    return int(value) if parameter.kind == "int" else float(value)
