"""A folder of a model elsewhere: another home, another workspace, another process."""

import dataclasses
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dctaxi.data import ColumnMapping, Split, TripSource, load_tables, sample_trips
from dctaxi.model import fit, fit_plan, save_model
from dctaxi.space import PRESETS, Fixed, narrow
from dctaxi.study import StudyPlan, create_study, run_study

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("preis", "von_lat", "von_lon", "nach_lat", "nach_lon")


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    rows = sample_trips(400, 5)
    table = pd.DataFrame(rows[:, :5], columns=list(NAMES))
    table["zeit"] = pd.date_range("2024-03-01", periods=400, freq="37min").astype(str)
    table["personen"] = np.arange(400) % 5 + 1
    path = tmp_path_factory.mktemp("trips") / "fahrten.csv"
    table.to_csv(path, sep=";", index=False)
    return path


def priced_elsewhere(folder: Path, trips: Path, home: Path) -> pd.DataFrame:
    """Price a file in a process that knows nothing of this one's workspace."""
    home.mkdir()
    keep = ("PATH", "LANG", "NUMBA_CACHE_DIR", "VIRTUAL_ENV")
    environment = {name: os.environ[name] for name in keep if name in os.environ}
    environment |= {"HOME": str(home), "DCTAXI_HOME": str(home / "other"), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "dctaxi", "predict", "--model", str(folder)]
    done = subprocess.run(
        [*command, "--csv", str(trips), "--out", "priced.csv"],
        cwd=home, env=environment, capture_output=True, text=True, timeout=250,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not (home / "other" / "studies.db").exists()
    return pd.read_csv(home / "priced.csv", sep=";")


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("batch_norm", [0, 1])
@pytest.mark.parametrize(
    ("feature_set", "extras", "unseen", "ensemble"),
    [
        ("raw", (), (), 1),
        ("scaled", (), (), 3),
        ("distance", (), (), 1),
        ("distance", ("personen",), ("origin_latitude", "year", "hour"), 3),
    ],
)
def test_a_moved_model_gives_the_pages_numbers(
    batch_norm, feature_set, extras, unseen, ensemble, file, workspace, tmp_path
):
    mapping = ColumnMapping(*NAMES, time="zeit", extras=extras, unseen=unseen)
    source = TripSource(str(file), mapping, split=Split("random"), currency="EUR")
    space = narrow(PRESETS["chapter"].space, "batch_norm_linear_layers", Fixed(batch_norm))
    plan = StudyPlan("mine", space, n_trials=6, sampler="random")
    plan = dataclasses.replace(plan, source=source, feature_set=feature_set)
    create_study(plan, workspace)
    run_study("mine", workspace)
    model = fit(fit_plan("mine", workspace, ensemble=ensemble), workspace)
    assert model is not None
    save_model(model, tmp_path / "model")
    moved = tmp_path / "elsewhere" / "along"
    moved.parent.mkdir()
    shutil.move(tmp_path / "model", moved)

    table = priced_elsewhere(moved, file, tmp_path / "home of another")
    own = model.predict_with_spread(pd.read_csv(file, sep=";"))
    np.testing.assert_allclose(table["prediction"], own["prediction"], rtol=1e-12)
    assert ("spread" in table) == (ensemble > 1)

    # Over the test rows it is the RMSE that the page shows and that fit writes.
    test = load_tables(source, workspace).test
    answers = dict(zip(map(tuple, table[list(NAMES)].to_numpy()), table["prediction"], strict=True))
    off = np.array([answers[tuple(row[:5])] for row in test]) - test[:, 0]
    shown = model.assessment.model.rmse.value
    assert np.sqrt(np.mean(off**2)) == pytest.approx(shown, rel=1e-12)
    metrics = json.loads((moved / "model.json").read_text())["metrics"]
    assert metrics["model"]["rmse"][0] == shown
