"""A stored study as what its plots are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dctaxi.analysis import Selection, kept_baseline
from dctaxi.analysis.reading import read_trials_and_parameters
from dctaxi.analysis.studies import independent_draws
from dctaxi.plots.view import Scene
from dctaxi.study import BASELINE_KEY, find_study

if TYPE_CHECKING:
    from dctaxi.workspace import Workspace


def scene_of(name: str, workspace: Workspace) -> Scene:
    """Return all trials of a study with what its plots show beside them.

    Raises StudyError (there is none of this name) and StorageError (the database cannot be read).
    """
    entry = find_study(name, workspace)
    trials, parameters = read_trials_and_parameters(workspace, name)
    baseline = kept_baseline(entry.user_attrs.get(BASELINE_KEY))
    draws = independent_draws(workspace, name)
    return Scene(name, trials, parameters, Selection(name), entry.plan, baseline, draws)
