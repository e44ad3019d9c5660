"""A kernel's results as outcomes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dctaxi.records import (
    CurvePoint,
    RunStatus,
    TrialOutcome,
    TrialSpec,
    diverged_outcome,
    finished_outcome,
    unfinished_outcome,
    validation_steps,
)
from dctaxi.training.fused.population import FINISHED, OUT_OF_MEMORY, Results
from dctaxi.training.judge import ConstantAnswer

STOPPED_MESSAGE = "stopped before the training was finished"
OUT_OF_MEMORY_MESSAGE = "The training ran out of memory; lower batch_size or num_hidden_neurons."


def stopped_outcome() -> TrialOutcome:
    """Return the outcome of a training that had not begun when it was stopped."""
    return unfinished_outcome(RunStatus.STOPPED, STOPPED_MESSAGE)


def outcomes_of(
    specs: list[TrialSpec],
    results: Results,
    durations_s: NDArray[np.float64],
    constant: ConstantAnswer,
    engine: str,
) -> list[TrialOutcome]:
    """Return the outcomes of the K members that the results are of, in their order.

    ``specs`` and ``durations_s`` are ``[K]``; ``constant`` is the constant answer on their data,
    ``engine`` the one that trained them.
    """
    curves = results.curve.tolist()
    starts = results.point.tolist()
    return [
        _outcome(spec, curves[start:end], final, ended, duration, constant, engine)
        for spec, start, end, final, ended, duration in zip(
            specs,
            starts,
            starts[1:],
            results.final.tolist(),
            results.ended.tolist(),
            durations_s.tolist(),
            strict=False,
        )
    ]


def _outcome(
    spec: TrialSpec,
    values: list[list[float]],
    final: list[float],
    ended: int,
    duration_s: float,
    constant: ConstantAnswer,
    engine: str,
) -> TrialOutcome:
    curve = tuple(
        CurvePoint(step, train_rmse, val_rmse)
        for step, (train_rmse, val_rmse) in zip(
            validation_steps(spec.max_batches), values, strict=False
        )
        if val_rmse == val_rmse  # NaN where the training was not validated
    )
    if ended == FINISHED:
        train_rmse_eval, test_rmse, val_rmse_all = final
        return finished_outcome(
            curve,
            max_batches=spec.max_batches,
            train_rmse_eval=train_rmse_eval,
            test_rmse=test_rmse if test_rmse == test_rmse else None,
            duration_s=duration_s,
            val_rmse_all=val_rmse_all,
            constant=constant.scores(spec),
            engine=engine,
        )
    if ended > 0:
        return diverged_outcome(
            curve,
            step=ended,
            duration_s=duration_s,
            constant=constant.scores(spec),
            engine=engine,
        )
    if ended == OUT_OF_MEMORY:
        return unfinished_outcome(RunStatus.FAILED, OUT_OF_MEMORY_MESSAGE)
    return unfinished_outcome(
        RunStatus.STOPPED, STOPPED_MESSAGE, curve=curve, duration_s=duration_s
    )
