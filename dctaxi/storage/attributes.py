"""What is stored with a trial beside its parameters and value, and how it is handed to Optuna."""

from __future__ import annotations

from typing import Any

from dctaxi.foreign_text import visible
from dctaxi.records import (
    ObjectiveName,
    RunStatus,
    SeedRuns,
    TrialOutcome,
    TrialSpec,
    chapter_validation_step,
)

ROUND_S = "round_s"
"""User attribute of the first trial of a round: seconds from asking for it to the end of its
trainings, those of the whole round."""


def user_attributes(outcome: TrialOutcome, device: str, objective: ObjectiveName) -> dict[str, Any]:
    """Return the user attributes of a trial, plain JSON values; every RMSE is in USD.

    ``curve`` is a list of ``[step, train_rmse, val_rmse]``; ``train_rmse`` and ``val_rmse`` are
    its last, None where there is none. ``train_s`` is the time of the training in seconds.
    ``constant_objective`` is what the constant answer scores in the study's objective. ``engine``
    is the one that trained, empty where none did.

    Where a trial trained several times, there are also ``seeds``, ``seed_values``, what each of
    them scored in the objective, ``seed_spread``, the standard deviation of these, and
    ``typical_seed``, whose score is the closest to the trial's.
    """
    constant = outcome.constant
    last = outcome.curve[-1] if outcome.curve else None
    return {
        "status": outcome.status.value,
        "train_rmse": last.train_rmse if last else None,
        "val_rmse": last.val_rmse if last else None,
        "train_rmse_eval": outcome.train_rmse_eval,
        "chapter_objective": outcome.chapter_objective,
        "test_rmse": outcome.test_rmse,
        "val_rmse_all": outcome.val_rmse_all,
        "constant_objective": None if constant is None else constant.value(objective),
        "constant_rmse_all": None if constant is None else constant.rmse_all,
        "train_s": outcome.duration_s,
        "curve": [[point.step, point.train_rmse, point.val_rmse] for point in outcome.curve],
        "message": visible(outcome.message),
        "device": device,
        "engine": outcome.engine,
        **({} if outcome.seeds is None else _of_seeds(outcome, outcome.seeds, objective)),
    }


def _of_seeds(outcome: TrialOutcome, runs: SeedRuns, objective: ObjectiveName) -> dict[str, Any]:
    value = outcome.value(objective)
    return {
        "seeds": list(runs.seeds),
        "seed_values": list(runs.values(objective)),
        "seed_spread": runs.spread(objective),
        "typical_seed": None if value is None else runs.typical(objective, value),
    }


def intermediate_values(outcome: TrialOutcome) -> dict[int, float]:
    """Return ``train_rmse + val_rmse`` in USD by step, as Optuna's own plots expect them."""
    return {point.step: point.train_rmse + point.val_rmse for point in outcome.curve}


def objective_value(
    outcome: TrialOutcome, spec: TrialSpec, objective: ObjectiveName, *, as_printed: bool
) -> float | None:
    """Return the value that the study minimises, in USD; None fails the trial.

    As printed, a training that diverges only after the step which the chapter reads has a value,
    since the chapter never sees what comes later.
    """
    if as_printed and outcome.status is RunStatus.DIVERGED:
        return intermediate_values(outcome).get(chapter_validation_step(spec.max_batches))
    return outcome.value(objective)
