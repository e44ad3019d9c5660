"""A study that is killed again and again has, in the end, the trials of one that never was."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from dctaxi.study import find_study, run_study
from dctaxi.study.lifecycle import create_study
from dctaxi.study.state import StudyState
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine
from tests.studies import plan_of, table_of

ROOT = Path(__file__).parent.parent.parent
RUN = """
import sys, time
from pathlib import Path
from dctaxi.study import run_study
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine

root = Path(sys.argv[1])
engine = FakeEngine(before_each=lambda _number: time.sleep(0.004))
run_study("study", Workspace(root, f"sqlite:///{root}/studies.db"), engine=engine)
"""
PATIENCE_S = 120.0


def workspace_in(folder: Path) -> Workspace:
    return Workspace(folder, f"sqlite:///{folder}/studies.db")


def trials_in(workspace: Workspace) -> int:
    with closing(sqlite3.connect(workspace.root / "studies.db")) as database:
        (count,) = database.execute("SELECT COUNT(*) FROM trials").fetchone()
    return int(count)


def kill_once(workspace: Workspace, delay_s: float) -> None:
    """Run the study in a program of its own, and kill that some time after its next round."""
    before = trials_in(workspace)
    program = subprocess.Popen(
        [sys.executable, "-c", RUN, str(workspace.root)], cwd=ROOT, env=os.environ
    )
    deadline = time.monotonic() + PATIENCE_S
    while trials_in(workspace) == before and program.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    time.sleep(delay_s)
    program.send_signal(signal.SIGKILL)
    program.wait()


def check_killed(tmp_path: Path, sampler: str, kills: int, seeds: int = 1) -> None:
    changes = {
        "sampler": sampler,
        "seeds_per_trial": seeds,
        "n_trials": 60 + 40 * kills,
        "round_size": 10,
    }
    whole, killed = (workspace_in(tmp_path / name) for name in ("whole", "killed"))
    for one in (whole, killed):
        create_study(plan_of(**changes), one)
    rounds: set[int] = set()
    run_study("study", whole, engine=FakeEngine(), on_progress=lambda p: rounds.add(p.done))
    delays = random.Random(kills)
    for _ in range(kills):
        kill_once(killed, delays.uniform(0.0, 0.06))
        found = table_of(killed)
        assert len(found) in rounds
        assert found == table_of(whole)[: len(found)]
        assert find_study("study", killed).state.state is not StudyState.RUNNING
    if len(table_of(killed)) < changes["n_trials"]:
        run_study("study", killed, engine=FakeEngine())
    assert table_of(killed) == table_of(whole)


def test_two_kills_lose_no_round_and_change_no_trial(tmp_path):
    check_killed(tmp_path, "random", 2)


@pytest.mark.slow
def test_kills_change_no_trial_of_several_seeds(tmp_path):
    check_killed(tmp_path, "tpe", 4, seeds=3)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sampler", "kills"), [("tpe", 7), ("random", 6), ("qmc", 6), ("cmaes", 6)]
)
def test_twenty_five_kills_lose_no_round_and_change_no_trial(tmp_path, sampler, kills):
    check_killed(tmp_path, sampler, kills)
