"""What a killed program had trained is there for whoever looks next."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from pandas.testing import assert_frame_equal

from dctaxi.data import SampleSource, load
from dctaxi.errors import PopulationError
from dctaxi.populations import asking, parts
from dctaxi.populations.population import POPULATIONS, PopulationPlan
from dctaxi.populations.trainings import train
from dctaxi.space import PRESETS
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine

SPACE = PRESETS["chapter"].space
SOURCE = SampleSource(rows=60)
POPULATION = PopulationPlan(SPACE, n=64, seed=3, source=SOURCE)


KILLED = """
import os, signal, sys
from dctaxi.cli.main import main
from dctaxi.populations import parts
parts._EVERY_S = 0.0
write = parts.write_rows

def write_two(rows, provenance, path):
    if path.name == "000002.parquet":
        os.kill(os.getpid(), signal.SIGKILL)
    write(rows, provenance, path)

parts.write_rows = write_two
main(sys.argv[1:])
"""


class Killed(BaseException):
    """Stands for a kill: nothing after it runs."""


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_FIRST_PART", {"fused": 8, "lightning": 8})
    monkeypatch.setattr(asking, "_GROWTH", 1)
    monkeypatch.setattr(parts, "_EVERY_S", 0.0)


def kill_after(trainings: int, plan, store, workspace, monkeypatch) -> None:
    """Train and leave as a killed program does: no file, no clean-up, and the lock free."""

    def killed(_number: int) -> None:
        if _number == trainings:
            raise Killed

    store.recover(workspace)
    with monkeypatch.context() as patch:
        patch.setattr(type(store), "save", lambda *_, **__: None)
        patch.setattr(parts.Parts, "delete", lambda self: self._lock and self._lock.release())
        with pytest.raises(Killed):
            train(plan, store, workspace, engine=FakeEngine(before_each=killed))


@pytest.mark.parametrize("trainings", [20, 63])
def test_a_kill_loses_the_last_part_at_most(workspace, monkeypatch, trainings):
    plan, store = POPULATION, POPULATIONS
    kill_after(trainings, plan, store, workspace, monkeypatch)
    (listed,) = store.list(workspace)
    assert (listed.done, listed.complete) == (trainings // 8 * 8, False)
    engine = FakeEngine()
    resumed = train(plan, store, workspace, engine=engine)
    assert resumed.complete
    assert sum(engine.round_sizes) == 64 - listed.done
    whole = train(plan, store, Workspace(workspace.root / "new", ""), engine=FakeEngine())
    assert_frame_equal(resumed.frame, whole.frame)
    assert not list(workspace.root.glob("*/parts/*"))


def test_killed_twice_it_goes_on_from_both(workspace, monkeypatch):
    kill_after(20, POPULATION, POPULATIONS, workspace, monkeypatch)
    kill_after(30, POPULATION, POPULATIONS, workspace, monkeypatch)
    (listed,) = POPULATIONS.list(workspace)
    assert listed.done == 16 + 24
    whole = train(POPULATION, POPULATIONS, workspace, engine=FakeEngine()).frame
    assert whole["member"].tolist() == list(range(64))


def test_parts_of_other_data_are_not_mixed_in(workspace, monkeypatch):
    kill_after(20, POPULATION, POPULATIONS, workspace, monkeypatch)
    other = FakeEngine()
    changed = load(SampleSource(rows=61), "raw", workspace)
    train(POPULATION, POPULATIONS, workspace, engine=other, data=changed)
    assert sum(other.round_sizes) == 64


@pytest.mark.parametrize(("damaged", "kept"), [(-1, 8), (0, 8), (slice(None), 0)])
def test_parts_that_a_power_cut_left_half_written_cost_no_others(
    workspace, monkeypatch, damaged, kept
):
    kill_after(20, POPULATION, POPULATIONS, workspace, monkeypatch)
    files = np.array(sorted(workspace.root.glob("populations/parts/*/*.parquet")), dtype=object)
    assert len(files) == 2
    for file in np.atleast_1d(files[damaged]):
        file.write_bytes(file.read_bytes()[:500])
    assert [one.done for one in POPULATIONS.list(workspace)] == [kept] * bool(kept)
    engine = FakeEngine()
    whole = train(POPULATION, POPULATIONS, workspace, engine=engine)
    assert whole.frame["member"].tolist() == list(range(64))
    assert sum(engine.round_sizes) == 64 - kept


def test_parts_of_another_release_are_left_to_it(workspace, monkeypatch):
    def unknown(_document: object) -> PopulationPlan:
        raise PopulationError("read it with the newer release that wrote it.")

    kill_after(20, POPULATION, POPULATIONS, workspace, monkeypatch)
    files = sorted(workspace.root.glob("populations/parts/*/*.parquet"))
    with monkeypatch.context() as patch:
        patch.setattr(POPULATIONS, "_plan_from_json", unknown)
        assert POPULATIONS.list(workspace) == ()
        POPULATIONS.recover(workspace)
    assert all(file.exists() for file in files)
    assert [one.done for one in POPULATIONS.list(workspace)] == [16]


def test_parts_of_a_run_that_goes_on_are_left_alone(workspace):
    seen = []

    def look(number: int) -> None:
        if number == 30:
            seen.append(POPULATIONS.list(workspace))

    train(POPULATION, POPULATIONS, workspace, engine=FakeEngine(before_each=look))
    assert seen == [()]
    assert [one.done for one in POPULATIONS.list(workspace)] == [64]


def test_a_disk_that_takes_no_more_ends_the_run_and_keeps_what_was(workspace, monkeypatch):
    written = []

    def full(rows, provenance, path, real=parts.write_rows):
        written.append(path)
        if len(written) == 3:
            raise OSError(28, "No space left on device")
        real(rows, provenance, path)

    monkeypatch.setattr(parts, "write_rows", full)
    with pytest.raises(PopulationError, match="No space left on device; free some space"):
        train(POPULATION, POPULATIONS, workspace, engine=FakeEngine())
    (listed,) = POPULATIONS.list(workspace)
    assert listed.done == 24


def test_a_run_of_one_part_writes_one_file(workspace, monkeypatch):
    monkeypatch.setattr(asking, "_FIRST_PART", {"fused": 64, "lightning": 64})
    train(POPULATION, POPULATIONS, workspace, engine=FakeEngine())
    assert not (workspace.root / "populations" / "parts").exists()


@pytest.mark.slow
def test_a_program_that_is_killed_leaves_its_parts_to_the_next(tmp_path: Path) -> None:
    home = tmp_path / "home"
    command = ["population", "run", "--preset", "chapter", "--n", "60000"]
    program = subprocess.run(
        [sys.executable, "-c", KILLED, *command, "--json", str(tmp_path / "out.json")],
        env=os.environ | {"DCTAXI_HOME": str(home)}, stderr=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    assert program.returncode == -signal.SIGKILL
    (listed,) = POPULATIONS.list(Workspace(home, ""))
    assert listed.done >= 2 * 1024
    kept = POPULATIONS.load(listed.id, Workspace(home, ""))
    assert np.isfinite(kept.values).sum() > 0.5 * listed.done
