"""The slow way to the same rows, through Optuna's own objects, for schemas that our SQL ignores."""

from __future__ import annotations

from collections.abc import Sequence

import optuna
from optuna.distributions import distribution_to_json
from optuna.trial import FrozenTrial
from sqlalchemy.pool import NullPool

from dctaxi.analysis.database import reading_url
from dctaxi.analysis.parameters import parameter_of
from dctaxi.analysis.rows import TRIAL_ATTRIBUTES, Sparse, TrialRows, attribute_column
from dctaxi.analysis.studies import missing_study
from dctaxi.search.storage_errors import opening_errors
from dctaxi.search.storage_url import optuna_template


def open_for_reading(storage_url: str) -> optuna.storages.BaseStorage:
    """Open a database with Optuna, read-only where it is a file.

    Raises ``StorageError`` when this Optuna is too old or too new for its tables.
    """
    url = reading_url(storage_url)
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
    distributions: dict[str, dict[str, None]] = {}
    for trial in trials:
        for parameter, distribution in trial.distributions.items():
            distributions.setdefault(parameter, {})[distribution_to_json(distribution)] = None
    return TrialRows(
        numbers=[trial.number for trial in trials],
        states=[trial.state.name for trial in trials],
        values=[trial.values[0] if trial.values else None for trial in trials],
        starts=[trial.datetime_start for trial in trials],
        completes=[trial.datetime_complete for trial in trials],
        parameters=tuple(parameter_of(key, texts) for key, texts in distributions.items()),
        params={key: _sparse(trials, "params", key) for key in distributions},
        attributes={
            key: attribute_column(key, found.numbers, found.values)
            for key in TRIAL_ATTRIBUTES
            for found in [_sparse(trials, "user_attrs", key)]
        },
    )


def _sparse(trials: Sequence[FrozenTrial], attribute: str, key: str) -> Sparse:
    having = [trial for trial in trials if key in getattr(trial, attribute)]
    return Sparse(
        [trial.number for trial in having], [getattr(trial, attribute)[key] for trial in having]
    )
