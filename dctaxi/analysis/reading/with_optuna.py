"""The slow way to the same rows and summaries, through Optuna's own objects: for schemas that our
SQL does not know.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np
import optuna
from optuna.distributions import distribution_to_json
from optuna.trial import FrozenTrial, TrialState
from sqlalchemy.pool import NullPool

from dctaxi.analysis.reading.attributes import TRIAL_ATTRIBUTES, attribute_column
from dctaxi.analysis.reading.database import FoundStudy, found_study, missing_study
from dctaxi.analysis.reading.foreign_rows import added_to, broken, columns_of
from dctaxi.analysis.reading.parameters import parameter_of
from dctaxi.analysis.reading.rows import Column, TrialRows
from dctaxi.analysis.reading.study_summary import BestRow, StudySummary, make_summary
from dctaxi.storage import (
    opening_errors,
    optuna_template,
    parse_url,
    stored_studies,
    url_for_reading,
)
from dctaxi.study import Goal, attributes_of, is_held
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from dctaxi.analysis.reading.rows import Ids


def open_for_reading(storage_url: str) -> optuna.storages.BaseStorage:
    """Open a database with Optuna, read-only where it is a file.

    Raises ``StorageError`` when this Optuna is too old or too new for its tables.
    """
    url = url_for_reading(parse_url(storage_url))
    options = {"poolclass": NullPool} if url.get_backend_name() == "sqlite" else None
    with opening_errors(storage_url):
        return optuna.storages.RDBStorage(
            optuna_template(url.render_as_string(hide_password=False)),
            engine_kwargs=options,
            skip_table_creation=True,
        )


def read_rows_with_optuna(storage_url: str, name: str) -> tuple[TrialRows, frozenset[int]]:
    """Read every trial of a study through Optuna, and which were left out.

    Raises ``StudyError`` for an unknown name.
    """
    stored = stored_studies(storage_url, name)
    if not stored:
        raise missing_study(name)
    study = found_study(stored[0])
    storage = open_for_reading(storage_url)
    trials = storage.get_all_trials(study.study_id, deepcopy=False)
    attributes = {key: _attribute_column(trials, key) for key in TRIAL_ATTRIBUTES}
    if not study.ours:
        attributes = added_to(attributes, _foreign_columns(trials, study.goal))
    ranges: dict[tuple[str, str], int] = {}
    for trial in trials:
        for parameter, distribution in trial.distributions.items():
            ranges.setdefault((parameter, distribution_to_json(distribution)), len(ranges))
    rows = TrialRows(
        ids=np.array([trial._trial_id for trial in trials], dtype=np.int64),
        numbers=np.array([trial.number for trial in trials], dtype=np.int64),
        states=np.array([trial.state.name for trial in trials], dtype=object),
        values=np.array(
            [study.goal.values(t.values) if t.values else np.nan for t in trials], dtype=np.float64
        ),
        starts=np.array([trial.datetime_start for trial in trials], dtype="datetime64[us]"),
        completes=np.array([trial.datetime_complete for trial in trials], dtype="datetime64[us]"),
        ranges=ranges,
        params={name: _parameter_column(trials, name) for name, _ in ranges},
        attributes=attributes,
    )
    return rows, study.left_out


def summaries_with_optuna(workspace: Workspace) -> list[StudySummary]:
    """Return a summary of every study; reads all trials, so it is slow on large databases."""
    storage = open_for_reading(workspace.storage_url)
    summaries = []
    for study in stored_studies(workspace.storage_url):
        trials = storage.get_all_trials(study.study_id, deepcopy=False)
        latest = next((t for t in reversed(trials) if t.params), None)
        distributions = latest.distributions if latest else {}
        summaries.append(
            make_summary(
                study.name,
                held=is_held(study.attributes, study.read_at, workspace),
                counts=Counter(t.state.name for t in trials),
                best=_best(trials, found_study(study)),
                parameters=[
                    parameter_of(name, [distribution_to_json(distribution)])
                    for name, distribution in distributions.items()
                ],
                started=[t.datetime_start for t in trials if t.datetime_start],
                ended=[t.datetime_complete for t in trials if t.datetime_complete],
                attributes=attributes_of(study),
            )
        )
    return summaries


def _best(trials: Sequence[FrozenTrial], study: FoundStudy) -> BestRow | None:
    goal = study.goal
    finished = [
        (goal.values(t.values), t.number, t)
        for t in trials
        if t.state == TrialState.COMPLETE
        and t.values
        and isfinite(goal.values(t.values))
        and t.number not in study.left_out
        and (study.ours or not _breaks_any(t))
    ]
    if not finished:
        return None
    value, number, trial = min(finished, key=lambda one: one[:2])
    return BestRow(number, value, json.dumps(trial.user_attrs.get("constant_objective")))


def _breaks_any(trial: FrozenTrial) -> bool:
    return any(
        key.partition(":")[0] == "constraints" and broken(value)
        for key, value in trial.system_attrs.items()
    )


def _foreign_columns(trials: Sequence[FrozenTrial], goal: Goal) -> dict[str, Column]:
    objectives = {
        place: {t._trial_id: t.values[place] for t in trials if t.values}
        for place in range(len(goal.names) if len(goal.names) > 1 else 0)
    }
    infeasible = [t._trial_id for t in trials if _breaks_any(t)]
    reports = {
        t._trial_id: {s: v for s, v in t.intermediate_values.items() if isfinite(v)} for t in trials
    }
    return columns_of([t._trial_id for t in trials], goal, objectives, infeasible, reports)


def _parameter_column(trials: Sequence[FrozenTrial], name: str) -> Column:
    having = [trial for trial in trials if name in trial.params]
    internal = [t.distributions[name].to_internal_repr(t.params[name]) for t in having]
    return Column(_ids(having), np.array(internal, dtype=np.float64))


def _attribute_column(trials: Sequence[FrozenTrial], key: str) -> Column:
    having = [trial for trial in trials if key in trial.user_attrs]
    texts = [json.dumps(trial.user_attrs[key]) for trial in having]
    return attribute_column(key, _ids(having), texts)


def _ids(trials: Sequence[FrozenTrial]) -> Ids:
    return np.array([trial._trial_id for trial in trials], dtype=np.int64)
