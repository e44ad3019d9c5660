from pathlib import Path

import numpy as np
import optuna
import pytest

from dctaxi import DcTaxiModel, build
from dctaxi.data import sample_trips
from dctaxi.data.schema import COLUMNS
from dctaxi.space import PRESETS
from dctaxi.study.objective import make_objective
from dctaxi.workspace import Workspace


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
