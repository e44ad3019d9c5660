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
from optuna.study import StudyDirection
from optuna.trial import FrozenTrial, TrialState
from sqlalchemy.pool import NullPool

from dctaxi.analysis.reading.attributes import TRIAL_ATTRIBUTES, attribute_column
from dctaxi.analysis.reading.database import missing_study
from dctaxi.analysis.reading.parameters import parameter_of
from dctaxi.analysis.reading.rows import Column, TrialRows
from dctaxi.analysis.reading.study_summary import BestRow, StudySummary, make_summary
from dctaxi.storage import opening_errors, optuna_template, parse_url, url_for_reading
from dctaxi.study import readable
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


def read_rows_with_optuna(storage_url: str, name: str) -> TrialRows:
    """Read every trial of a study through Optuna; raises ``StudyError`` for an unknown name."""
    storage = open_for_reading(storage_url)
    try:
        study_id = storage.get_study_id_from_name(name)
    except KeyError as error:
        raise missing_study(name) from error
    trials = storage.get_all_trials(study_id, deepcopy=False)
    ranges: dict[tuple[str, str], int] = {}
    for trial in trials:
        for parameter, distribution in trial.distributions.items():
            ranges.setdefault((parameter, distribution_to_json(distribution)), len(ranges))
    return TrialRows(
        ids=np.array([trial._trial_id for trial in trials], dtype=np.int64),
        numbers=np.array([trial.number for trial in trials], dtype=np.int64),
        states=np.array([trial.state.name for trial in trials], dtype=object),
        values=np.array([t.values[0] if t.values else np.nan for t in trials], dtype=np.float64),
        starts=np.array([trial.datetime_start for trial in trials], dtype="datetime64[us]"),
        completes=np.array([trial.datetime_complete for trial in trials], dtype="datetime64[us]"),
        ranges=ranges,
        params={name: _parameter_column(trials, name) for name, _ in ranges},
        attributes={key: _attribute_column(trials, key) for key in TRIAL_ATTRIBUTES},
    )


def summaries_with_optuna(workspace: Workspace) -> list[StudySummary]:
    """Return a summary of every study; reads all trials, so it is slow on large databases."""
    storage = open_for_reading(workspace.storage_url)
    summaries = []
    for study in storage.get_all_studies():
        trials = storage.get_all_trials(study._study_id, deepcopy=False)
        minimised = study.directions == [StudyDirection.MINIMIZE]
        latest = next((t for t in reversed(trials) if t.params), None)
        distributions = latest.distributions if latest else {}
        summaries.append(
            make_summary(
                study._study_id,
                study.study_name,
                workspace,
                counts=Counter(t.state.name for t in trials),
                best=_best(trials) if minimised else None,
                parameters=[
                    parameter_of(name, [distribution_to_json(distribution)])
                    for name, distribution in distributions.items()
                ],
                started=[t.datetime_start for t in trials if t.datetime_start],
                ended=[t.datetime_complete for t in trials if t.datetime_complete],
                attributes=readable(
                    {
                        key: json.dumps(value)
                        for key, value in storage.get_study_user_attrs(study._study_id).items()
                    }
                ),
            )
        )
    return summaries


def _best(trials: Sequence[FrozenTrial]) -> BestRow | None:
    finished = [
        (t.values[0], t.number, t)
        for t in trials
        if t.state == TrialState.COMPLETE and t.values and isfinite(t.values[0])
    ]
    if not finished:
        return None
    value, number, trial = min(finished, key=lambda one: one[:2])
    return BestRow(number, value, json.dumps(trial.user_attrs.get("constant_objective")))


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
