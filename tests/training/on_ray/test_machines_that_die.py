"""Machines and coordinators that die while a Ray cluster trains: several nodes on one machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dctaxi.study import create_study, find_study
from dctaxi.study.state import StudyState
from dctaxi.workspace import Workspace
from tests.studies import plan_of, table_of
from tests.training.on_ray.ray_cluster import needs_ray

pytestmark = [*needs_ray, pytest.mark.usefixtures("compiled")]

ROOT = Path(__file__).parent.parent.parent.parent
CLUSTER = """
import sys, threading
from ray.cluster_utils import Cluster
cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
other = cluster.add_node(num_cpus=1)
cluster.wait_for_nodes()
print(cluster.address, flush=True)
for line in sys.stdin:
    if line.strip() == "remove":
        cluster.remove_node(other)
        print("removed", flush=True)
cluster.shutdown()
"""
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
import sys
from pathlib import Path
from dctaxi.study import run_study
from dctaxi.workspace import Workspace

def tell(progress):
    print(progress.done, progress.in_round, flush=True)

root = Path(sys.argv[1])
run_study("study", Workspace(root, f"sqlite:///{root}/studies.db"), on_progress=tell)
"""


@pytest.fixture(scope="module")
def nodes():
    """A cluster of two machines, as Ray has it, in a process of its own."""
    program = _program(CLUSTER)
    address = program.stdout.readline().strip()
    assert address
    yield program, address
    program.communicate("end\n", timeout=60)


def _program(source: str, *arguments: object, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", source, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "RAY_AUTH_MODE": "disabled", **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


@pytest.mark.usefixtures("nodes")
def test_a_cluster_of_ones_own_starts_beside_another_of_this_machine():
    own = _program(OWN, DCTAXI_RAY_ADDRESS="local")
    said, _ = own.communicate(timeout=240)
    assert said.strip().endswith(" on 1 machine, by Ray)")


def test_a_coordinator_that_is_killed_goes_on_with_the_same_round(nodes, tmp_path):
    _, address = nodes
    whole, killed = (Workspace(tmp_path / n, f"sqlite:///{tmp_path / n}/studies.db") for n in "ab")
    changes = {"sampler": "random", "n_trials": 900, "round_size": 300}
    create_study(plan_of(**changes), whole)
    create_study(plan_of(engine="ray", device="cpu", **changes), killed)

    program = _program(STUDY, killed.root, DCTAXI_RAY_ADDRESS=address)
    for line in program.stdout:
        done, in_round = map(int, line.split())
        if done >= 300 and in_round > 0:  # in the middle of the second round
            break
    program.send_signal(signal.SIGKILL)
    program.communicate()
    assert find_study("study", killed).state.state is StudyState.INTERRUPTED
    assert 300 <= len(table_of(killed)) < 900

    _program(STUDY, killed.root, DCTAXI_RAY_ADDRESS=address).communicate()
    _program(STUDY, whole.root).communicate()

    ours, theirs = (_without_device(table_of(workspace)) for workspace in (killed, whole))
    assert len(ours) == 900
    assert ours == theirs


def _without_device(table):
    return [
        (*row[:6], {key: value for key, value in row[6].items() if key != "device"}, row[7])
        for row in table
    ]


def test_a_machine_that_is_removed_in_the_middle_costs_nothing_but_time(nodes, tmp_path):
    cluster, address = nodes
    program = _program(POPULATION, tmp_path, DCTAXI_RAY_ADDRESS=address)
    assert program.stdout.readline().strip() == "cpu (2 on 2 machines, by Ray)"
    assert program.stdout.readline().strip() == "training"
    cluster.stdin.write("remove\n")
    cluster.stdin.flush()
    assert cluster.stdout.readline().strip() == "removed"
    said, _ = program.communicate("\n", timeout=240)
    assert said.strip().endswith("True")  # Ray itself may tell of the loss before it
