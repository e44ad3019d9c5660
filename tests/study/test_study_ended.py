import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from optuna.trial import TrialState

from dctaxi.data import load_tables
from dctaxi.errors import StorageError, StudyError
from dctaxi.study import run, telling
from dctaxi.study.catalog import find_study
from dctaxi.study.lifecycle import create_study, run_study
from dctaxi.study.state import StudyState
from tests.fake_engine import FakeEngine
from tests.studies import plan_of, table_of, trials_of


def test_a_diverged_training_is_a_failed_trial_that_says_so(workspace):
    create_study(plan_of(), workspace)

    report = run_study("study", workspace, engine=FakeEngine(diverges=lambda s: s.seed % 2 == 0))

    failed = [t for t in trials_of(workspace) if t.state == TrialState.FAIL]
    assert 0 < len(failed) == report.failed
    assert {t.user_attrs["status"] for t in failed} == {"diverged"}
    assert {t.user_attrs["message"] for t in failed} == {"diverged at step 20"}
    assert {t.value for t in failed} == {None}
    assert report.done == 30


def test_stop_now_keeps_whole_rounds_and_leaves_no_hole(workspace):
    create_study(plan_of(round_size=10), workspace)
    stopped = threading.Event()
    engine = FakeEngine(before_each=lambda number: stopped.set() if number == 14 else None)

    report = run_study("study", workspace, engine=engine, stop_now=stopped.is_set)

    trials = trials_of(workspace)
    assert report.state is StudyState.STOPPED
    assert [t.number for t in trials] == list(range(10))
    assert {t.state for t in trials} == {TrialState.COMPLETE}
    resumed = run_study("study", workspace, engine=FakeEngine())
    assert (resumed.done, resumed.new, resumed.state) == (30, 20, StudyState.FINISHED)


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

    def read_slowly(*arguments, **options):
        nonlocal now
        now += 1000
        return load_tables(*arguments, **options)

    for module in (run, telling):
        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: now))
    create_study(plan_of(n_trials=None, timeout_s=50, round_size=2), workspace)
    seen = []

    report = run_study(
        "study",
        workspace,
        engine=FakeEngine(before_each=take_ten_seconds),
        on_progress=seen.append,
        read=read_slowly,
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
from dctaxi.study.lifecycle import run_study
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


@pytest.mark.parametrize("how", ["deleted", "replaced", "cut short"])
def test_a_database_that_goes_under_a_run_ends_it(workspace, how):
    create_study(plan_of(n_trials=40, round_size=10, sampler="random"), workspace)
    file = workspace.root / "studies.db"

    def take_away(progress):
        if progress.done != 20 or progress.in_round:
            return
        if how == "deleted":
            file.unlink(missing_ok=True)
        elif how == "replaced":
            file.rename(file.with_name("old.db"))
            shutil.copy(file.with_name("old.db"), file)
        else:
            os.truncate(file, 0)

    with pytest.raises(StorageError):
        run_study("study", workspace, engine=FakeEngine(), on_progress=take_away)
