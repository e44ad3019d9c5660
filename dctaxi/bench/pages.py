"""What the trials page costs on the server: reading a study and building its three plots."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dctaxi.analysis.frames import read_trials_and_parameters, study_version
from dctaxi.analysis.importances import importances
from dctaxi.plots.contour import DEFAULT_PAIR, contour_data, contour_figure
from dctaxi.plots.importances import importances_data, importances_figure
from dctaxi.plots.parallel import parallel_data, parallel_figure
from dctaxi.search.draw import draw
from dctaxi.search.presets import PRESETS
from dctaxi.search.storage import quiet_optuna, writing
from dctaxi.search.trial_writer import trial_writer
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd
    from optuna.trial import FrozenTrial

    from dctaxi.analysis.parameters import Parameter

SIZES = (100, 1_000, 2_000, 10_000)
"""Numbers of trials that are measured."""

_NAME = "bench"
_DIVERGED_EVERY = 20
_IMPORTED_ON_USE = ("optuna.importance", "plotly.basedatatypes")
"""Modules that the first page of a process waits for; two seconds, mostly for scikit-learn."""


@dataclass(frozen=True, slots=True)
class PageTimes:
    """Seconds of one page of ``trials`` trials; ``figures_bytes`` is what the browser is sent."""

    trials: int
    version_s: float
    read_s: float
    figures_s: float
    figures_bytes: int

    @property
    def total_s(self) -> float:
        """Reading and building together."""
        return self.read_s + self.figures_s


@dataclass(frozen=True, slots=True)
class PagesResult:
    """The first page of every size after all imports, and the same page once more."""

    first: tuple[PageTimes, ...]
    again: tuple[PageTimes, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the times as plain JSON values."""
        return {
            "first": [asdict(times) | {"total_s": times.total_s} for times in self.first],
            "again": [asdict(times) | {"total_s": times.total_s} for times in self.again],
        }


def measure_pages(sizes: Sequence[int] = SIZES) -> PagesResult:
    """Write studies of the chapter's space with made-up results and measure their pages."""
    for module in _IMPORTED_ON_USE:
        import_module(module)
    first, again = [], []
    for trials in sizes:
        with tempfile.TemporaryDirectory() as folder:
            workspace = Workspace(Path(folder), f"sqlite:///{folder}/studies.db")
            write_made_up_study(workspace, trials)
            first.append(_measure(workspace, trials))
            again.append(_measure(workspace, trials))
    return PagesResult(tuple(first), tuple(again))


def pages_text(result: PagesResult) -> str:
    """Return the times as a table."""
    lines = ["trials   read s   three plots s   together s   once more s   sent kB"]
    lines += [
        f"{one.trials:6,}   {one.read_s:6.3f}   {one.figures_s:13.3f}   {one.total_s:10.3f}   "
        f"{two.total_s:11.3f}   {one.figures_bytes / 1000:7,.0f}"
        for one, two in zip(result.first, result.again, strict=True)
    ]
    return "\n".join(lines)


def write_made_up_study(workspace: Workspace, trials: int) -> None:
    """Write a study whose objectives are made up: only reading and drawing are measured."""
    import optuna

    with writing(workspace.storage_url) as storage, quiet_optuna():
        study = optuna.create_study(study_name=_NAME, storage=storage)
        trial_writer(storage, study._study_id).write(_made_up_trials(trials), {})


def _made_up_trials(trials: int) -> list[FrozenTrial]:
    from optuna.trial import TrialState, create_trial

    space = PRESETS["chapter"].space
    distributions = space.distributions()
    objectives = np.random.default_rng(0).lognormal(2.5, 0.6, trials)
    made = []
    for number, (params, value) in enumerate(
        zip(draw(space, trials, seed=0), objectives.tolist(), strict=True)
    ):
        diverged = number % _DIVERGED_EVERY == _DIVERGED_EVERY - 1
        made.append(
            create_trial(
                state=TrialState.FAIL if diverged else TrialState.COMPLETE,
                value=None if diverged else value,
                params=dict(params),
                distributions={name: distributions[name] for name in params},
                user_attrs={
                    "status": "diverged" if diverged else "finished",
                    "train_rmse": 0.4 * value,
                    "val_rmse": 0.6 * value,
                    "train_rmse_eval": 0.45 * value,
                    "chapter_objective": 1.1 * value,
                    "test_rmse": None,
                    "train_s": 0.1,
                    "curve": [[20, 0.8 * value, value], [40, 0.4 * value, 0.6 * value]],
                    "message": "diverged at step 3" if diverged else "",
                    "device": "cpu",
                },
            )
        )
    return made


def _measure(workspace: Workspace, trials: int) -> PageTimes:
    start = time.perf_counter()
    study_version(workspace, _NAME)
    versioned = time.perf_counter()
    frame, parameters = read_trials_and_parameters(workspace, _NAME)
    read = time.perf_counter()
    sent = _three_plots(frame, parameters)
    drawn = time.perf_counter()
    return PageTimes(trials, versioned - start, read - versioned, drawn - read, sent)


def _three_plots(frame: pd.DataFrame, parameters: Sequence[Parameter]) -> int:
    """Build the three plots as JSON and return how many bytes they are."""
    by_name = {parameter.name: parameter for parameter in parameters}
    x, y = (by_name[name] for name in DEFAULT_PAIR)
    figures = (
        importances_figure(importances_data(importances(frame, parameters)), template="light"),
        parallel_figure(parallel_data(frame, parameters), template="light"),
        contour_figure(contour_data(frame, x, y), template="light"),
    )
    return sum(len(figure.to_json()) for figure in figures)
