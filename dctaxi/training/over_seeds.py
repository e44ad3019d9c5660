"""A configuration trained with several seeds counts as one training: every number of it is the
median, or the mean, over them.

A training that diverged counts as infinitely bad. So a median is there for as long as more than
half of the seeds finish, and a mean only where all do: no configuration gains by diverging now and
then.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from dctaxi.hyperparameters import DEFAULTS
from dctaxi.records import (
    ConstantScores,
    CurvePoint,
    ObjectiveName,
    OnProgress,
    OverSeeds,
    Progress,
    RunStatus,
    SeedRuns,
    ShouldStop,
    TrialOutcome,
    TrialSpec,
    never_stop,
    unfinished_outcome,
)
from dctaxi.training.engine import Engine, EngineId, ignore_progress

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.data import TaxiData
    from dctaxi.training.trained_network import TrainedNetwork

MAX_SEEDS_PER_TRIAL: Final = 64

_SEEDS: Final = 2**31 - 1
_NUMBERS = ("objective", "chapter_objective", "train_rmse_eval", "test_rmse", "val_rmse_all")
_OF_CONSTANT = tuple(field.name for field in dataclasses.fields(ConstantScores))


def seeds_of(spec: TrialSpec, count: int) -> tuple[int, ...]:
    """Return the seeds that a configuration is trained with.

    They follow from all of its hyperparameters, the spec's own seed among them, so a configuration
    has the same ones wherever it is trained, and two configurations have different ones. Fewer are
    the first of more.
    """
    fields = dataclasses.asdict(spec)
    decisive = {k: v for k, v in fields.items() if k not in DEFAULTS or v != DEFAULTS[k]}
    digest = hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).digest()
    words = np.random.SeedSequence(int.from_bytes(digest[:16], "big")).generate_state(2 * count)
    return tuple(dict.fromkeys(int(word) % _SEEDS for word in words))[:count]


def over_seeds(engine: Engine, count: int, over: OverSeeds, objective: ObjectiveName) -> Engine:
    """Return an engine that trains every configuration so often; for one seed it is the same."""
    return engine if count == 1 else _EngineOverSeeds(engine, count, over, objective)


class _EngineOverSeeds:
    """An engine whose every training is several of another engine's.

    Progress counts configurations. The network of one is that whose score in ``objective`` is the
    closest to the configuration's.
    """

    def __init__(
        self, engine: Engine, count: int, over: OverSeeds, objective: ObjectiveName
    ) -> None:
        self._engine, self._count = engine, count
        self._over: OverSeeds = over
        self._objective: ObjectiveName = objective

    @property
    def id(self) -> EngineId:
        """Name of the engine that trains."""
        return self._engine.id

    @property
    def device(self) -> str:
        """Where it trains."""
        return self._engine.device

    def run(
        self,
        specs: Sequence[TrialSpec],
        data: TaxiData,
        *,
        on_progress: OnProgress = ignore_progress,
        should_stop: ShouldStop = never_stop,
    ) -> tuple[TrialOutcome, ...]:
        """Train every spec with each of its seeds; return one outcome for each spec."""
        count = self._count
        seeds = [seeds_of(spec, count) for spec in specs]
        outcomes = self._engine.run(
            [
                dataclasses.replace(spec, seed=seed)
                for spec, own in zip(specs, seeds, strict=True)
                for seed in own
            ],
            data,
            on_progress=lambda now: on_progress(
                Progress(now.done // count, len(specs), now.latest)
            ),
            should_stop=should_stop,
        )
        return tuple(
            together(own, outcomes[count * place : count * (place + 1)], self._over)
            for place, own in enumerate(seeds)
        )

    def network(self, spec: TrialSpec, data: TaxiData) -> TrainedNetwork | None:
        """Train a spec as :meth:`run` does; return the network that stands for it."""
        outcome = self.run([spec], data)[0]
        value = outcome.value(self._objective)
        if value is None or outcome.seeds is None:
            return None
        seed = outcome.seeds.typical(self._objective, value)
        return None if seed is None else self._engine.network(
            dataclasses.replace(spec, seed=seed), data
        )  # fmt: skip


def together(
    seeds: Sequence[int], outcomes: Sequence[TrialOutcome], over: OverSeeds
) -> TrialOutcome:
    """Return what came of one configuration, trained with several seeds.

    Points of the curve are taken together step by step. It was stopped if any of its trainings was,
    and failed if any could not run.
    """
    duration_s = sum(outcome.duration_s for outcome in outcomes)
    runs = SeedRuns(tuple(seeds), tuple(outcomes))
    for outcome, seed in zip(outcomes, seeds, strict=True):
        if outcome.status is RunStatus.STOPPED:
            return unfinished_outcome(RunStatus.STOPPED, outcome.message, duration_s=duration_s)
        if outcome.status is RunStatus.FAILED:
            message = f"seed {seed}: {outcome.message}"
            return unfinished_outcome(RunStatus.FAILED, message, duration_s=duration_s)
    longest = max(outcomes, key=lambda outcome: len(outcome.curve)).curve
    rows = np.array([_row(outcome, len(longest)) for outcome in outcomes])
    found = _taken(rows, over)
    numbers = dict(zip(_NUMBERS, found, strict=False))
    constant = found[len(_NUMBERS) : len(_NUMBERS) + len(_OF_CONSTANT)]
    points = found[len(_NUMBERS) + len(_OF_CONSTANT) :]
    finished = numbers["objective"] is not None
    diverged = [o.diverged_at for o in outcomes if o.diverged_at is not None]
    return TrialOutcome(
        status=RunStatus.FINISHED if finished else RunStatus.DIVERGED,
        **(numbers if finished else dict.fromkeys(_NUMBERS)),
        curve=tuple(
            CurvePoint(point.step, train_rmse, val_rmse)
            for point, train_rmse, val_rmse in zip(longest, points[::2], points[1::2], strict=True)
            if train_rmse is not None and val_rmse is not None
        ),
        message=f"{len(diverged)} of {len(outcomes)} seeds diverged" if diverged else "",
        duration_s=duration_s,
        diverged_at=min(diverged, default=None),
        constant=None
        if (whole := tuple(one for one in constant if one is not None)) != constant
        else ConstantScores(*whole),
        seeds=runs,
        engine=outcomes[0].engine,
    )


def _row(outcome: TrialOutcome, points: int) -> list[float]:
    """Return every number of an outcome; infinite where it has none."""
    constant = outcome.constant
    scores = [getattr(outcome, name) for name in _NUMBERS]
    scores += [None if constant is None else getattr(constant, name) for name in _OF_CONSTANT]
    curve = [rmse for point in outcome.curve for rmse in (point.train_rmse, point.val_rmse)]
    curve += [np.inf] * (2 * points - len(curve))
    return [np.inf if score is None else score for score in scores] + curve


def _taken(rows: NDArray[np.float64], over: OverSeeds) -> tuple[float | None, ...]:
    """Return the median or mean of each column ``[numbers]``, None where it is not finite."""
    if over == "mean":
        taken = rows.mean(axis=0)
    else:
        ordered = np.sort(rows, axis=0)
        taken = (ordered[(len(rows) - 1) // 2] + ordered[len(rows) // 2]) / 2
    return tuple(value if np.isfinite(value) else None for value in taken.tolist())
