"""Machines and coordinators that die while a Ray cluster trains: several nodes on one machine."""

from __future__ import annotations

import signal

import pytest

from dctaxi.study import create_study, find_study
from dctaxi.study.state import StudyState
from dctaxi.workspace import Workspace
from tests.studies import plan_of, table_of
from tests.training.on_ray.ray_cluster import needs_ray, program

pytestmark = [*needs_ray, pytest.mark.usefixtures("compiled")]

OWN = """
from dctaxi.training import make_engine
print(make_engine("ray", device="cpu").device)
"""
POPULATION = """
import dataclasses, sys
from pathlib import Path
from dctaxi.data import SampleSource, load
from dctaxi.space import PRESETS, draw_specs
from dctaxi.training import make_engine
from dctaxi.workspace import Workspace

def plain(outcome):
    return dataclasses.replace(outcome, duration_s=0.0)

data = load(SampleSource(rows=300), "raw", Workspace(Path(sys.argv[1]), "sqlite:///s.db"))
specs = [dataclasses.replace(s, max_batches=3_000)
         for s in draw_specs(PRESETS["chapter"].space, 60, seed=2)]
asked = []
def once(progress):
    if not asked:
        asked.append(print("training", flush=True))
        input()
engine = make_engine("ray", device="cpu")
print(engine.device, flush=True)
spread = engine.run(specs, data, on_progress=once)
whole = make_engine("fused", device="cpu").run(specs, data)
print([plain(o) for o in spread] == [plain(o) for o in whole], flush=True)
"""
STUDY = """
import os, signal, sys
from pathlib import Path
from dctaxi.study import run_study
from dctaxi.workspace import Workspace

def tell(progress):
    in_the_second_round = progress.done == 300 and progress.in_round > 0
    if sys.argv[2:] == ["killed"] and in_the_second_round:
        os.kill(os.getpid(), signal.SIGKILL)

root = Path(sys.argv[1])
run_study("study", Workspace(root, f"sqlite:///{root}/studies.db"), on_progress=tell)
"""


@pytest.mark.usefixtures("ray_cluster")
def test_a_cluster_of_ones_own_starts_beside_another_of_this_machine():
    own = program(OWN, DCTAXI_RAY_ADDRESS="local")
    said, _ = own.communicate(timeout=240)
    assert said.strip().endswith(" on 1 machine, by Ray)")


def test_a_coordinator_that_is_killed_goes_on_with_the_same_round(ray_cluster, tmp_path):
    address = ray_cluster.address
    whole, killed = (Workspace(tmp_path / n, f"sqlite:///{tmp_path / n}/studies.db") for n in "ab")
    changes = {"sampler": "random", "n_trials": 900, "round_size": 300}
    create_study(plan_of(**changes), whole)
    create_study(plan_of(engine="ray", device="cpu", **changes), killed)

    coordinator = program(STUDY, killed.root, "killed", DCTAXI_RAY_ADDRESS=address)
    coordinator.communicate()
    assert coordinator.returncode == -signal.SIGKILL
    assert find_study("study", killed).state.state is StudyState.INTERRUPTED
    assert len(table_of(killed)) == 300

    program(STUDY, killed.root, DCTAXI_RAY_ADDRESS=address).communicate()
    program(STUDY, whole.root).communicate()

    ours, theirs = (_without_device(table_of(workspace)) for workspace in (killed, whole))
    assert len(ours) == 900
    assert ours == theirs


def _without_device(table):
    return [
        (*row[:6], {key: value for key, value in row[6].items() if key != "device"}, row[7])
        for row in table
    ]


def test_a_machine_that_is_removed_in_the_middle_costs_nothing_but_time(ray_cluster, tmp_path):
    ray_cluster.add_machine()
    coordinator = program(POPULATION, tmp_path, DCTAXI_RAY_ADDRESS=ray_cluster.address)
    assert coordinator.stdout.readline().strip() == "cpu (3 on 3 machines, by Ray)"
    assert coordinator.stdout.readline().strip() == "training"
    ray_cluster.remove_machine()
    said, _ = coordinator.communicate("\n", timeout=240)
    assert said.strip().endswith("True")  # Ray itself may tell of the loss before it
