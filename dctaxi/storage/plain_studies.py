"""Studies as lines of JSON: what the process that reads a stranger's file hands to this one.

A file holds one study: a line about it, then a line for each trial. Nothing else is there than
numbers, texts and what consists of them, and system attributes that are known.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from optuna.distributions import BaseDistribution, distribution_to_json, json_to_distribution
from optuna.storages import RDBStorage
from optuna.study import StudyDirection
from optuna.trial import FrozenTrial, TrialState
from sqlalchemy import select

from dctaxi.errors import StorageError
from dctaxi.storage.system_attributes import kept_of_study, kept_of_trial
from dctaxi.storage.tables import TRIALS

if TYPE_CHECKING:
    from optuna.storages import BaseStorage

_AT_ONCE: Final = 1_000
"""Trials that are read together."""

_BYTES_AT_ONCE: Final = 8 * 2**20
"""Bytes of lines that are held in memory together, and one line more."""


@dataclass(frozen=True, slots=True)
class PlainStudy:
    """A study that was read: what is kept with it, and the file with its trials."""

    name: str
    directions: tuple[StudyDirection, ...]
    user_attrs: dict[str, Any]
    system_attrs: dict[str, Any]
    trials: int
    file: Path

    def rounds(self) -> Iterator[list[FrozenTrial]]:
        """Yield the trials in their order, as new ones for a writer, some at once."""
        with self.file.open(encoding="utf-8") as lines:
            next(lines)
            while some := lines.readlines(_BYTES_AT_ONCE):
                known: dict[str, BaseDistribution] = {}  # trials share their distributions
                yield [_trial(json.loads(line), known) for line in some]


def write_plain(storage: BaseStorage, name: str, file: Path, most: int) -> None:
    """Write a study of a storage, in lines of at most so many bytes.

    Raises StorageError (a line is longer) and whatever reading the study does.
    """
    study_id = storage.get_study_id_from_name(name)
    about = {
        "name": name,
        "directions": [one.name for one in storage.get_study_directions(study_id)],
        "user_attrs": storage.get_study_user_attrs(study_id),
        "system_attrs": kept_of_study(storage.get_study_system_attrs(study_id)),
        "trials": storage.get_n_trials(study_id),
    }
    with file.open("w", encoding="utf-8") as lines:
        for what in chain([about], map(_plain, _trials(storage, study_id))):
            line = json.dumps(what)
            if len(line) > most:
                raise StorageError(
                    f"The study {name!r} holds trials of more than {most / 2**20:.0f} MB: export "
                    "it without such values."
                )
            lines.write(f"{line}\n")


def read_plain(file: Path) -> PlainStudy:
    """Read what ``write_plain`` wrote."""
    with file.open(encoding="utf-8") as lines:
        about = json.loads(next(lines))
    directions = tuple(StudyDirection[one] for one in about.pop("directions"))
    return PlainStudy(directions=directions, file=file, **about)


def _trials(storage: BaseStorage, study_id: int) -> Iterator[FrozenTrial]:
    if not isinstance(storage, RDBStorage):
        yield from storage.get_all_trials(study_id, deepcopy=False)
        return
    # A trial takes 60 kB while Optuna reads it from tables: some are read at once, by their ids.
    with storage.engine.connect() as connection:
        of_study = select(TRIALS.c.trial_id).where(TRIALS.c.study_id == study_id)
        ids = connection.scalars(of_study.order_by(TRIALS.c.trial_id)).all()
    left = iter(ids)
    while some := set(islice(left, _AT_ONCE)):
        for trial in storage._get_trials(study_id, None, some, ids[-1]):
            if trial._trial_id in some:  # not those that somebody added since
                yield trial


def _plain(trial: FrozenTrial) -> dict[str, Any]:
    """Return a trial as plain values; raises ValueError for a text where a number belongs."""
    started, ended = trial.datetime_start, trial.datetime_complete
    return {
        "state": trial.state.name,
        "values": None if trial.values is None else [float(one) for one in trial.values],
        "datetime_start": started and started.isoformat(),
        "datetime_complete": ended and ended.isoformat(),
        "params": {
            name: [
                float(trial.distributions[name].to_internal_repr(value)),
                distribution_to_json(trial.distributions[name]),
            ]
            for name, value in trial.params.items()
        },
        "user_attrs": trial.user_attrs,
        "system_attrs": kept_of_trial(trial.system_attrs),
        "intermediate": [[step, float(one)] for step, one in trial.intermediate_values.items()],
    }


def _trial(plain: dict[str, Any], known: dict[str, BaseDistribution]) -> FrozenTrial:
    params, distributions = {}, {}
    for name, (value, text) in plain["params"].items():
        if text not in known:
            known[text] = json_to_distribution(text)
        params[name], distributions[name] = known[text].to_external_repr(value), known[text]
    return FrozenTrial(
        number=-1,
        trial_id=-1,
        state=TrialState[plain["state"]],
        value=None,
        values=plain["values"],
        datetime_start=_moment(plain["datetime_start"]),
        datetime_complete=_moment(plain["datetime_complete"]),
        params=params,
        distributions=distributions,
        user_attrs=plain["user_attrs"],
        system_attrs=plain["system_attrs"],
        intermediate_values=dict(plain["intermediate"]),
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
