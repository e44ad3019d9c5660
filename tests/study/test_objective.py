from pathlib import Path

import numpy as np
import optuna
import pytest

from dctaxi import DcTaxiModel, build
from dctaxi.data import GlobSource, Wishes, load, sample_trips, source_of_files
from dctaxi.data.schema import COLUMNS
from dctaxi.errors import DataError, HyperparameterError
from dctaxi.space import PRESETS
from dctaxi.study.objective import make_objective, objective
from dctaxi.workspace import Workspace
from tests.data.odd_files import new_york


@pytest.fixture
def globs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Return the globs of two small files of trips."""
    monkeypatch.setenv("DCTAXI_HOME", str(tmp_path / "home"))
    found = {}
    for seed, role in enumerate(("train", "val")):
        path = tmp_path / f"{role}.csv"
        header = ",".join(COLUMNS)
        np.savetxt(path, sample_trips(60, seed), delimiter=",", header=header, comments="")
        found[f"{role}_glob"] = f"file://{path}"
    return found


def test_the_objective_is_the_listings_over_the_chapters_space(globs: dict[str, str]) -> None:
    trial, again = (
        optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=4)).ask() for _ in range(2)
    )
    value = make_objective(**globs)(trial)

    spec = PRESETS["chapter"].space.suggest(again)
    assert trial.params == again.params
    assert list(trial.distributions.items()) == list(again.distributions.items())
    model, _ = build(
        DcTaxiModel.of(spec, 8),
        globs["train_glob"],
        globs["val_glob"],
        workspace=Workspace.current(),
    )
    last = model.curve[-1]
    assert last.step == spec.max_batches
    assert value == pytest.approx(last.train_rmse + last.val_rmse, rel=1e-12)


def test_data_in_memory_stand_in_for_files(globs: dict[str, str]) -> None:
    source = GlobSource(globs["train_glob"], globs["val_glob"])
    data = load(source, "raw", Workspace.current())

    def trial() -> optuna.Trial:
        return optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=4)).ask()

    assert objective(trial(), data=data) == pytest.approx(
        make_objective(**globs)(trial()), rel=1e-12
    )


def test_trips_of_another_city_with_a_feature_of_their_own(tmp_path: Path, globs) -> None:
    path = tmp_path / "ny.csv"
    new_york().to_csv(path, index=False)
    workspace = Workspace.current()
    wishes = Wishes(extras=("passenger_count",))
    data = load(source_of_files(str(path), workspace, wishes=wishes), "distance", workspace)
    trial = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=4)).ask()
    assert np.isfinite(make_objective(data=data)(trial))
    model = DcTaxiModel.of(PRESETS["chapter"].space.suggest(trial), 8)
    with pytest.raises(HyperparameterError, match="num_features must be 10"):
        build(model, data=data)
    for both in ({}, {"data": data, **globs}):
        with pytest.raises(DataError, match="both or neither"):
            build(model, **both)
