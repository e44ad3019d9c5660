"""Measures on all rows what a study from before measured on each trial's own rows alone.

Trials are deterministic: trained again they are what they were, which is checked.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from optuna.trial import FrozenTrial, TrialState

from dctaxi.access import Action
from dctaxi.data import load_tables, prepare
from dctaxi.errors import StudyError
from dctaxi.records import OnProgress, RunStatus, ShouldStop, TrialOutcome, TrialSpec, never_stop
from dctaxi.storage import add_trial_attributes, objective_value, user_attributes, writing
from dctaxi.study.attributes import DATA_KEY
from dctaxi.study.catalog import StudyEntry, find_study
from dctaxi.study.judgement import MEASURED_KEY, judge_trial, keep_judgement
from dctaxi.study.left_out import left_out_now
from dctaxi.study.lock import held
from dctaxi.study.plan import StudyPlan
from dctaxi.training import Engine, ignore_progress, make_engine, over_seeds
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from optuna.storages import RDBStorage

    from dctaxi.data import ReadTables, TaxiData

MEASURED = ("val_rmse_all", "constant_objective", "constant_rmse_all")
"""The attributes that trials from before lack."""

_TOLERANCE = 1e-6  # relative: engines agree to 1e-9, deep batch norm on other machines to this


@dataclass(frozen=True, slots=True)
class Measured:
    """How many trials were measured now, and whether that was all that were not."""

    trials: int
    complete: bool


def measure_study(
    name: str,
    workspace: Workspace,
    *,
    on_progress: OnProgress = ignore_progress,
    should_stop: ShouldStop = never_stop,
    engine: Engine | None = None,
    data: TaxiData | None = None,
    read: ReadTables = load_tables,
) -> Measured:
    """Train the finished trials that are not measured once more, store what was missing, judge.

    What had been stored stays as it is. ``engine`` and ``data`` replace those of the plan;
    ``read`` reads the data otherwise.

    Raises StudyError (there is no such study, it is running or was not made here, its data changed,
    or a trial does not score what it scored), DataError, EngineError and StorageError (the data,
    the engine or the database cannot be used).
    """
    workspace.allow(Action.RUN_STUDY)
    entry = find_study(name, workspace)
    plan = entry.own_plan(": nothing to train again.")
    with writing(workspace.storage_url) as storage, held(entry.study_id, name, workspace):
        if data is None:
            data = prepare(read(plan.source, workspace, should_stop=should_stop), plan.feature_set)
        check_same_data(entry, data)
        engine = engine or make_engine(plan.engine, device=plan.device, loader=plan.loader)
        engine = over_seeds(engine, plan.seeds_per_trial, plan.over_seeds, plan.objective)
        finished = storage.get_all_trials(
            entry.study_id, deepcopy=False, states=(TrialState.COMPLETE,)
        )
        trials = [trial for trial in finished if MEASURED[1] not in trial.user_attrs]
        specs = [plan.space.spec_of(trial.params) for trial in trials]
        outcomes = (
            engine.run(specs, data, on_progress=on_progress, should_stop=should_stop)
            if specs
            else ()
        )
        measured = _attributes(plan, trials, specs, outcomes)
        add_trial_attributes(storage, measured)
        storage.set_study_user_attr(entry.study_id, MEASURED_KEY, datetime.now(UTC).isoformat())
        complete = len(measured) == len(trials)
        if complete and finished:
            out = left_out_now(storage, entry.study_id)
            counting = [trial for trial in finished if trial.number not in out]
            _judge_best(counting, entry.study_id, plan, storage, engine, data)
    return Measured(len(measured), complete)


def check_same_data(entry: StudyEntry, data: TaxiData) -> None:
    """Raise StudyError where the data of a study are not those that its trials were trained on."""
    stored = entry.user_attrs.get(DATA_KEY)
    if isinstance(stored, dict) and stored.get("fingerprint") != data.fingerprint:
        raise StudyError(
            f"The data of the study {entry.name!r} changed since it ran: its trials cannot be "
            "trained again on the rows that they had."
        )


def _attributes(
    plan: StudyPlan,
    trials: Sequence[FrozenTrial],
    specs: Sequence[TrialSpec],
    outcomes: Sequence[TrialOutcome],
) -> dict[int, dict[str, object]]:
    """Return the missing attributes by trial id, for those that were not cut short."""
    measured: dict[int, dict[str, object]] = {}
    for trial, spec, outcome in zip(trials, specs, outcomes, strict=True):
        if outcome.status is RunStatus.STOPPED:
            continue
        value = objective_value(outcome, spec, plan.objective, as_printed=plan.as_printed)
        if value is None or not math.isclose(value, trial.value or 0.0, rel_tol=_TOLERANCE):
            scored = outcome.message if value is None else f"{value:.6f} USD"
            raise StudyError(
                f"Trial {trial.number} of {plan.name!r} scored {trial.value:.6f} USD and trained "
                f"again {scored}: its data or its libraries are not those of then. Start a new "
                "study of the same plan."
            )
        attributes = user_attributes(outcome, "", plan.objective)
        measured[trial._trial_id] = {name: attributes[name] for name in MEASURED}
    return measured


def _judge_best(
    finished: Sequence[FrozenTrial],
    study_id: int,
    plan: StudyPlan,
    storage: RDBStorage,
    engine: Engine,
    data: TaxiData,
) -> None:
    best = min(finished, key=lambda trial: (trial.value, trial.number), default=None)
    if best is None:
        return
    judgement = judge_trial(best.number, best.params, plan.space, engine, data)
    keep_judgement(judgement, storage, study_id)
