"""A whole study: 100 TPE trials into SQLite, the chapter's loop against ours."""

from __future__ import annotations

import dataclasses
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import optuna
from optuna.samplers import TPESampler

from dctaxi.bench.setting import sample_files
from dctaxi.data import SampleSource, load
from dctaxi.space import PRESETS
from dctaxi.storage import quiet_optuna
from dctaxi.study import StudyPlan, StudyReport, create_study, make_objective, run_study
from dctaxi.training import Engine, make_engine
from dctaxi.workspace import Workspace

TRIALS = 100
_SOURCE = SampleSource()
_WARM_UP_TRIALS = 2


@dataclass(frozen=True, slots=True)
class StudyResult:
    """Seconds of a study of ``trials`` trials, from an empty folder to the last trial stored.

    Imports are done and the kernel is compiled before. ``asked_s``, ``trained_s`` and
    ``stored_s`` are those of our rounds but the first.
    """

    trials: int
    chapter_s: float
    ours_s: float
    device: str
    round_size: int
    asked_s: float
    trained_s: float
    stored_s: float

    @property
    def ratio(self) -> float:
        """How many times faster ours is."""
        return self.chapter_s / self.ours_s

    def to_json(self) -> dict[str, Any]:
        """Return the times as plain JSON values."""
        return dataclasses.asdict(self) | {"ratio": self.ratio}


def measure_study(trials: int = TRIALS) -> StudyResult:
    """Run the same search twice on the sample data, each into a fresh SQLite file.

    The chapter's loop is Optuna's ``optimize`` with the chapter's sampler on the storage as it
    comes, each trial trained by Lightning on CSV files that kaen reads. Ours asks in rounds and
    trains them with the fused engine.
    """
    engine = make_engine("fused", device="cpu")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        # The first runs import what they need, and compile the kernel.
        _ours(root / "warm", _WARM_UP_TRIALS, engine)
        _chapters_loop(root / "warm", _WARM_UP_TRIALS)
        began = time.perf_counter()
        report = _ours(root / "ours", trials, engine)
        ours_s = time.perf_counter() - began
        chapter_s = _chapters_loop(root / "chapter", trials)
    return StudyResult(
        trials=trials,
        chapter_s=chapter_s,
        ours_s=ours_s,
        device=f"{report.device}, {os.cpu_count()} cores",
        round_size=report.round_size,
        asked_s=report.spent.ask_s,
        trained_s=report.spent.train_s,
        stored_s=report.spent.store_s,
    )


def study_text(result: StudyResult) -> str:
    """Return the times as a table."""
    rows = [
        ("the chapter's loop, one at a time", result.chapter_s, 1.0),
        (f"ours, rounds of {result.round_size}, fused", result.ours_s, result.ratio),
    ]
    lines = [f"{result.trials} TPE trials into SQLite on {result.device}"]
    lines += ["                                      seconds   ms a trial    ratio"]
    lines += [
        f"{name:36}  {seconds:8.2f}  {seconds / result.trials * 1000:11.1f}  {ratio:6.1f} x"
        for name, seconds, ratio in rows
    ]
    lines.append(
        f"ours, but the first round: asking {result.asked_s:.2f} s, training "
        f"{result.trained_s:.2f} s, storing {result.stored_s:.2f} s"
    )
    return "\n".join(lines)


def _ours(root: Path, trials: int, engine: Engine) -> StudyReport:
    workspace = Workspace(root, f"sqlite:///{root / 'studies.db'}")
    plan = StudyPlan("ours", PRESETS["chapter"].space, n_trials=trials, source=_SOURCE)
    create_study(plan, workspace)
    data = load(plan.source, plan.feature_set, workspace)
    return run_study("ours", workspace, engine=engine, data=data)


def _chapters_loop(root: Path, trials: int) -> float:
    """Run the plain script of the chapter; return its seconds."""
    with _workspace_in(root) as workspace, quiet_optuna():
        train, val = sample_files(_SOURCE, workspace)
        began = time.perf_counter()
        study = optuna.create_study(
            storage=f"sqlite:///{root / 'chapter.db'}",
            sampler=TPESampler(seed=42, multivariate=False, constant_liar=False),
        )
        study.optimize(make_objective(train, val), n_trials=trials)
        return time.perf_counter() - began


@contextmanager
def _workspace_in(root: Path) -> Iterator[Workspace]:
    """Make a folder the current workspace, where the chapter's ``build`` writes its logs."""
    root.mkdir(parents=True, exist_ok=True)
    before = os.environ.get("DCTAXI_HOME")
    os.environ["DCTAXI_HOME"] = str(root)
    try:
        yield Workspace(root, f"sqlite:///{root / 'studies.db'}")
    finally:
        if before is None:
            del os.environ["DCTAXI_HOME"]
        else:
            os.environ["DCTAXI_HOME"] = before
