"""Fits a choice of a study: trains its networks, and judges their answers on the test rows."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from dctaxi.data import load_tables, prepare
from dctaxi.errors import ModelError
from dctaxi.model.fare_model import FareModel, Member, Provenance
from dctaxi.model.plan import digest_of
from dctaxi.model.steps import CANDIDATES, best_of, candidates_of
from dctaxi.populations import finished_trials, fresh_seeds, trial_numbered
from dctaxi.records import OnProgress, Progress, RunStatus, ShouldStop, never_stop
from dctaxi.study import assess, check_same_data, find_study, typical_spec
from dctaxi.training import ignore_progress, make_engine
from dctaxi.versions import installed_versions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.data import ReadTables, TaxiData, TaxiTables
    from dctaxi.model.plan import FitPlan
    from dctaxi.records import TrialSpec
    from dctaxi.study import StudyPlan
    from dctaxi.training import Engine
    from dctaxi.workspace import Workspace


def trainings_of(plan: FitPlan) -> int:
    """Return how many trainings a plan asks for at most, as its progress counts them."""
    return plan.networks * (1 if plan.steps is None else CANDIDATES + 1)


def specs_to_train(plan: FitPlan, study: StudyPlan, workspace: Workspace) -> list[TrialSpec]:
    """Return the trainings that a plan takes at most: the candidates, and each network once more.

    Raises StudyError and StorageError.
    """
    some = [candidates_of(spec, plan.steps) for _, spec in _specs(plan, study, workspace)]
    return [spec for candidates in some for spec in (*candidates, candidates[-1])]


def fit(
    plan: FitPlan,
    workspace: Workspace,
    *,
    on_progress: OnProgress = ignore_progress,
    should_stop: ShouldStop = never_stop,
    engine: Engine | None = None,
    tables: TaxiTables | None = None,
    read: ReadTables = load_tables,
) -> FareModel | None:
    """Fit a choice of a study and judge it on the test rows; None where it was stopped.

    With steps to choose, each network is trained on the training rows for several numbers of
    steps, and the number with the lowest error on the validation rows is taken. Then it is trained
    for so many on the rows of the plan; validation rows are spread evenly among the training rows,
    so that they are met however few the steps. ``engine`` and ``tables`` replace those of the
    study; ``read`` reads the data otherwise.

    Raises ModelError (no network finished, or no rows would be left to judge), StudyError (there
    is no such study or trial, or its data changed), DataError, EngineError and StorageError.
    """
    entry = find_study(plan.study, workspace)
    study = entry.own_plan(", so what its trials trained is unknown: nothing to fit.")
    if tables is None:
        tables = read(study.source, workspace, should_stop=should_stop)
    data = prepare(tables, study.feature_set)
    check_same_data(entry, data)
    fitted = _fitted(plan, data)
    engine = engine or make_engine(study.engine, device=study.device)
    wanted = _specs(plan, study, workspace)
    candidates = [candidates_of(spec, plan.steps) for _, spec in wanted]
    flat = [spec for some in candidates for spec in some]
    total = trainings_of(plan)
    outcomes = engine.run(
        flat,
        data,
        on_progress=lambda now: on_progress(dataclasses.replace(now, total=total)),
        should_stop=should_stop,
    )
    if any(outcome.status is RunStatus.STOPPED for outcome in outcomes):
        return None
    members: list[Member] = []
    first = 0
    for (trial, spec), some in zip(wanted, candidates, strict=True):
        found = best_of(some, outcomes[first : first + len(some)])
        first += len(some)
        if should_stop():
            return None
        network = None if found is None else engine.network(found[0], fitted)
        if found is not None and network is not None:
            members.append(Member(trial, network, spec.max_batches, found[1]))
        on_progress(Progress(min(total, len(flat) + len(members)), total))
    if not members:
        raise ModelError(
            f"No training of {plan.name} finished: they diverged; choose another trial."
        )
    judged = data.val if data.test is None else data.test
    answers = np.column_stack([one.network.answers(judged[:, 1:]) for one in members])
    return FareModel(
        plan,
        tuple(members),
        data.transform,
        _provenance(plan, study, tables, fitted, data, members),
        assess(answers, fitted, data),
    )


def _fitted(plan: FitPlan, data: TaxiData) -> TaxiData:
    """Return the data with the rows to train on as their training set."""
    if plan.rows == "train":
        return data
    if data.test is None:
        raise ModelError(
            "There is no test set, so a model that is trained on the validation rows too could be "
            "judged on none: train it on the training rows, or give the study a test set."
        )
    return dataclasses.replace(data, train=spread_among(data.train, data.val))


def spread_among(rows: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return rows with others spread evenly among them, both in their own order."""
    place = np.concatenate([(np.arange(len(some)) + 0.5) / len(some) for some in (rows, others)])
    return np.concatenate([rows, others])[np.argsort(place, kind="stable")]


def _specs(plan: FitPlan, study: StudyPlan, workspace: Workspace) -> list[tuple[int, TrialSpec]]:
    """Return the trial and the training of every network."""
    finished = finished_trials(plan.study, workspace)
    found: list[tuple[int, TrialSpec]] = []
    for number in plan.trials:
        trial = trial_numbered(number, finished)
        spec = typical_spec(study, trial.params, trial.user_attrs)
        fresh = fresh_seeds(plan.seeds - 1, seed=number, used=(spec.seed,))
        found += [(number, dataclasses.replace(spec, seed=seed)) for seed in (spec.seed, *fresh)]
    return found


def _provenance(
    plan: FitPlan,
    study: StudyPlan,
    tables: TaxiTables,
    fitted: TaxiData,
    data: TaxiData,
    members: list[Member],
) -> Provenance:
    met = max(one.network.spec.batch_size * one.network.spec.max_batches for one in members)
    sets = {"train": tables.train, "val": tables.val, "test": tables.test}
    met_in = [tables.train] if plan.rows == "train" else [tables.train, tables.val]
    lows = np.min([rows.min(axis=0) for rows in met_in], axis=0)
    highs = np.max([rows.max(axis=0) for rows in met_in], axis=0)
    return Provenance(
        space=study.space.to_json(),
        objective=study.objective,
        source=study.source.to_json(),
        title=study.source.title,
        columns=study.source.columns,
        fingerprint=data.fingerprint,
        currency=study.source.currency,
        city=study.source.city,
        rows={
            **{name: 0 if rows is None else len(rows) for name, rows in sets.items()},
            "fitted": len(fitted.train),
            "seen": min(met, len(fitted.train)),
        },
        ranges={
            name: (float(low), float(high))
            for name, low, high in zip(study.source.columns, lows, highs, strict=True)
        },
        left_out=plan.networks - len(members),
        rows_left_out="" if tables.left_out is None else tables.left_out.sentence,
        versions=installed_versions(),
        created_at=datetime.now(UTC),
        study_digest=digest_of(study),
    )
