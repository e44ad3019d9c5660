"""How fast this machine is, as measured, and how long a study will take by that."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any

import msgspec

from dctaxi.samplers import SAMPLERS
from dctaxi.space import SearchSpace, draw
from dctaxi.study import StudyPlan, StudyReport
from dctaxi.training import Engine
from dctaxi.whole_file import replaced_as_a_whole
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from dctaxi.data import TaxiData

_MIN_TRIALS = 3
"""Fewer say little: the first trainings of a process are slow."""

_CALIBRATION_TRIALS = {"lightning": 4, "fused": 256}

_STORE_S = 0.0015
"""Seconds to store a trial, until a run has measured it: docs/decisions/storage.md."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """How long a study will take: ``seconds`` is None when nobody can know, the sentence why."""

    seconds: float | None
    sentence: str


@dataclass(frozen=True, slots=True)
class _Speeds:
    """Seconds per training step by engine, per asked trial by sampler, per stored trial."""

    step_s: Mapping[str, float] = field(default_factory=dict)
    ask_s: Mapping[str, float] = field(default_factory=dict)
    store_s: float | None = None
    measured_on: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "version": 1,
            "step_s": dict(self.step_s),
            "ask_s": dict(self.ask_s),
            "store_s": self.store_s,
            "measured_on": self.measured_on,
        }


def record(report: StudyReport, workspace: Workspace) -> None:
    """Keep what a run of a study measured, for later estimates."""
    spent, plan = report.spent, report.plan
    if spent.trials < _MIN_TRIALS or spent.steps == 0:
        return
    before = _read(workspace)
    _write(
        _Speeds(
            step_s={**before.step_s, _trainer(plan): spent.train_s / spent.steps},
            ask_s={**before.ask_s, plan.sampler: spent.ask_s / spent.trials},
            store_s=spent.store_s / spent.trials,
            measured_on=_today(),
        ),
        workspace,
    )


def calibrate(plan: StudyPlan, engine: Engine, data: TaxiData, workspace: Workspace) -> float:
    """Train a few configurations of the plan's space and keep how long a step takes.

    Returns seconds per trial. The engine is warmed up first, which may compile it.
    """
    specs = [
        plan.space.spec_of(params)
        for params in draw(plan.space, _CALIBRATION_TRIALS[engine.id], plan.sampler_seed)
    ]
    engine.run(specs[:1], data)
    began = time.perf_counter()
    engine.run(specs, data)
    seconds = time.perf_counter() - began
    before = _read(workspace)
    step_s = seconds / sum(spec.max_batches for spec in specs)
    _write(
        _Speeds(
            step_s={**before.step_s, _trainer(plan): step_s},
            ask_s=before.ask_s,
            store_s=before.store_s,
            measured_on=_today(),
        ),
        workspace,
    )
    return seconds / len(specs)


def estimate(plan: StudyPlan, workspace: Workspace) -> Estimate:
    """Return how long the plan will take on this machine: sampling, training and storing.

    The time of a training grows with its steps; the first use of an engine takes some seconds
    more, which are not in the estimate.
    """
    speeds = _read(workspace)
    step_s = speeds.step_s.get(_trainer(plan))
    if plan.n_trials is None:
        return Estimate(plan.timeout_s, f"{_duration(plan.timeout_s or 0.0)}, the time limit.")
    if step_s is None:
        limit = "" if plan.timeout_s is None else f", at most {_duration(plan.timeout_s)}"
        return Estimate(
            plan.timeout_s,
            f"Unknown{limit}: nothing has trained with this engine on this machine yet.",
        )
    trial_s = (
        step_s * mean_steps(plan.space)
        + speeds.ask_s.get(plan.sampler, SAMPLERS[plan.sampler].ask_s)
        + (_STORE_S if speeds.store_s is None else speeds.store_s)
    )
    seconds = trial_s * plan.n_trials
    measured = f"by what was measured on this machine on {speeds.measured_on}"
    if plan.timeout_s is not None and plan.timeout_s < seconds:
        trials = max(1, round(plan.timeout_s / trial_s))
        return Estimate(
            plan.timeout_s,
            f"{_duration(plan.timeout_s)}, the time limit: room for about {trials:,} of "
            f"{plan.n_trials:,} trials, {measured}.",
        )
    rate = f"{_duration(trial_s)} a trial"
    return Estimate(seconds, f"About {_duration(seconds)}: {rate}, {measured}.")


def measured_speed(plan: StudyPlan, workspace: Workspace) -> float | None:
    """Return the measured seconds of one training of the plan's space; None if there are none."""
    step_s = _read(workspace).step_s.get(_trainer(plan))
    return None if step_s is None else step_s * mean_steps(plan.space)


def _trainer(plan: StudyPlan) -> str:
    return f"{plan.engine}/{plan.device}/{plan.loader}"


def mean_steps(space: SearchSpace) -> float:
    """Return the mean number of training steps of configurations drawn from a space."""
    return fmean(space.spec_of(params).max_batches for params in draw(space, 256, seed=0))


def _path(workspace: Workspace) -> Path:
    return workspace.root / "speed.json"


def _read(workspace: Workspace) -> _Speeds:
    """Return what was measured; nothing where the file is missing or not ours."""
    try:
        return msgspec.json.decode(_path(workspace).read_bytes(), type=_Speeds)
    except (OSError, msgspec.DecodeError):
        return _Speeds()


def _write(speeds: _Speeds, workspace: Workspace) -> None:
    path = _path(workspace)
    # The studies may lie elsewhere and be complete: a measurement that cannot be kept fails none.
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with replaced_as_a_whole(path) as part:
            part.write_text(json.dumps(speeds.to_json(), indent=1), encoding="utf-8")


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _duration(seconds: float) -> str:
    if seconds < 1:
        return f"{seconds * 1000:.2g} ms" if seconds < 0.0995 else f"{seconds * 1000:.0f} ms"
    if seconds < 120:
        return f"{seconds:.2g} s" if seconds < 10 else f"{seconds:.0f} s"
    if seconds < 7200:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
