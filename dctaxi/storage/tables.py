"""The tables of Optuna's database as Optuna itself describes them, which this program writes to.

They are those of schema ``KNOWN_SCHEMA``. Whoever writes through them checks the version first
and takes Optuna's own, slower functions otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from optuna.storages._rdb.models import BaseModel
from sqlalchemy import Table

_TABLES: Final[Mapping[str, Table]] = BaseModel.metadata.tables

STUDIES = _TABLES["studies"]
STUDY_USER_ATTRIBUTES = _TABLES["study_user_attributes"]
STUDY_SYSTEM_ATTRIBUTES = _TABLES["study_system_attributes"]
TRIALS = _TABLES["trials"]
TRIAL_PARAMS = _TABLES["trial_params"]
TRIAL_VALUES = _TABLES["trial_values"]
TRIAL_INTERMEDIATE_VALUES = _TABLES["trial_intermediate_values"]
TRIAL_USER_ATTRIBUTES = _TABLES["trial_user_attributes"]
TRIAL_SYSTEM_ATTRIBUTES = _TABLES["trial_system_attributes"]

OF_TRIALS = (
    TRIAL_PARAMS,
    TRIAL_VALUES,
    TRIAL_INTERMEDIATE_VALUES,
    TRIAL_USER_ATTRIBUTES,
    TRIAL_SYSTEM_ATTRIBUTES,
    _TABLES["trial_heartbeats"],
)
"""Every table whose rows belong to a trial."""

OF_STUDIES = (
    TRIALS,
    _TABLES["study_directions"],
    STUDY_USER_ATTRIBUTES,
    STUDY_SYSTEM_ATTRIBUTES,
    STUDIES,
)
"""Every table whose rows belong to a study, in an order in which they can be deleted."""
