"""An engine whose outcomes are a function of the spec, so that studies can be tested quickly."""

import math
from collections.abc import Callable, Sequence

from dctaxi.records import (
    CurvePoint,
    Progress,
    RunStatus,
    TrialOutcome,
    TrialSpec,
    diverged_outcome,
    finished_outcome,
    unfinished_outcome,
    validation_steps,
)
from dctaxi.training.engine import EngineId, ignore_progress, never_stop


def score(spec: TrialSpec, step: int) -> float:
    """A smooth bowl with a little noise from the seed; it falls with the steps."""
    bowl = math.log(spec.lr / 0.03) ** 2 + (spec.batch_size - 40) ** 2 / 400
    return 2 + bowl + (spec.seed % 97) / 970 + 1 / step


def finished(spec: TrialSpec) -> TrialOutcome:
    curve = tuple(
        CurvePoint(step, score(spec, step) / 3, 2 * score(spec, step) / 3)
        for step in validation_steps(spec.max_batches)
    )
    return finished_outcome(
        curve,
        max_batches=spec.max_batches,
        train_rmse_eval=score(spec, spec.max_batches),
        test_rmse=None,
        duration_s=0.001,
    )


class FakeEngine:
    """Answers at once; ``before_each`` is called before every training with its number, from 0.

    Specs for which ``diverges`` is true diverge at step 20.
    """

    device = "fake device"

    def __init__(
        self,
        engine_id: EngineId = "fused",
        *,
        before_each: Callable[[int], None] = lambda _number: None,
        diverges: Callable[[TrialSpec], bool] = lambda _spec: False,
    ) -> None:
        self.id: EngineId = engine_id
        self.trained = 0
        self.round_sizes: list[int] = []
        self._before_each = before_each
        self._diverges = diverges

    def run(
        self, specs: Sequence[TrialSpec], _data, *, on_progress=ignore_progress,
        should_stop=never_stop,
    ) -> tuple[TrialOutcome, ...]:  # fmt: skip
        self.round_sizes.append(len(specs))
        outcomes = []
        for spec in specs:
            if should_stop():
                outcomes.append(unfinished_outcome(RunStatus.STOPPED, "stopped"))
                continue
            self._before_each(self.trained)
            self.trained += 1
            outcome = (
                diverged_outcome((), step=20, duration_s=0.001)
                if self._diverges(spec)
                else finished(spec)
            )
            outcomes.append(outcome)
            on_progress(Progress(len(outcomes), len(specs), outcome))
        return tuple(outcomes)
