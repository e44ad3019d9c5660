"""The engine on a real cluster of this machine: what it trains, and what it survives."""

from __future__ import annotations

import os
import signal
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from dctaxi.data import SampleSource, load
from dctaxi.errors import EngineError
from dctaxi.records import RunStatus, TrialOutcome
from dctaxi.space import PRESETS, draw_specs
from dctaxi.training import Engine, make_engine
from dctaxi.training.on_ray import cluster, worker
from dctaxi.workspace import Workspace
from tests.training.on_ray.ray_cluster import needs_ray
from tests.waiting import until

pytestmark = [*needs_ray, pytest.mark.usefixtures("compiled", "on_ray")]


@pytest.fixture
def engine() -> Engine:
    return make_engine("ray", device="cpu")


@pytest.fixture(scope="module")
def trips(tmp_path_factory):
    root = tmp_path_factory.mktemp("home")
    return load(SampleSource(rows=300), "raw", Workspace(root, f"sqlite:///{root}/s.db"))


def numbers(outcome: TrialOutcome) -> TrialOutcome:
    return replace(outcome, duration_s=0.0)


def workers() -> list[int]:
    """Return the processes that train for Ray on this machine."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            named = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if named.startswith(b"ray::train_shard"):
            found.append(int(process.name))
    return found


def test_a_population_is_trained_as_on_one_machine(engine, trips):
    specs = draw_specs(PRESETS["chapter"].space, 600, seed=1)
    shards: list[int] = []
    spread = engine.run(specs, trips, on_progress=lambda progress: shards.append(progress.done))
    whole = make_engine("fused", device="cpu").run(specs, trips)
    assert [numbers(outcome) for outcome in spread] == [numbers(outcome) for outcome in whole]
    assert len(shards) > 2
    assert shards[-1] == 600


def test_a_worker_that_is_killed_in_the_middle_costs_nothing_but_time(engine, trips):
    specs = [
        replace(s, max_batches=3_000) for s in draw_specs(PRESETS["chapter"].space, 60, seed=2)
    ]
    killed: list[int] = []

    def kill(progress) -> None:
        if not killed and progress.done < progress.total:
            until(workers)
            there = workers()
            os.kill(there[0], signal.SIGKILL)
            killed.append(there[0])

    spread = engine.run(specs, trips, on_progress=kill)

    assert killed
    whole = make_engine("fused", device="cpu").run(specs, trips)
    assert [numbers(outcome) for outcome in spread] == [numbers(outcome) for outcome in whole]


def test_what_is_cut_short_says_so_and_what_was_done_is_kept(engine, trips):
    specs = [
        replace(s, max_batches=3_000) for s in draw_specs(PRESETS["chapter"].space, 80, seed=3)
    ]
    asked = threading.Event()
    outcomes = engine.run(
        specs, trips, on_progress=lambda _progress: asked.set(), should_stop=asked.is_set
    )
    states = [outcome.status for outcome in outcomes]
    assert RunStatus.STOPPED in states
    assert RunStatus.FINISHED in states


def test_another_release_on_a_worker_is_refused(engine, trips, monkeypatch):
    monkeypatch.setattr("dctaxi.training.on_ray.engine.source_digest", lambda: "another")
    with pytest.raises(EngineError, match="another release"):
        engine.run(draw_specs(PRESETS["chapter"].space, 3, seed=4), trips)


def test_a_shard_names_its_members(trips):
    specs = draw_specs(PRESETS["chapter"].space, 3, seed=5)
    digest = worker.source_digest()
    trained = worker.train_shard(range(7, 10), specs, trips, digest)
    assert [member for member, _ in trained] == [7, 8, 9]


def test_cards_and_another_cluster_are_refused(engine, monkeypatch):
    assert engine.device.startswith("cpu (")
    with pytest.raises(EngineError, match="does not train on cuda"):
        make_engine("ray", device="cuda")
    monkeypatch.setenv(cluster.ADDRESS_VARIABLE, "ray://nowhere:1")
    with pytest.raises(EngineError, match="cannot change to"):
        make_engine("ray", device="cpu")
