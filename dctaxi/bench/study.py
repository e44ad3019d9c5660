"""Whole studies into SQLite, the chapter's loop against ours."""

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
from dctaxi.workspace import Workspace, database_url

CHAPTERS_TRIALS = 100
OUR_TRIALS = (100, 1_000, 10_000)
_SOURCE = SampleSource()
_WARM_UP_TRIALS = 12
"""Ten are drawn at random; with two more TPE has chosen too."""


@dataclass(frozen=True, slots=True)
class Ours:
    """One of our studies: seconds from an empty folder to the last trial stored.

    ``asked_s``, ``trained_s`` and ``stored_s`` are those of its rounds but the first. ``asker`` is
    whose implementation of TPE asked, in rounds of ``round_size``.
    """

    trials: int
    seconds: float
    asker: str
    round_size: int
    asked_s: float
    trained_s: float
    stored_s: float

    @property
    def each_s(self) -> float:
        """Seconds for each trial."""
        return self.seconds / self.trials


@dataclass(frozen=True, slots=True)
class StudyResult:
    """Seconds of the chapter's loop over so many trials, and of our studies.

    Imports are done and the kernel is compiled before.
    """

    chapter_trials: int
    chapter_s: float
    ours: tuple[Ours, ...]
    device: str

    def ratio(self, ours: Ours) -> float:
        """How many times faster a trial of ours is than one of the chapter's loop."""
        return self.chapter_s / self.chapter_trials / ours.each_s

    def to_json(self) -> dict[str, Any]:
        """Return the times as plain JSON values."""
        return dataclasses.asdict(self) | {
            "ours": [{**dataclasses.asdict(one), "ratio": self.ratio(one)} for one in self.ours]
        }


def measure_study(
    chapter_trials: int = CHAPTERS_TRIALS,
    our_trials: tuple[int, ...] = OUR_TRIALS,
) -> StudyResult:
    """Search the chapter's space on the sample data, each time into a fresh SQLite file.

    The chapter's loop is Optuna's ``optimize`` with the chapter's sampler on the storage as it
    comes, each trial trained by Lightning on CSV files that kaen reads. Ours asks in rounds and
    trains them with the fused engine.
    """
    engine = make_engine("fused", device="cpu")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        # The first runs import what they need, and compile the kernel.
        _chapters_loop(root / "warm", min(_WARM_UP_TRIALS, chapter_trials))
        _ours(root / "warm", _WARM_UP_TRIALS, engine)
        ours = tuple(_timed(root / f"ours-{trials}", trials, engine) for trials in our_trials)
        chapter_s = _chapters_loop(root / "chapter", chapter_trials)
    return StudyResult(
        chapter_trials=chapter_trials,
        chapter_s=chapter_s,
        ours=ours,
        device=f"{engine.device}, {os.cpu_count()} cores",
    )


def study_text(result: StudyResult) -> str:
    """Return the times as a table."""
    chapter = result.chapter_s, result.chapter_s / result.chapter_trials
    lines = [
        f"TPE trials into SQLite on {result.device}",
        "                                           seconds   ms a trial    ratio",
        _line(f"the chapter's loop, {result.chapter_trials:,} trials", *chapter, "1.0"),
    ]
    for one in result.ours:
        name = f"ours, {one.trials:,} in rounds of {one.round_size}, {one.asker}"
        lines.append(_line(name, one.seconds, one.each_s, f"{result.ratio(one):.1f}"))
        lines.append(
            f"  but the first round: asking {one.asked_s:.2f} s, training {one.trained_s:.2f} s, "
            f"storing {one.stored_s:.2f} s"
        )
    return "\n".join(lines)


def _line(name: str, seconds: float, each_s: float, ratio: str) -> str:
    return f"{name:41}  {seconds:8.2f}  {each_s * 1000:11.2f}  {ratio:>6} x"


def _timed(root: Path, trials: int, engine: Engine) -> Ours:
    began = time.perf_counter()
    report = _ours(root, trials, engine)
    return Ours(
        trials=trials,
        seconds=time.perf_counter() - began,
        asker=report.plan.asked_by,
        round_size=report.round_size,
        asked_s=sum(spent.ask_s for spent in report.spent),
        trained_s=sum(spent.train_s for spent in report.spent),
        stored_s=sum(spent.store_s for spent in report.spent),
    )


def _workspace_at(root: Path) -> Workspace:
    return Workspace(root, database_url(root / "studies.db"))


def _ours(root: Path, trials: int, engine: Engine) -> StudyReport:
    workspace = _workspace_at(root)
    chapter = PRESETS["chapter"]
    plan = StudyPlan(
        "ours", chapter.space, n_trials=trials, source=_SOURCE, feature_set=chapter.feature_set
    )
    create_study(plan, workspace)
    data = load(plan.source, plan.feature_set, workspace)
    return run_study("ours", workspace, engine=engine, data=data)


def _chapters_loop(root: Path, trials: int) -> float:
    """Run the plain script of the chapter; return its seconds."""
    with _workspace_in(root) as workspace, quiet_optuna():
        train_glob, val_glob = sample_files(_SOURCE, workspace)
        began = time.perf_counter()
        study = optuna.create_study(
            storage=database_url(root / "chapter.db"),
            sampler=TPESampler(seed=42, multivariate=False, constant_liar=False),
        )
        study.optimize(make_objective(train_glob, val_glob), n_trials=trials)
        return time.perf_counter() - began


@contextmanager
def _workspace_in(root: Path) -> Iterator[Workspace]:
    """Make a folder the current workspace, where the chapter's ``build`` writes its logs."""
    root.mkdir(parents=True, exist_ok=True)
    before = os.environ.get("DCTAXI_HOME")
    os.environ["DCTAXI_HOME"] = str(root)
    try:
        yield _workspace_at(root)
    finally:
        if before is None:
            del os.environ["DCTAXI_HOME"]
        else:
            os.environ["DCTAXI_HOME"] = before
