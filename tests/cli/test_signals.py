"""Commands in a process of their own, as a shell starts them: what happens to them from outside."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE_S = 120

SLOW_ENGINE = """
import time
from tests.fake_engine import FakeEngine
from dctaxi.study import run
from dctaxi.populations import trainings
engine = FakeEngine(before_each=lambda _number: time.sleep(0.02))
for module in (run, trainings):
    module.make_engine = lambda *_arguments, **_options: engine
from dctaxi.cli.main import main
raise SystemExit(main({arguments!r}))
"""

STUDY = ["study", "run", "--preset", "first", "--name", "s", "--trials", "20000"]


def started(workspace: Path, *arguments: str) -> subprocess.Popen:
    """Start a command whose trainings take 20 ms each."""
    environment = {**os.environ, "DCTAXI_HOME": str(workspace), "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-c", SLOW_ENGINE.format(arguments=list(arguments))],
        cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def wait_for(there, process) -> None:
    """Wait until something is there; the command must not end before."""
    until = time.monotonic() + PATIENCE_S
    while not there():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.02)


def some_trials(workspace: Path) -> bool:
    log = workspace / "studies.db"
    return log.exists() and log.stat().st_size > 200_000


@pytest.mark.slow
@pytest.mark.parametrize("how", ["deleted", "replaced", "cut short"])
def test_a_command_whose_database_goes_ends_with_a_sentence_and_status_1(workspace, how):
    process = started(workspace, *STUDY)
    file = workspace / "studies.db"
    wait_for(lambda: some_trials(workspace), process)
    if how == "deleted":
        file.unlink()
    elif how == "replaced":
        file.rename(file.with_name("old.db"))
        shutil.copy(file.with_name("old.db"), file)
    else:
        os.truncate(file, 0)
    out, said = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 1, said
    last = said.strip().splitlines()[-1]
    assert last.startswith("dctaxi: ")
    assert "Traceback" not in said
    assert out == ""


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [STUDY, ["population", "run", "--preset", "first", "--n", "50000"]],
)
def test_ctrl_c_ends_a_command_that_trains_and_keeps_what_ended(workspace, arguments):
    process = started(workspace, *arguments)
    store = workspace / ("studies.db" if arguments is STUDY else "populations")
    wait_for(store.exists, process)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _out, said = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130, said
    assert said.strip().endswith("dctaxi: stopped; what was finished is kept.")
