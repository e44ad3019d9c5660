"""Commands in a process of their own, as a shell starts them: what happens to them from outside."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.waiting import PATIENCE_S, until

ROOT = Path(__file__).parents[2]

PROGRAM = """
import os, time
from pathlib import Path
from tests.fake_engine import FakeEngine
from dctaxi.study import run
from dctaxi.populations import trainings
home = Path(os.environ["DCTAXI_HOME"])

def wait_in_the_second_round(_number):
    if len(engine.round_sizes) == 2:
        (home / "trains").touch()
        while not (home / "on").exists():
            time.sleep(0.01)

engine = FakeEngine(before_each=wait_in_the_second_round)
for module in (run, trainings):
    module.make_engine = lambda *_arguments, **_options: engine
from dctaxi.cli.main import main
raise SystemExit(main({arguments!r}))
"""

STUDY = ["study", "run", "--preset", "first", "--name", "s", "--trials", "20000"]


def training(workspace: Path, *arguments: str) -> subprocess.Popen:
    """Start a command, and return when its engine waits in the second round, until ``goes_on``."""
    environment = {**os.environ, "DCTAXI_HOME": str(workspace), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(arguments=list(arguments))],
        cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip

    def trains() -> bool:
        assert process.poll() is None, process.communicate()
        return (workspace / "trains").exists()

    until(trains)
    return process


def goes_on(workspace: Path, process: subprocess.Popen) -> tuple[str, str]:
    """Let a command train on to its end; return what it said."""
    (workspace / "on").touch()
    return process.communicate(timeout=PATIENCE_S)


@pytest.mark.slow
@pytest.mark.parametrize("how", ["deleted", "replaced", "cut short"])
def test_a_command_whose_database_goes_ends_with_a_sentence_and_status_1(workspace, how):
    process = training(workspace, *STUDY)
    file = workspace / "studies.db"
    if how == "deleted":
        file.unlink()
    elif how == "replaced":
        file.rename(file.with_name("old.db"))
        shutil.copy(file.with_name("old.db"), file)
    else:
        os.truncate(file, 0)
    out, said = goes_on(workspace, process)
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
    process = training(workspace, *arguments)
    process.send_signal(signal.SIGINT)
    _out, said = goes_on(workspace, process)
    assert process.returncode == 130, said
    assert said.strip().endswith("dctaxi: stopped; what was finished is kept.")
