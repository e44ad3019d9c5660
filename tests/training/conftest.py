from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from dctaxi.data import (
    COLUMNS,
    GlobSource,
    SampleSource,
    TaxiData,
    TaxiTables,
    load,
    prepare,
    sample_trips,
)
from dctaxi.records import TrialSpec
from dctaxi.training.on_ray import cluster
from dctaxi.workspace import Workspace
from tests.training.on_ray.ray_cluster import RayCluster


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("DCTAXI_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DCTAXI_STORAGE", raising=False)
    return Workspace.current()


@pytest.fixture(scope="session")
def data() -> TaxiData:
    """37 training rows, 23 to validate, 11 to test: every batch size of the tests wraps around."""
    trips = sample_trips(71, seed=3)
    source = SampleSource(rows=71, seed=3)
    return prepare(TaxiTables(trips[:37], trips[37:60], trips[60:], source), "scaled")


@pytest.fixture
def files(tmp_path: Path, workspace: Workspace) -> TaxiData:
    """The same kind of trips in CSV files, the training set in two of them."""
    trips = sample_trips(71, seed=3)
    parts = {
        "train-0": trips[:20],
        "train-1": trips[20:37],
        "val": trips[37:60],
        "test": trips[60:],
    }
    for name, rows in parts.items():
        path = tmp_path / f"{name}.csv"
        np.savetxt(path, rows, fmt="%.6f", delimiter=",", header=",".join(COLUMNS), comments="")
    globs = (f"file://{tmp_path}/{name}.csv" for name in ("train-*", "val", "test"))
    return load(GlobSource(*globs), "distance", workspace)


@pytest.fixture(scope="session")
def make_spec() -> Callable[..., TrialSpec]:
    def make(**changes: object) -> TrialSpec:
        values: dict[str, object] = {
            "seed": 7,
            "num_hidden_neurons": (5, 3),
            "batch_norm_linear_layers": True,
            "optimizer": "Adam",
            "lr": 0.03,
            "batch_size": 10,
            "max_batches": 5,
        }
        return TrialSpec(**{**values, **changes})  # type: ignore[arg-type]

    return make


@pytest.fixture(scope="session")
def ray_cluster() -> Iterator[RayCluster]:
    """The machines on which all tests of a run train by Ray."""
    import ray

    made = RayCluster()
    yield made
    ray.shutdown()
    made.end()


@pytest.fixture
def on_ray(ray_cluster: RayCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process train on these machines."""
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")
    monkeypatch.setenv(cluster.ADDRESS_VARIABLE, ray_cluster.address)
