import gc

import optuna
import pytest

from dctaxi.study import run
from dctaxi.study.catalog import find_study
from dctaxi.study.lifecycle import create_study, run_study
from dctaxi.study.state import StudyState
from tests.fake_engine import FakeEngine, finished
from tests.studies import SPACE, plan_of, trials_of


def test_runs_all_trials_of_the_plan_and_stores_them(workspace):
    create_study(plan_of(), workspace)

    report = run_study("study", workspace, engine=FakeEngine())

    trials = trials_of(workspace)
    assert [t.number for t in trials] == list(range(30))
    best = min(trials, key=lambda t: t.value)
    assert (report.done, report.failed, report.new) == (30, 0, 30)
    assert (report.best_value, report.best_number) == (best.value, best.number)
    assert report.best_params == best.params
    assert report.device == "fake device"


def test_stores_what_the_training_gave(workspace):
    create_study(plan_of(n_trials=1), workspace)
    run_study("study", workspace, engine=FakeEngine())

    trial = trials_of(workspace)[0]
    outcome = finished(SPACE.spec_of(trial.params))
    points = [[p.step, p.train_rmse, p.val_rmse] for p in outcome.curve]
    assert trial.value == outcome.objective
    assert trial.intermediate_values == {step: train + val for step, train, val in points}
    assert 0 < trial.user_attrs.pop("round_s") < 60
    assert trial.user_attrs == {
        "status": "finished",
        "train_rmse": points[-1][1],
        "val_rmse": points[-1][2],
        "train_rmse_eval": outcome.train_rmse_eval,
        "chapter_objective": outcome.chapter_objective,
        "test_rmse": None,
        "val_rmse_all": outcome.val_rmse_all,
        "constant_objective": outcome.constant.value("train_val_rmse"),
        "constant_rmse_all": outcome.constant.rmse_all,
        "train_s": 0.001,
        "curve": points,
        "message": "",
        "device": "fake device",
        "engine": "fused",
    }


def test_tells_the_device_that_took_over_from_one_that_failed(workspace):
    create_study(plan_of(n_trials=4, round_size=2), workspace)
    engine = FakeEngine(before_each=lambda n: n == 2 and setattr(engine, "device", "another"))
    assert run_study("study", workspace, engine=engine).device == "another"
    assert find_study("study", workspace).user_attrs["dctaxi:device"] == "another"


def test_tells_state_plan_baseline_versions_and_device_with_the_study(workspace):
    plan = plan_of()
    create_study(plan, workspace, baseline={"typical": 4.5})
    created = find_study("study", workspace)
    run_study("study", workspace, engine=FakeEngine())

    entry = find_study("study", workspace)
    assert created.state.state is StudyState.CREATED
    assert entry.state.state is StudyState.FINISHED
    assert entry.plan == plan
    assert entry.user_attrs["dctaxi:baseline"] == {"typical": 4.5}
    assert entry.user_attrs["dctaxi:versions"]["optuna"] == optuna.__version__
    assert entry.user_attrs["dctaxi:device"] == "fake device"


def test_tells_progress_in_order(workspace):
    create_study(plan_of(n_trials=4, round_size=2), workspace)
    seen = []

    run_study("study", workspace, engine=FakeEngine(), on_progress=seen.append)

    assert seen[0].phase == "preparing"
    assert [p.done for p in seen] == sorted(p.done for p in seen)
    assert (seen[-1].done, seen[-1].total, seen[-1].phase) == (4, 4, "running")
    assert {(p.in_round, p.round_size) for p in seen if p.in_round} == {(1, 2), (2, 2)}
    assert seen[-1].latest_curve


def test_the_state_of_a_running_study_is_running(workspace):
    create_study(plan_of(n_trials=1), workspace)
    states = []

    def look(_number: int) -> None:
        states.append(find_study("study", workspace).state.state)

    run_study("study", workspace, engine=FakeEngine(before_each=look))

    assert states == [StudyState.RUNNING]


@pytest.mark.slow
def test_memory_stays_flat_over_ten_thousand_random_trials(workspace):
    objects = {}

    def count(number: int) -> None:
        if number in (5_000, 9_900):
            gc.collect()
            kept_by_the_fake = len(engine.trained)
            objects[number] = len(gc.get_objects()) - kept_by_the_fake

    create_study(plan_of(n_trials=10_000, sampler="random"), workspace)
    engine = FakeEngine(before_each=count)
    report = run_study("study", workspace, engine=engine)

    assert report.done == 10_000
    assert objects[9_900] - objects[5_000] < 1_000  # a stored trial alone is about 100


def test_makes_the_engine_of_the_plan(workspace, monkeypatch):
    made = []

    def make_engine(engine_id, *, device, loader):
        made.append((engine_id, device, loader))
        return FakeEngine(engine_id)

    monkeypatch.setattr(run, "make_engine", make_engine)
    create_study(plan_of(engine="lightning", loader="kaen", device="cpu", n_trials=1), workspace)
    run_study("study", workspace)

    assert made == [("lightning", "cpu", "kaen")]
