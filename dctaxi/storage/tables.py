"""The tables of Optuna's database, as far as this program writes them itself.

They are those of schema ``KNOWN_SCHEMA``. Whoever writes through them checks the version first
and takes Optuna's own, slower functions otherwise.
"""

from __future__ import annotations

from optuna.trial import TrialState
from sqlalchemy import Column, DateTime, Enum, Float, Integer, MetaData, String, Table, Text

_METADATA = MetaData()

STUDIES = Table(
    "studies",
    _METADATA,
    Column("study_id", Integer, primary_key=True),
    Column("study_name", String(512)),
)

STUDY_DIRECTIONS = Table(
    "study_directions",
    _METADATA,
    Column("study_direction_id", Integer, primary_key=True),
    Column("study_id", Integer),
)

STUDY_USER_ATTRIBUTES = Table(
    "study_user_attributes",
    _METADATA,
    Column("study_user_attribute_id", Integer, primary_key=True),
    Column("study_id", Integer),
    Column("key", String(512)),
    Column("value_json", Text),
)

STUDY_SYSTEM_ATTRIBUTES = Table(
    "study_system_attributes",
    _METADATA,
    Column("study_system_attribute_id", Integer, primary_key=True),
    Column("study_id", Integer),
    Column("key", String(512)),
    Column("value_json", Text),
)

TRIALS = Table(
    "trials",
    _METADATA,
    Column("trial_id", Integer, primary_key=True),
    Column("number", Integer),
    Column("study_id", Integer),
    Column("state", Enum(TrialState)),
    Column("datetime_start", DateTime),  # naive UTC
    Column("datetime_complete", DateTime),  # naive UTC
)

TRIAL_PARAMS = Table(
    "trial_params",
    _METADATA,
    Column("param_id", Integer, primary_key=True),
    Column("trial_id", Integer),
    Column("param_name", String(512)),
    Column("param_value", Float),  # the distribution's internal representation
    Column("distribution_json", Text),
)

TRIAL_VALUES = Table(
    "trial_values",
    _METADATA,
    Column("trial_value_id", Integer, primary_key=True),
    Column("trial_id", Integer),
    Column("objective", Integer),
    Column("value", Float),  # null where value_type is not FINITE
    Column("value_type", Enum("FINITE", "INF_POS", "INF_NEG", name="trialvaluetype")),
)

TRIAL_INTERMEDIATE_VALUES = Table(
    "trial_intermediate_values",
    _METADATA,
    Column("trial_intermediate_value_id", Integer, primary_key=True),
    Column("trial_id", Integer),
    Column("step", Integer),
    Column("intermediate_value", Float),  # null where the type is not FINITE
    Column(
        "intermediate_value_type",
        Enum("FINITE", "INF_POS", "INF_NEG", "NAN", name="trialintermediatevaluetype"),
    ),
)

TRIAL_USER_ATTRIBUTES = Table(
    "trial_user_attributes",
    _METADATA,
    Column("trial_user_attribute_id", Integer, primary_key=True),
    Column("trial_id", Integer),
    Column("key", String(512)),
    Column("value_json", Text),
)

TRIAL_SYSTEM_ATTRIBUTES = Table(
    "trial_system_attributes",
    _METADATA,
    Column("trial_system_attribute_id", Integer, primary_key=True),
    Column("trial_id", Integer),
    Column("key", String(512)),
    Column("value_json", Text),
)

TRIAL_HEARTBEATS = Table(
    "trial_heartbeats",
    _METADATA,
    Column("trial_heartbeat_id", Integer, primary_key=True),
    Column("trial_id", Integer),
)

OF_TRIALS = (
    TRIAL_PARAMS,
    TRIAL_VALUES,
    TRIAL_INTERMEDIATE_VALUES,
    TRIAL_USER_ATTRIBUTES,
    TRIAL_SYSTEM_ATTRIBUTES,
    TRIAL_HEARTBEATS,
)
"""Every table whose rows belong to a trial."""

OF_STUDIES = (TRIALS, STUDY_DIRECTIONS, STUDY_USER_ATTRIBUTES, STUDY_SYSTEM_ATTRIBUTES, STUDIES)
"""Every table whose rows belong to a study, in an order in which they can be deleted."""
