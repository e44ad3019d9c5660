"""The trials of a study at one version, read once for all tabs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.analysis import frames
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from dctaxi.analysis.parameters import Parameter


@dataclass(frozen=True)
class StudyAt:
    """A study at one version: the cheap key of everything that is computed from its trials."""

    root: Path
    storage_url: str
    name: str
    version: frames.StudyVersion

    @classmethod
    def now(cls, workspace: Workspace, name: str) -> StudyAt:
        """Return the study as it is at this moment; raises ``StudyError`` where it is missing."""
        return cls(
            workspace.root,
            workspace.storage_url,
            name,
            frames.study_version(workspace, name),
        )


def trials(study: StudyAt) -> pd.DataFrame:
    """Return the trials of a study as ``frames.read_trials`` gives them."""
    return _read(study)[0]


def parameters(study: StudyAt) -> tuple[Parameter, ...]:
    """Return the parameters that the trials of a study have, in the order of first use."""
    return _read(study)[1]


@st.cache_data(max_entries=8, show_spinner=False)
def _read(study: StudyAt) -> tuple[pd.DataFrame, tuple[Parameter, ...]]:
    workspace = Workspace(study.root, study.storage_url)
    return frames.read_trials_and_parameters(workspace, study.name)
