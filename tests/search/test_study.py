import dataclasses
import gc
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import optuna
import pytest
from optuna.samplers import TPESampler
from optuna.trial import TrialState

from dctaxi.data.sources import SampleSource, load
from dctaxi.errors import StorageError, StudyError
from dctaxi.search import study_run
from dctaxi.search.catalog import find_study, list_studies
from dctaxi.search.enqueue import enqueue_trial
from dctaxi.search.lock import held, is_running
from dctaxi.search.plan import StudyPlan, as_printed
from dctaxi.search.presets import PRESETS
from dctaxi.search.samplers import available_samplers
from dctaxi.search.state import StudyState
from dctaxi.search.storage import quiet_optuna, reading
from dctaxi.search.study import create_study, run_study
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine, finished

SPACE = PRESETS["chapter"].space
SOURCE = SampleSource(rows=60)


def plan_of(name="study", **changes) -> StudyPlan:
    return StudyPlan(name, SPACE, source=SOURCE, **{"n_trials": 30, **changes})


def trials_of(workspace, name="study"):
    with reading(workspace.storage_url) as storage:
        return optuna.load_study(study_name=name, storage=storage).get_trials()


def table_of(workspace, name="study"):
    """Return what must be the same in two runs of the same plan: all but the times."""
    return [
        (t.number, t.state, t.value, t.params, t.distributions, t.intermediate_values,
         {k: v for k, v in t.user_attrs.items() if k != "train_s"},
         # The pickled state of CMA-ES differs in bytes that mean the same.
         {k: v for k, v in t.system_attrs.items() if not k.startswith("cma:optimizer")})
        for t in trials_of(workspace, name)
    ]  # fmt: skip


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path, f"sqlite:///{tmp_path}/studies.db")


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
    assert trial.user_attrs == {
        "status": "finished",
        "train_rmse": points[-1][1],
        "val_rmse": points[-1][2],
        "train_rmse_eval": outcome.train_rmse_eval,
        "chapter_objective": outcome.chapter_objective,
        "test_rmse": None,
        "train_s": 0.001,
        "curve": points,
        "message": "",
        "device": "fake device",
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


def plain_script(n_trials: int, diverges=lambda _spec: False) -> optuna.Study:
    """The chapter's loop, its training replaced by the function that the fake engine computes."""

    def objective(trial: optuna.Trial) -> float:
        params = {
            "seed": trial.suggest_int("seed", 0, 2**31 - 2),
            "batch_norm_linear_layers": trial.suggest_int("batch_norm_linear_layers", 0, 1),
            "optimizer": trial.suggest_categorical("optimizer", ["Adam", "SGD"]),
            "lr": trial.suggest_float("lr", 0.009, 0.07, log=True),
            "num_layers": trial.suggest_categorical("num_layers", [2, 3]),
        }
        for i in range(params["num_layers"]):
            name = f"num_hidden_layer_{i}_neurons"
            params[name] = trial.suggest_categorical(name, [7, 11])
        params["batch_size"] = trial.suggest_int("batch_size", 30, 50, log=True)
        params["max_batches"] = trial.suggest_int("max_batches", 30, 50, log=True)
        spec = SPACE.spec_of(params)
        return float("nan") if diverges(spec) else finished(spec).chapter_objective

    verbosity = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(
        sampler=TPESampler(seed=42, multivariate=False, constant_liar=False)
    )
    study.optimize(objective, n_trials=n_trials)
    optuna.logging.set_verbosity(verbosity)
    return study


@pytest.mark.parametrize("diverges", [lambda _spec: False, lambda spec: spec.seed % 5 == 0])
def test_as_printed_equals_the_plain_script_trial_by_trial(workspace, diverges):
    create_study(as_printed(plan_of(n_trials=40)), workspace)

    run_study("study", workspace, engine=FakeEngine(diverges=diverges))

    printed = plain_script(40, diverges).get_trials()
    assert [(t.number, t.state, t.params, t.value) for t in trials_of(workspace)] == [
        (t.number, t.state, t.params, t.value) for t in printed
    ]


@pytest.mark.parametrize("sampler", [s for s in available_samplers() if s != "gp"])
def test_the_same_plan_gives_the_same_table(workspace, sampler):
    for name in ("one", "two"):
        create_study(plan_of(name, sampler=sampler, round_size=7), workspace)
        run_study(name, workspace, engine=FakeEngine())

    assert table_of(workspace, "one") == table_of(workspace, "two")


@pytest.mark.parametrize("sampler", [s for s in available_samplers() if s != "gp"])
def test_a_run_that_is_resumed_goes_on_as_if_it_had_never_ended(workspace, sampler):
    create_study(plan_of("whole", sampler=sampler, round_size=5), workspace)
    create_study(plan_of("parts", sampler=sampler, round_size=5, n_trials=16), workspace)

    run_study("whole", workspace, engine=FakeEngine())
    # QMC begins with a round of one, so that 16 trials end with a whole round.
    parts = 16 if sampler == "qmc" else 15
    run_study("parts", workspace, engine=FakeEngine(), stop_after_trial=after(parts, workspace))
    run_study("parts", workspace, n_trials=30 - parts, engine=FakeEngine())

    assert table_of(workspace, "parts") == table_of(workspace, "whole")


def after(count: int, workspace: Workspace):
    """Return a stop signal that comes when so many trials of the study ``parts`` are stored."""
    return lambda: len(trials_of(workspace, "parts")) >= count


def test_as_printed_resumed_does_not_repeat_its_random_numbers(workspace):
    create_study(as_printed(plan_of(n_trials=12)), workspace)
    run_study("study", workspace, engine=FakeEngine())
    run_study("study", workspace, n_trials=12, engine=FakeEngine())

    seeds = [t.params["seed"] for t in trials_of(workspace)]
    assert len(set(seeds)) == 24


def test_another_seed_gives_another_table(workspace):
    for seed in (1, 2):
        create_study(plan_of(f"seed {seed}", sampler_seed=seed, n_trials=5), workspace)
        run_study(f"seed {seed}", workspace, engine=FakeEngine())

    assert table_of(workspace, "seed 1") != table_of(workspace, "seed 2")


def test_rounds_are_as_large_as_asked_and_the_last_is_cut(workspace):
    create_study(plan_of(round_size=8), workspace)
    engine = FakeEngine()

    run_study("study", workspace, engine=engine)

    assert engine.round_sizes == [8, 8, 8, 6]


def test_automatic_rounds_are_single_with_an_engine_that_trains_one_at_a_time(workspace):
    create_study(plan_of(n_trials=3), workspace)
    engine = FakeEngine("lightning")

    run_study("study", workspace, engine=engine)

    assert engine.round_sizes == [1, 1, 1]


def test_leaves_out_what_only_samplers_of_running_trials_read(workspace):
    create_study(plan_of(), workspace)
    run_study("study", workspace, engine=FakeEngine())

    assert {key for t in trials_of(workspace) for key in t.system_attrs} == set()


def test_a_diverged_training_is_a_failed_trial_that_says_so(workspace):
    create_study(plan_of(), workspace)

    report = run_study("study", workspace, engine=FakeEngine(diverges=lambda s: s.seed % 2 == 0))

    failed = [t for t in trials_of(workspace) if t.state == TrialState.FAIL]
    assert 0 < len(failed) == report.failed
    assert {t.user_attrs["status"] for t in failed} == {"diverged"}
    assert {t.user_attrs["message"] for t in failed} == {"diverged at step 20"}
    assert {t.value for t in failed} == {None}
    assert report.done == 30


def test_stop_now_keeps_the_trainings_that_ended_and_leaves_no_hole(workspace):
    create_study(plan_of(round_size=10), workspace)
    stopped = threading.Event()
    engine = FakeEngine(before_each=lambda number: stopped.set() if number == 14 else None)

    report = run_study("study", workspace, engine=engine, stop_now=stopped.is_set)

    trials = trials_of(workspace)
    assert report.state is StudyState.STOPPED
    assert [t.number for t in trials] == list(range(15))
    assert {t.state for t in trials} == {TrialState.COMPLETE}
    resumed = run_study("study", workspace, engine=FakeEngine())
    assert (resumed.done, resumed.new, resumed.state) == (30, 15, StudyState.FINISHED)


def test_stop_after_this_trial_ends_with_the_round(workspace):
    create_study(plan_of(round_size=10), workspace)
    stopped = threading.Event()
    engine = FakeEngine(before_each=lambda number: stopped.set() if number == 14 else None)

    report = run_study("study", workspace, engine=engine, stop_after_trial=stopped.is_set)

    assert (report.state, report.done) == (StudyState.STOPPED, 20)
    assert find_study("study", workspace).state.state is StudyState.STOPPED


def test_a_time_limit_ends_the_study_after_the_round_in_progress(workspace, monkeypatch):
    now = 0.0

    def take_ten_seconds(_number: int) -> None:
        nonlocal now
        now += 10

    def load_slowly(*arguments):
        nonlocal now
        now += 1000
        return load(*arguments)

    monkeypatch.setattr(study_run, "time", SimpleNamespace(monotonic=lambda: now))
    monkeypatch.setattr(study_run, "load", load_slowly)
    create_study(plan_of(n_trials=None, timeout_s=50, round_size=2), workspace)
    seen = []

    report = run_study(
        "study",
        workspace,
        engine=FakeEngine(before_each=take_ten_seconds),
        on_progress=seen.append,
    )

    assert (report.state, report.done) == (StudyState.FINISHED, 6)
    assert (seen[0].time_left_s, seen[-1].time_left_s) == (50, 0)
    assert {p.total for p in seen} == {None}


def test_an_engine_that_breaks_leaves_every_finished_round_and_the_reason(workspace):
    def break_down(number: int) -> None:
        if number == 25:
            raise RuntimeError("device lost")

    create_study(plan_of(round_size=10), workspace)

    with pytest.raises(StudyError, match="RuntimeError: device lost"):
        run_study("study", workspace, engine=FakeEngine(before_each=break_down))

    entry = find_study("study", workspace)
    assert len(trials_of(workspace)) == 20
    assert entry.state.state is StudyState.FAILED
    assert "device lost" in entry.state.message
    assert run_study("study", workspace, engine=FakeEngine()).done == 30


def test_an_interrupt_from_the_keyboard_stops_the_study(workspace):
    def interrupt(number: int) -> None:
        if number == 12:
            raise KeyboardInterrupt

    create_study(plan_of(round_size=10), workspace)

    with pytest.raises(KeyboardInterrupt):
        run_study("study", workspace, engine=FakeEngine(before_each=interrupt))

    assert len(trials_of(workspace)) == 10
    assert find_study("study", workspace).state.state is StudyState.STOPPED


def test_a_full_disk_leaves_every_finished_round(workspace):
    def limit_the_file(number: int) -> None:
        if number == 20:
            with sqlite3.connect(Path(workspace.root, "studies.db")) as connection:
                connection.execute("DROP TABLE trial_heartbeats")
                connection.execute(
                    "CREATE TRIGGER full BEFORE INSERT ON trials "
                    "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
                )

    create_study(plan_of(round_size=10), workspace)

    with pytest.raises(StorageError, match="disk is full: free some space"):
        run_study("study", workspace, engine=FakeEngine(before_each=limit_the_file))

    assert len(trials_of(workspace)) == 20


KILLED = """
import os, sys
sys.path.insert(0, {root!r})
from tests.fake_engine import FakeEngine
from dctaxi.search.study import run_study
from dctaxi.workspace import Workspace
from pathlib import Path
from types import SimpleNamespace

def die(number):
    if number == 25:
        os.kill(os.getpid(), 9)

run_study("study", Workspace(Path({folder!r}), {url!r}), engine=FakeEngine(before_each=die))
"""


def test_a_killed_program_leaves_every_finished_round_and_can_resume(workspace):
    create_study(plan_of("whole", round_size=10), workspace)
    create_study(plan_of(round_size=10), workspace)
    script = KILLED.format(
        root=str(Path(__file__).parents[2]), folder=str(workspace.root), url=workspace.storage_url
    )

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -9

    assert len(trials_of(workspace)) == 20
    assert find_study("study", workspace).state.state is StudyState.INTERRUPTED
    run_study("whole", workspace, engine=FakeEngine())
    run_study("study", workspace, engine=FakeEngine())
    assert table_of(workspace) == table_of(workspace, "whole")


def test_another_program_reads_whole_rounds_while_the_study_runs(workspace):
    counts = []

    def look(number: int) -> None:
        if number % 10 == 5:
            counts.append(len(trials_of(workspace)))

    create_study(plan_of(round_size=10), workspace)
    run_study("study", workspace, engine=FakeEngine(before_each=look))

    assert counts == [0, 10, 20]


def test_trials_that_others_add_while_it_runs_are_counted_and_heard(workspace):
    def add(number: int) -> None:
        if number == 5:
            with quiet_optuna():
                optuna.load_study(study_name="study", storage=workspace.storage_url).add_trial(
                    optuna.trial.create_trial(value=0.5)
                )

    create_study(plan_of(round_size=10), workspace)
    run_study("study", workspace, engine=FakeEngine(before_each=add))

    trials = trials_of(workspace)
    assert [t.number for t in trials] == list(range(31))
    assert trials[0].value == 0.5  # it came before the first round was stored


def test_trains_enqueued_configurations_first(workspace):
    params = {**_params_of_a_trial(workspace), "lr": 0.05}
    create_study(plan_of(enqueue=(params,), n_trials=5), workspace)
    enqueue_trial("study", {**params, "lr": 0.06}, workspace)

    run_study("study", workspace, engine=FakeEngine())

    trials = trials_of(workspace)
    assert [t.params["lr"] for t in trials[:2]] == [0.05, 0.06]
    assert [t.number for t in trials] == list(range(5))
    assert {t.state for t in trials} == {TrialState.COMPLETE}


def _params_of_a_trial(workspace):
    create_study(plan_of("other", n_trials=1), workspace)
    run_study("other", workspace, engine=FakeEngine())
    return trials_of(workspace, "other")[0].params


def test_a_configuration_enqueued_while_it_runs_is_trained_next(workspace):
    params = _params_of_a_trial(workspace)

    def enqueue(number: int) -> None:
        if number == 5:
            enqueue_trial("study", {**params, "lr": 0.05}, workspace)

    create_study(plan_of(round_size=10), workspace)
    run_study("study", workspace, engine=FakeEngine(before_each=enqueue))

    trials = trials_of(workspace)
    assert [t.number for t in trials] == list(range(30))
    assert 0.05 in [t.params["lr"] for t in trials]
    assert {t.state for t in trials} == {TrialState.COMPLETE}


def test_fails_what_a_dead_program_left_running(workspace):
    create_study(plan_of(n_trials=5), workspace)
    with quiet_optuna():
        optuna.load_study(study_name="study", storage=workspace.storage_url).ask()

    run_study("study", workspace, engine=FakeEngine())

    states = [t.state for t in trials_of(workspace)]
    assert states == [TrialState.FAIL, *[TrialState.COMPLETE] * 4]


def test_refuses_to_run_a_study_twice_at_a_time(workspace):
    study_id = create_study(plan_of(), workspace).study_id

    with held(study_id, "study", workspace):
        assert is_running(study_id, workspace)
        with pytest.raises(StudyError, match="is running: stop it"):
            run_study("study", workspace, engine=FakeEngine())
    assert not is_running(study_id, workspace)


def test_a_resumed_run_knows_the_best_of_the_runs_before(workspace):
    create_study(plan_of(n_trials=20), workspace)
    first = run_study("study", workspace, engine=FakeEngine())
    second = run_study("study", workspace, n_trials=1, engine=FakeEngine(diverges=lambda _s: True))

    assert (second.done, second.failed, second.new) == (21, 1, 1)
    assert (second.best_value, second.best_number) == (first.best_value, first.best_number)
    assert second.best_params == first.best_params


def test_refuses_to_resume_a_complete_study_without_a_number(workspace):
    create_study(plan_of(n_trials=3), workspace)
    run_study("study", workspace, engine=FakeEngine())

    with pytest.raises(StudyError, match="has its 3 trials already: say how many more"):
        run_study("study", workspace, engine=FakeEngine())
    with pytest.raises(StudyError, match="Expected from 1 to 99,997 more trials, got 100,000"):
        run_study("study", workspace, n_trials=100_000, engine=FakeEngine())


def test_refuses_other_data_than_the_study_began_with(workspace):
    create_study(plan_of(n_trials=3), workspace)
    run_study("study", workspace, engine=FakeEngine())
    other = load(SampleSource(rows=90), "raw", workspace)

    with pytest.raises(StudyError, match="data of the study 'study' changed"):
        run_study("study", workspace, n_trials=1, engine=FakeEngine(), data=other)


def test_a_name_taken_in_this_moment_by_another_program_is_refused(workspace, monkeypatch):
    create_study(plan_of(), workspace)
    monkeypatch.setattr("dctaxi.search.study.check_new_name", lambda name, _workspace: name)

    with pytest.raises(StudyError, match="There is a study 'study' already"):
        create_study(plan_of(n_trials=5), workspace)

    assert find_study("study", workspace).plan.n_trials == 30


def test_a_study_that_cannot_be_written_whole_is_not_there(workspace, monkeypatch):
    def full(*_arguments):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("dctaxi.search.lineage.Inheritance.write", full)
    with pytest.raises(StorageError, match="disk is full"):
        create_study(plan_of(), workspace)

    assert list_studies(workspace) == ()


def test_refuses_a_taken_name_and_writes_nothing(workspace):
    create_study(plan_of(), workspace)

    with pytest.raises(StudyError, match="There is a study 'study' already"):
        create_study(dataclasses.replace(plan_of(), sampler_seed=7), workspace)

    assert find_study("study", workspace).plan == plan_of()


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
            objects[number] = len(gc.get_objects())

    create_study(plan_of(n_trials=10_000, sampler="random"), workspace)
    report = run_study("study", workspace, engine=FakeEngine(before_each=count))

    assert report.done == 10_000
    assert objects[9_900] - objects[5_000] < 1_000  # a stored trial alone is about 100


def test_makes_the_engine_of_the_plan(workspace, monkeypatch):
    made = []

    def make_engine(engine_id, *, device, loader):
        made.append((engine_id, device, loader))
        return FakeEngine(engine_id)

    monkeypatch.setattr(study_run, "make_engine", make_engine)
    create_study(plan_of(engine="lightning", loader="kaen", device="cpu", n_trials=1), workspace)
    run_study("study", workspace)

    assert made == [("lightning", "cpu", "kaen")]
