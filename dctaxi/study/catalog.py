"""The studies of a workspace by name: find, rename, delete."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from optuna.storages import RDBStorage
from optuna.trial import TrialState
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from dctaxi.access import Action
from dctaxi.errors import StudyError
from dctaxi.labels import USD
from dctaxi.names import check_name
from dctaxi.storage import (
    KNOWN_SCHEMA,
    OF_STUDIES,
    OF_TRIALS,
    STUDIES,
    TRIALS,
    StoredStudy,
    connected,
    stored_studies,
    writing,
)
from dctaxi.study.attributes import DATA_KEY, PLAN_KEY, readable
from dctaxi.study.goal import GOAL_KEY, goal_in, goal_json, goal_of
from dctaxi.study.holder import LOCK_KEY
from dctaxi.study.lock import held, is_held
from dctaxi.study.plan import NEWER_MAKER, StudyPlan, plan_or_maker
from dctaxi.study.state import StateRecord, state_of
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from dctaxi.data import TaxiData


@dataclass(frozen=True, slots=True)
class StudyEntry:
    """A study as stored. ``plan`` and ``state`` are None for one that another tool made.

    ``plan`` is also None for one of a newer release, whose plan this one cannot read; ``maker`` is
    who made a study without a plan.
    """

    study_id: int
    name: str
    plan: StudyPlan | None
    state: StateRecord | None
    user_attrs: Mapping[str, Any]
    maker: str = ""

    def own_plan(self, advice: str) -> StudyPlan:
        """Return the plan. Raises StudyError, with advice about a study of another program."""
        if self.plan is not None:
            return self.plan
        if self.maker == NEWER_MAKER:
            raise StudyError(
                f"The study {self.name!r} was made by {NEWER_MAKER}: update this one, or go on "
                "with it there."
            )
        raise StudyError(f"The study {self.name!r} was not made by this program{advice}")


def list_studies(workspace: Workspace) -> tuple[StudyEntry, ...]:
    """Return every study of the database, oldest first.

    Raises StorageError (the database cannot be used).
    """
    return tuple(_entry(study, workspace) for study in stored_studies(workspace.storage_url))


def find_study(name: str, workspace: Workspace) -> StudyEntry:
    """Return the study of this name.

    Raises StudyError (there is none) and StorageError (the database cannot be used).
    """
    found = stored_studies(workspace.storage_url, name)
    if not found:
        raise _missing(name)
    return _entry(found[0], workspace)


def ended_trials(study: StudyEntry, workspace: Workspace) -> int:
    """Return how many trials of a study have ended. Raises StorageError."""
    ended = [state for state in TrialState if state.is_finished()]
    query = (
        select(func.count())
        .where(TRIALS.c.study_id == study.study_id)
        .where(TRIALS.c.state.in_(ended))
    )
    with connected(workspace.storage_url) as connection:
        return 0 if connection is None else int(connection.scalar(query) or 0)


def study_exists(name: str, workspace: Workspace) -> bool:
    """Tell whether a study has this name. Raises StorageError."""
    return bool(stored_studies(workspace.storage_url, name))


def check_new_name(name: str, workspace: Workspace) -> str:
    """Return a name that a new study may have.

    Raises StudyError (the name cannot be used or is taken) and StorageError (the database cannot be
    used).
    """
    check_name(name)
    if study_exists(name, workspace):
        raise taken_name(name)
    return name


def rename_study(name: str, new_name: str, workspace: Workspace) -> None:
    """Give a study another name; its id, trials and attributes stay as they are.

    Raises StudyError (there is no such study, it is running, or the new name cannot be used or is
    taken) and StorageError (the database cannot be used).
    """
    workspace.allow(Action.CHANGE_STUDY)
    entry = find_study(name, workspace)
    check_name(new_name)
    rename = update(STUDIES).where(STUDIES.c.study_id == entry.study_id).values(study_name=new_name)
    with writing(workspace.storage_url) as storage, held(entry.study_id, name, workspace):
        try:
            with storage.engine.begin() as connection:
                connection.execute(rename)
        except IntegrityError as error:
            raise taken_name(new_name) from error


def delete_study(name: str, workspace: Workspace) -> None:
    """Delete a study with its trials.

    Raises StudyError (there is no such study, or it is running) and StorageError (the database
    cannot be used).
    """
    workspace.allow(Action.DELETE_STUDY)
    entry = find_study(name, workspace)
    with writing(workspace.storage_url) as storage, held(entry.study_id, name, workspace):
        if storage.get_current_version() != KNOWN_SCHEMA:
            storage.delete_study(entry.study_id)
            return
        # Optuna would load every row of the study to delete it.
        ours = select(TRIALS.c.trial_id).where(TRIALS.c.study_id == entry.study_id)
        with storage.engine.begin() as connection:
            for table in OF_TRIALS:
                connection.execute(delete(table).where(table.c.trial_id.in_(ours)))
            for table in OF_STUDIES:
                connection.execute(delete(table).where(table.c.study_id == entry.study_id))


def check_same_data(entry: StudyEntry, data: TaxiData) -> None:
    """Raise StudyError where the data of a study are not those that its trials were trained on."""
    stored = entry.user_attrs.get(DATA_KEY)
    if isinstance(stored, dict) and stored.get("fingerprint") != data.fingerprint:
        raise StudyError(
            f"The data of the study {entry.name!r} changed since it ran: its trials cannot be "
            "trained again on the rows that they had."
        )


def study_id_of(storage: RDBStorage, name: str) -> int:
    """Return the id of the study of this name. Raises StudyError where there is none."""
    try:
        return storage.get_study_id_from_name(name)
    except KeyError as error:
        raise _missing(name) from error


def _entry(study: StoredStudy, workspace: Workspace) -> StudyEntry:
    kept = tuple((key, text) for key, text in study.attributes.items() if key != LOCK_KEY)
    entry = _understood(study.study_id, study.name, study.directions, study.metric_names, kept)
    if entry.state is None:
        return entry
    running = is_held(study.attributes, study.read_at, workspace)
    return dataclasses.replace(entry, state=entry.state.seen(running=running))


@lru_cache(maxsize=256)
def _understood(
    study_id: int,
    name: str,
    directions: tuple[str, ...],
    metric_names: tuple[str, ...],
    attributes: tuple[tuple[str, str], ...],
) -> StudyEntry:
    """Read what a study keeps. A page asks for it several times, and it hardly ever changes."""
    study = StoredStudy(study_id, name, directions, dict(attributes), _NEVER, metric_names)
    user_attrs = MappingProxyType(attributes_of(study))
    plan, maker = plan_or_maker(user_attrs.get(PLAN_KEY), name)
    return StudyEntry(study_id, name, plan, state_of(user_attrs), user_attrs, maker)


_NEVER: Final = datetime.min
"""When nothing is asked of the clock."""


def attributes_of(study: StoredStudy) -> dict[str, Any]:
    """Return those of a study's attributes that can be read; of another program's, its goal too."""
    found = readable(study.attributes)
    if PLAN_KEY not in found:
        found[GOAL_KEY] = goal_json(goal_of(study))
    return found


def maker_of(user_attrs: Mapping[str, Any]) -> str:
    """Return who made a study whose plan cannot be read; empty where it can."""
    return plan_or_maker(user_attrs.get(PLAN_KEY), "study")[1]


def currency_of(user_attrs: Mapping[str, Any]) -> str:
    """Return what a study's objective is in: its fares' currency, or another program's unit."""
    plan = plan_or_maker(user_attrs.get(PLAN_KEY), "study")[0]
    if plan is not None:
        return plan.source.currency
    return goal_in(user_attrs).measured_in if GOAL_KEY in user_attrs else USD


def _missing(name: str) -> StudyError:
    return StudyError(f"There is no study {name!r}: choose one from the list of studies.")


def taken_name(name: str) -> StudyError:
    """Return the error for a name that another study has."""
    return StudyError(f"There is a study {name!r} already: choose another name.")
