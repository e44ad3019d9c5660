"""The frozen words that travel between modules and threads."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Literal

from dctaxi.hyperparameters import DEFAULTS

OptimizerName = Literal["Adam", "SGD"]
"""``Adam`` means AdamW with its default betas and eps, as in the chapter."""

ObjectiveName = Literal["train_val_rmse", "val_rmse", "chapter_objective", "val_rmse_all"]
"""Which number of an outcome a study minimises, in USD."""

OverSeeds = Literal["median", "mean"]
"""What of several trainings of one configuration is the value of its trial."""

FitRows = Literal["train", "train+val"]
"""The rows that a model is trained on: the training rows, or the validation rows among them."""

VALIDATION_INTERVAL = 20
"""The chapter validates every ``min(20, max_batches)`` training steps."""

BATCH_NORM_EPS = 1e-5
"""Added to variances: the default ``eps`` of ``torch.nn.BatchNorm1d``."""


class RunStatus(StrEnum):
    """How one training ended."""

    FINISHED = "finished"
    DIVERGED = "diverged"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class TrialSpec:
    """One training to do: the chapter's hyperparameters and nothing else.

    The number of features is not among them, since it is a fact of the data.
    ``num_hidden_neurons`` has one entry per hidden layer; ``lr`` is the learning rate;
    ``batch_size`` counts rows; ``max_batches`` counts training steps; ``weight_decay`` is AdamW's
    and ``momentum`` SGD's, each at its default beside the other; ``gradient_clip_val`` is the
    largest norm of all gradients together, 0 for no limit.
    """

    seed: int
    num_hidden_neurons: tuple[int, ...]
    batch_norm_linear_layers: bool
    optimizer: OptimizerName
    lr: float
    batch_size: int
    max_batches: int
    weight_decay: float = float(DEFAULTS["weight_decay"])
    gradient_clip_val: float = float(DEFAULTS["gradient_clip_val"])
    momentum: float = float(DEFAULTS["momentum"])


def validation_steps(max_batches: int) -> Iterator[int]:
    """Give the 1-based steps after which a training is validated; the last step always is."""
    return chain(range(VALIDATION_INTERVAL, max_batches, VALIDATION_INTERVAL), (max_batches,))


def chapter_validation_step(max_batches: int) -> int:
    """Return the step whose validation the chapter reports: the last multiple of its interval."""
    interval = min(VALIDATION_INTERVAL, max_batches)
    return max_batches - max_batches % interval


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """One validation: RMSE in USD of the step's training batch before its update, and after it
    of the validation batch in eval mode. ``step`` counts from 1.
    """

    step: int
    train_rmse: float
    val_rmse: float


@dataclass(frozen=True, slots=True)
class ConstantScores:
    """What always answering the training mean scores on the rows of one training, in USD.

    ``train_rmse`` is its RMSE on the last training batch, ``chapter_train_rmse`` on that of the
    step which the chapter reads, ``val_rmse`` on the validation batch, ``rmse_all`` on the
    validation rows that all trainings share.
    """

    train_rmse: float
    chapter_train_rmse: float
    val_rmse: float
    rmse_all: float

    def value(self, objective: ObjectiveName) -> float:
        """Return what the constant answer scores in an objective."""
        if objective == "val_rmse":
            return self.val_rmse
        if objective == "val_rmse_all":
            return self.rmse_all
        own = self.train_rmse if objective == "train_val_rmse" else self.chapter_train_rmse
        return own + self.val_rmse


@dataclass(frozen=True, slots=True)
class TrialOutcome:
    """What came of one training. Every RMSE is in USD; numbers are None where there are none.

    ``objective`` is the chapter's ``train_val_rmse`` measured after the last step;
    ``chapter_objective`` is the same sum at the step that the chapter reads;
    ``train_rmse_eval`` is the RMSE of the last training batch after training, in eval mode;
    ``test_rmse`` that of the first batch of the test set, when there is one; ``val_rmse_all``
    that of the validation rows on which all trainings are judged (``training.judge``).
    ``constant`` is what the constant answer scores on this training's rows.
    ``diverged_at`` is the 1-based step at which a number stopped being finite. ``seeds`` are the
    trainings that this is made of, where they are several (``training.over_seeds``). ``engine`` is
    the one that trained, empty where none did.
    """

    status: RunStatus
    objective: float | None
    chapter_objective: float | None
    train_rmse_eval: float | None
    test_rmse: float | None
    curve: tuple[CurvePoint, ...]
    message: str
    duration_s: float
    diverged_at: int | None = None
    val_rmse_all: float | None = None
    constant: ConstantScores | None = None
    seeds: SeedRuns | None = None
    engine: str = ""

    def value(self, objective: ObjectiveName) -> float | None:
        """Return the number that a study with this objective minimises, None unless finished."""
        if self.status is not RunStatus.FINISHED:
            return None
        if objective == "val_rmse":
            return self.curve[-1].val_rmse
        if objective == "val_rmse_all":
            return self.val_rmse_all
        return self.objective if objective == "train_val_rmse" else self.chapter_objective


@dataclass(frozen=True, slots=True)
class SeedRuns:
    """One configuration trained with several seeds: what came of each, in the order of seeds."""

    seeds: tuple[int, ...]
    outcomes: tuple[TrialOutcome, ...]

    def values(self, objective: ObjectiveName) -> tuple[float | None, ...]:
        """Return what each scored, in USD; None where it did not finish."""
        return tuple(outcome.value(objective) for outcome in self.outcomes)

    def spread(self, objective: ObjectiveName) -> float | None:
        """Return the standard deviation over those that finished, None where they are not two."""
        found = [value for value in self.values(objective) if value is not None]
        return statistics.stdev(found) if len(found) > 1 else None

    def typical(self, objective: ObjectiveName, value: float) -> int | None:
        """Return the seed that scored closest to a value, of equal ones the earlier."""
        found = zip(self.values(objective), self.seeds, strict=True)
        away = [(abs(one - value), seed) for one, seed in found if one is not None]
        return min(away, key=lambda pair: pair[0])[1] if away else None


def finished_outcome(
    curve: tuple[CurvePoint, ...],
    *,
    max_batches: int,
    train_rmse_eval: float,
    test_rmse: float | None,
    duration_s: float,
    val_rmse_all: float | None = None,
    constant: ConstantScores | None = None,
    engine: str = "",
) -> TrialOutcome:
    """Make the outcome of a training that ran to its end; it diverged if a number is not finite."""
    by_step = {point.step: point.train_rmse + point.val_rmse for point in curve}
    objective = by_step[max_batches]
    if not (math.isfinite(objective) and math.isfinite(train_rmse_eval)):
        return diverged_outcome(
            curve, step=max_batches, duration_s=duration_s, constant=constant, engine=engine
        )
    judged = val_rmse_all is not None and math.isfinite(val_rmse_all)
    return TrialOutcome(
        status=RunStatus.FINISHED,
        objective=objective,
        chapter_objective=by_step[chapter_validation_step(max_batches)],
        train_rmse_eval=train_rmse_eval,
        test_rmse=test_rmse,
        curve=curve,
        message="",
        duration_s=duration_s,
        val_rmse_all=val_rmse_all if judged else None,
        constant=constant,
        engine=engine,
    )


def diverged_outcome(
    curve: tuple[CurvePoint, ...],
    *,
    step: int,
    duration_s: float,
    constant: ConstantScores | None = None,
    engine: str = "",
) -> TrialOutcome:
    """Make the outcome of a training whose loss or predictions stopped being finite at a step."""
    return TrialOutcome(
        status=RunStatus.DIVERGED,
        objective=None,
        chapter_objective=None,
        train_rmse_eval=None,
        test_rmse=None,
        curve=tuple(p for p in curve if math.isfinite(p.train_rmse + p.val_rmse)),
        message=f"diverged at step {step}",
        duration_s=duration_s,
        diverged_at=step,
        constant=constant,
        engine=engine,
    )


def unfinished_outcome(
    status: Literal[RunStatus.STOPPED, RunStatus.FAILED],
    message: str,
    *,
    curve: tuple[CurvePoint, ...] = (),
    duration_s: float = 0.0,
) -> TrialOutcome:
    """Make the outcome of a training that was stopped or could not run, with the reason."""
    return TrialOutcome(status, None, None, None, None, curve, message, duration_s)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a call of an engine has come: trainings ended, of how many, and the newest one."""

    done: int
    total: int
    latest: TrialOutcome | None = None


OnProgress = Callable[[Progress], None]
ShouldStop = Callable[[], bool]


def never_stop() -> bool:
    """Return False: the default for work that nobody stops."""
    return False
