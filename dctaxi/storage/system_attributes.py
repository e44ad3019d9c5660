"""Which of Optuna's system attributes are read and kept: plain values that are known here.

Programs keep what they like there. Optuna's CMA-ES sampler keeps pickles and runs what it finds in
their place, so nothing passes that is not on this list and of its shape: not where a study comes
in, and not where a sampler reads.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import sqlalchemy as sa

from dctaxi.samplers import GENERATION
from dctaxi.storage.tables import STUDY_SYSTEM_ATTRIBUTES, TRIAL_SYSTEM_ATTRIBUTES, TRIALS

Checks = tuple[tuple[re.Pattern[str], Callable[[object], bool]], ...]

GIVEN: Final = "fixed_params"
"""The parameters of a trial that somebody asked for."""


def kept_of_study(attributes: Mapping[str, object]) -> dict[str, Any]:
    """Return the system attributes of a study that may be read."""
    return _kept(attributes, _OF_STUDY)


def kept_of_trial(attributes: Mapping[str, object]) -> dict[str, Any]:
    """Return the system attributes of a trial that may be read."""
    return _kept(attributes, _OF_TRIAL)


def drop_others(connection: sa.Connection, study_id: int | None = None) -> None:
    """Delete all other system attributes of a study and its trials, or of all studies."""
    every = study_id is None
    studies, trials = STUDY_SYSTEM_ATTRIBUTES, TRIAL_SYSTEM_ATTRIBUTES
    of_study = sa.true() if every else studies.c.study_id == study_id
    _drop(connection, studies, studies.c.study_system_attribute_id, of_study, _OF_STUDY)
    ids = sa.select(TRIALS.c.trial_id).where(TRIALS.c.study_id == study_id)
    of_trials = sa.true() if every else trials.c.trial_id.in_(ids)
    _drop(connection, trials, trials.c.trial_system_attribute_id, of_trials, _OF_TRIAL)


def _kept(attributes: Mapping[str, object], checks: Checks) -> dict[str, Any]:
    return {
        key: value
        for key, value in attributes.items()
        if any(known.fullmatch(key) and check(value) for known, check in checks)
    }


def _drop(
    connection: sa.Connection,
    table: sa.Table,
    row_id: sa.Column[Any],
    where: sa.ColumnElement[bool],
    checks: Checks,
) -> None:
    rows = connection.execute(sa.select(row_id, table.c.key, table.c.value_json).where(where))
    for batch in rows.partitions(1_000):
        others = [number for number, key, text in batch if not _kept({key: _read(text)}, checks)]
        if others:
            connection.execute(sa.delete(table).where(row_id.in_(others)))


def _read(text: str) -> object:
    """Read a JSON text; what is none is None, which no attribute here may be."""
    try:
        return json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return None


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0


def _is_number(value: object) -> bool:
    return type(value) in (int, float)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _are_plain(value: object) -> bool:
    return isinstance(value, dict) and all(
        one is None or isinstance(one, bool | int | float | str) for one in value.values()
    )


def _all(check: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, list | tuple) and all(map(check, value))


_OF_STUDY: Final[Checks] = (
    (re.compile("study:metric_names"), _all(_is_text)),
    (re.compile("qmc:[0-9a-f]{64}"), _is_count),
    (re.compile("dashboard:note_ver"), _is_count),
    (re.compile(r"dashboard:note_str:\d+"), _is_text),
)
"""Names of objectives, the place in QMC's sequence, and a note as optuna-dashboard shows it."""

_OF_TRIAL: Final[Checks] = (
    (re.compile(GIVEN), _are_plain),
    (re.compile(GENERATION), _is_count),
    (re.compile("constraints"), _all(_is_number)),
    (re.compile("constraints:.*", re.DOTALL), _is_number),
)
