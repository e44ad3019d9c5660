"""What an empty workspace's two buttons find, and what is said of it: real trainings."""

from typing import Any

import pytest

from dctaxi.analysis.importance import importances
from dctaxi.analysis.reading import headline_of, moving_constant, parameters_of, read_trials
from dctaxi.analysis.studies import standing_sentences
from dctaxi.data import SampleSource
from dctaxi.space import PRESETS
from dctaxi.study import Standing, StudyPlan, StudyReport, create_study, run_study, standing
from dctaxi.workspace import Workspace

pytestmark = pytest.mark.usefixtures("compiled")


def run(preset: str, workspace: Workspace, **changes: Any) -> StudyReport:
    chosen = PRESETS[preset]
    plan = StudyPlan(
        preset, chosen.space, objective=chosen.objective, feature_set=chosen.feature_set,
        device="cpu", **changes,
    )  # fmt: skip
    create_study(plan, workspace)
    return run_study(preset, workspace)


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    return Workspace(tmp_path, f"sqlite:///{tmp_path / 'studies.db'}")


def test_the_chapters_study_does_not_beat_the_mean_and_says_so_first(workspace: Workspace) -> None:
    report = run("chapter", workspace)
    trials = read_trials(workspace, "chapter")
    best = headline_of(trials, "train_val_rmse")
    assert best is not None
    assert best.gain is not None
    assert abs(best.gain) < 0.2  # 1.6 USD against a median over the space; next to nothing here
    moving = moving_constant(trials)
    assert moving is not None
    assert moving.outweighs
    # On the validation rows that all share, hardly any network beats the mean by five cents.
    better = trials["val_rmse_all"] < trials["constant_rmse_all"] - 0.05
    assert better.mean() < 0.05
    assert report.judgement is not None
    found = report.judgement.errors
    assert standing(found.baseline("mean").gap, found.n_rows) is not Standing.BEATS
    first = standing_sentences(report.judgement, report.plan)[0]
    assert "the mean fare" in first
    assert first.endswith("not a model to use yet.")


def test_the_first_study_finds_something(workspace: Workspace) -> None:
    report = run("first", workspace, sampler="random", source=SampleSource(60_000))
    trials = read_trials(workspace, "first")
    assert report.best_value is not None
    moving = moving_constant(trials)
    assert moving is not None
    assert not moving.moves
    assert report.judgement is not None
    found = report.judgement.errors
    assert standing(found.baseline("mean").gap, found.n_rows) is Standing.BEATS
    assert standing(found.baseline("line").gap, found.n_rows) is Standing.BEATS
    shown = importances(trials, parameters_of(report.plan.space))
    assert "lr" in {one.name for one in shown.parameters if one.verdict == "above"}
