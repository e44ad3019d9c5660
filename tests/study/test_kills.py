"""A study that is killed again and again has, in the end, the trials of one that never was."""

import os
import random
import signal
import subprocess
import sys
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
import itertools, os, signal, sys
from pathlib import Path
from sqlalchemy import Engine, event
from dctaxi.study import run_study
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine

root, last = Path(sys.argv[1]), int(sys.argv[2])
statements = itertools.count()

def count(progress):
    if progress.new and not event.contains(Engine, "commit", die):
        for what in ("before_cursor_execute", "commit"):
            event.listen(Engine, what, die)

def die(*_arguments):
    if next(statements) == last:
        os.kill(os.getpid(), signal.SIGKILL)

workspace = Workspace(root, f"sqlite:///{root}/studies.db")
run_study("study", workspace, engine=FakeEngine(), on_progress=count)
"""
_STATEMENTS = 20
"""Those of about two rounds."""


def workspace_in(folder: Path) -> Workspace:
    return Workspace(folder, f"sqlite:///{folder}/studies.db")


def kill_once(workspace: Workspace, statements: int) -> None:
    """Run the study in a program of its own, killed so many statements after its next round.

    By what it does, not by a clock: so it is in the middle of something on any machine.
    """
    command = [sys.executable, "-c", RUN, str(workspace.root), str(statements)]
    program = subprocess.run(command, cwd=ROOT, env=os.environ, check=False)
    assert program.returncode == -signal.SIGKILL


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
    drawn = random.Random(kills)
    for _ in range(kills):
        kill_once(killed, drawn.randrange(_STATEMENTS))
        found = table_of(killed)
        assert len(found) in rounds
        assert found == table_of(whole)[: len(found)]
        assert find_study("study", killed).state.state is not StudyState.RUNNING
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
