"""Summaries of studies through Optuna's own objects, for schemas that our SQL ignores."""

from __future__ import annotations

from collections import Counter
from math import isfinite

from optuna.distributions import distribution_to_json
from optuna.study import StudyDirection
from optuna.trial import TrialState

from dctaxi.analysis.reading.optuna_rows import open_for_reading
from dctaxi.analysis.reading.parameters import parameter_of
from dctaxi.analysis.reading.studies import StudySummary, make_summary
from dctaxi.workspace import Workspace


def summaries_with_optuna(workspace: Workspace) -> list[StudySummary]:
    """Return a summary of every study; reads all trials, so it is slow on large databases."""
    storage = open_for_reading(workspace.storage_url)
    summaries = []
    for study in storage.get_all_studies():
        trials = storage.get_all_trials(study._study_id, deepcopy=False)
        finished = [t.values[0] for t in trials if t.state == TrialState.COMPLETE and t.values]
        minimised = study.directions == [StudyDirection.MINIMIZE]
        latest = next((t for t in reversed(trials) if t.params), None)
        distributions = latest.distributions if latest else {}
        summaries.append(
            make_summary(
                study._study_id,
                study.study_name,
                workspace,
                counts=Counter(t.state.name for t in trials),
                best_value=min(filter(isfinite, finished), default=None) if minimised else None,
                parameters=[
                    parameter_of(name, [distribution_to_json(distribution)])
                    for name, distribution in distributions.items()
                ],
                started=[t.datetime_start for t in trials if t.datetime_start],
                ended=[t.datetime_complete for t in trials if t.datetime_complete],
                attributes=storage.get_study_user_attrs(study._study_id),
            )
        )
    return summaries
