"""Summaries of studies through Optuna's own objects, for schemas that our SQL ignores."""

from __future__ import annotations

from collections import Counter

from optuna.distributions import distribution_to_json
from optuna.trial import TrialState

from dctaxi.analysis.optuna_rows import open_for_reading
from dctaxi.analysis.parameters import parameter_of
from dctaxi.analysis.studies import StudySummary, summary


def summaries_with_optuna(storage_url: str) -> list[StudySummary]:
    """Return a summary of every study; reads all trials, so it is slow on large databases."""
    storage = open_for_reading(storage_url)
    summaries = []
    for study in storage.get_all_studies():
        trials = storage.get_all_trials(study._study_id, deepcopy=False)
        finished = [t.values[0] for t in trials if t.state == TrialState.COMPLETE and t.values]
        starts = [t.datetime_start for t in trials if t.datetime_start]
        ends = [t.datetime_complete for t in trials if t.datetime_complete]
        latest = next((t for t in reversed(trials) if t.params), None)
        summaries.append(
            summary(
                study.study_name,
                Counter(t.state.name for t in trials),
                best_value=min(finished, default=None),
                parameters=[
                    parameter_of(name, [distribution_to_json(distribution)])
                    for name, distribution in (latest.distributions if latest else {}).items()
                ],
                created=min(starts, default=None),
                updated=max(starts + ends, default=None),
                attributes=storage.get_study_user_attrs(study._study_id),
            )
        )
    return summaries
