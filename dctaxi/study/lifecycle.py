"""The life of a study: made from a plan, run, run on, given configurations to train next."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import optuna
from optuna.exceptions import DuplicatedStudyError
from optuna.study import StudyDirection

from dctaxi.access import Action
from dctaxi.data import load_tables
from dctaxi.errors import StudyError
from dctaxi.records import ShouldStop, never_stop
from dctaxi.storage import (
    kept_of_study,
    kept_of_trial,
    quiet_optuna,
    reading,
    trial_writer,
    writing,
)
from dctaxi.study import lineage
from dctaxi.study.again import REPEATED_KEY
from dctaxi.study.attributes import BASELINE_KEY, DATA_KEY, PARENT_KEY, PLAN_KEY, VERSIONS_KEY
from dctaxi.study.catalog import StudyEntry, check_new_name, find_study, taken_name
from dctaxi.study.lock import held, is_running
from dctaxi.study.plan import StudyPlan, check_asker, check_timeout
from dctaxi.study.report import OnStudyProgress, StudyReport, ignore_study_progress
from dctaxi.study.run import RunRequest, StudyRun
from dctaxi.study.state import STATE_KEY, StateRecord, StudyState
from dctaxi.training import Engine
from dctaxi.versions import installed_versions
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial

    from dctaxi.data import ReadTables, TaxiData

_PATIENCE_S = 2.0
"""A study is renamed, or has trials left out, in a moment; who copies it waits for that."""


@dataclass(frozen=True, slots=True)
class CreatedStudy:
    """A new study; ``kept`` of the ``parent_trials`` finished trials of its parent are in it."""

    study_id: int
    name: str
    kept: int = 0
    parent_trials: int = 0


def create_study(
    plan: StudyPlan,
    workspace: Workspace,
    *,
    baseline: Mapping[str, float] | None = None,
    carry_over: bool = False,
    repeats: str | None = None,
) -> CreatedStudy:
    """Store a study that is to be run by this plan.

    ``baseline`` holds the scores of constant predictions in USD, which the pages draw beside the
    trials. With ``carry_over`` the parent's finished trials that lie in the plan's space become
    the first trials of the study. ``repeats`` names the study that it runs again.

    Raises StudyError (the name is taken, or the parent is missing or does not fit) and StorageError
    (the database cannot be used).
    """
    workspace.allow(Action.RUN_STUDY)
    check_new_name(plan.name, workspace)
    check_asker(plan)
    inherited = lineage.inherited_trials(plan, workspace, carry_over=carry_over)
    state = StateRecord.now(
        StudyState.CREATED,
        requested_trials=(None if plan.n_trials is None else plan.n_trials + len(inherited.trials)),
    )
    attributes = {
        PLAN_KEY: plan.to_json(),
        STATE_KEY: state.to_json(),
        BASELINE_KEY: dict(baseline) if baseline is not None else None,
        VERSIONS_KEY: installed_versions(),
        PARENT_KEY: inherited.to_json(),
        REPEATED_KEY: repeats,
        DATA_KEY: inherited.data,
    }
    with writing(workspace.storage_url) as storage, quiet_optuna():
        try:
            study_id = storage.create_new_study([StudyDirection.MINIMIZE], plan.name)
        except DuplicatedStudyError as error:  # made by another program in this moment
            raise taken_name(plan.name) from error
        try:
            for key, value in attributes.items():
                if value is not None:
                    storage.set_study_user_attr(study_id, key, value)
            # What `Study.set_metric_names` stores, which is experimental by its name alone:
            # other programs, such as optuna-dashboard, then say what was minimised.
            storage.set_study_system_attr(study_id, "study:metric_names", [plan.objective])
            inherited.write(storage, study_id)
            study = optuna.load_study(study_name=plan.name, storage=storage)
            for params in plan.enqueue:
                study.enqueue_trial(dict(params))
        except BaseException:  # half a study would be listed as one of another program
            with contextlib.suppress(Exception):
                storage.delete_study(study_id)
            raise
    return CreatedStudy(study_id, plan.name, len(inherited.trials), inherited.of)


def copy_study(name: str, new_name: str, workspace: Workspace, to: Workspace | None = None) -> int:
    """Copy a study with its plan and the trials that ended; return how many there are.

    ``to`` is the workspace that gets it, by default the same. The source is only read, by as many
    at once as like. Raises StudyError (there is no such study, it is running, or the new name
    cannot be used or is taken), AccessError and StorageError (a database cannot be used).
    """
    target = to or workspace
    target.allow(Action.RUN_STUDY)
    check_new_name(new_name, target)
    entry, ended, system = _at_rest(name, workspace)
    target.folder("")  # the first study of somebody may be a copy
    with writing(target.storage_url) as storage, quiet_optuna():
        for trial in ended:
            trial._trial_id = -1  # a new one, for the writer
            trial.system_attrs = kept_of_trial(trial.system_attrs)
        try:
            copy_id = storage.create_new_study([StudyDirection.MINIMIZE], new_name)
        except DuplicatedStudyError as error:  # made by another program in this moment
            raise taken_name(new_name) from error
        try:
            for key, value in entry.user_attrs.items():
                storage.set_study_user_attr(copy_id, key, value)
            trial_writer(storage, copy_id).write(ended, kept_of_study(system))
        except BaseException:  # half a copy would be taken for the whole
            with contextlib.suppress(Exception):
                storage.delete_study(copy_id)
            raise
    return len(ended)


def _at_rest(
    name: str, workspace: Workspace
) -> tuple[StudyEntry, tuple[FrozenTrial, ...], dict[str, Any]]:
    """Return a study with its trials that ended and its system attributes, as of one moment.

    They are read again where it ran or was changed meanwhile. Raises StudyError and StorageError.
    """
    deadline = time.monotonic() + _PATIENCE_S
    while True:
        entry = find_study(name, workspace)
        if not is_running(entry.study_id, workspace):
            with reading(workspace.storage_url) as source, quiet_optuna():
                trials = [] if source is None else source.get_all_trials(entry.study_id)
                system = {} if source is None else source.get_study_system_attrs(entry.study_id)
            after = find_study(name, workspace)
            # Whoever runs a study notes in its attributes when that began and ended.
            same = (after.study_id, after.user_attrs) == (entry.study_id, entry.user_attrs)
            if same and not is_running(entry.study_id, workspace):
                return entry, tuple(one for one in trials if one.state.is_finished()), system
        if time.monotonic() >= deadline:
            raise StudyError(f"The study {name!r} is running: stop it, or wait until it has ended.")
        time.sleep(0.05)


def run_study(
    name: str,
    workspace: Workspace,
    *,
    n_trials: int | None = None,
    timeout_s: float | None = None,
    on_progress: OnStudyProgress = ignore_study_progress,
    stop_now: ShouldStop = never_stop,
    stop_after_trial: ShouldStop = never_stop,
    engine: Engine | None = None,
    data: TaxiData | None = None,
    read: ReadTables = load_tables,
) -> StudyReport:
    """Run a study until it has the trials that were asked for, or for ``timeout_s`` seconds.

    ``n_trials`` asks for so many more trials than it has; without it the run goes on to where the
    study was to go. ``timeout_s`` replaces the plan's and counts from the first round; like
    Optuna's it ends no training, the round in progress is finished. ``stop_now`` gives the round in
    progress up; ``stop_after_trial`` ends after it, which with most samplers takes a fraction of a
    second. ``engine`` and ``data`` replace those of
    the plan; ``read`` reads the data otherwise, such as tables that were read before.

    Every round is in the database before the next begins. Whatever ends the run, the rounds
    before it are kept, and the study's state and message tell what happened.

    Raises StudyError (there is no such study, it is running, its plan cannot be read, all its
    trials are there, or the run failed for a reason that this program does not know) and DataError,
    EngineError, StorageError (the data, the engine or the database cannot be used).
    """
    workspace.allow(Action.RUN_STUDY)
    check_timeout(timeout_s)
    entry = find_study(name, workspace)
    plan = entry.own_plan(": make a new one from its space.")
    check_asker(plan)
    with (
        writing(workspace.storage_url) as storage,
        held(entry.study_id, name, workspace) as hold,
    ):
        run = StudyRun(
            find_study(name, workspace),  # as it is now that nobody else runs it
            plan,
            storage,
            RunRequest(
                n_trials=n_trials,
                timeout_s=timeout_s or plan.timeout_s,
                on_progress=on_progress,
                stop_now=stop_now,
                stop_after_trial=stop_after_trial,
                read=read,
            ),
            hold.check,
        )
        return run.report(workspace, engine, data)


def enqueue_trial(name: str, params: Mapping[str, Any], workspace: Workspace) -> None:
    """Let a study train a configuration, by trial parameter, before it asks its sampler again.

    Raises SpaceError (the configuration is incomplete or lies outside the study's space),
    StudyError (there is no such study, its plan cannot be read, or it is as printed) and
    StorageError (the database cannot be used).
    """
    workspace.allow(Action.RUN_STUDY)
    plan = find_study(name, workspace).own_plan(": it takes no trials.")
    if plan.as_printed:
        raise StudyError(
            f"The study {name!r} runs as printed, which asks only the sampler: duplicate it with "
            "this configuration instead."
        )
    plan.space.spec_of(params)
    with writing(workspace.storage_url) as storage:
        optuna.load_study(study_name=name, storage=storage).enqueue_trial(dict(params))
