"""Files of one's own, from the study to the prediction and the program."""

import dataclasses
import io

import numpy as np
import pandas as pd
import pytest

from dctaxi.data import (
    PLACES,
    TIME_PARTS,
    UNSEEN,
    ColumnMapping,
    Split,
    TripSource,
    load_tables,
    sample_trips,
)
from dctaxi.model import load_model, price_csv, save_model
from dctaxi.model.card import model_card
from dctaxi.program import program_files
from tests.model.conftest import UntrainedEngine, fit_mine
from tests.program.test_program import run_python, written

NAMES = ["preis", "von_lat", "von_lon", "nach_lat", "nach_lon"]


@pytest.fixture
def file(tmp_path):
    """Trips with a timestamp, two further columns and a text, separated by semicolons."""
    rows = sample_trips(300, 5)
    table = pd.DataFrame(rows[:, :5], columns=NAMES)
    table["zeit"] = pd.date_range("2024-03-01", periods=300, freq="37min").astype(str)
    table["personen"] = np.arange(300) % 5 + 1
    table["koffer"] = np.arange(300) % 3
    table["notiz"] = "a;b"
    path = tmp_path / "fahrten.csv"
    table.to_csv(path, sep=";", index=False)
    return path


@pytest.fixture
def source(file):
    mapping = ColumnMapping(*NAMES, time="zeit", extras=("personen", "koffer"))
    return TripSource(
        str(file), mapping, split=Split("random"), city="Berlin", currency="EUR",
    )  # fmt: skip


@pytest.mark.parametrize("feature_set", ["raw", "scaled", "distance"])
def test_a_file_of_ones_own_is_priced_as_it_came(workspace, tmp_path, file, source, feature_set):
    engine = UntrainedEngine()
    model = fit_mine(workspace, engine, {"ensemble": 2}, source=source, feature_set=feature_set)
    assert (model.provenance.currency, model.provenance.city) == ("EUR", "Berlin")
    assert model.columns[-2:] == ("personen", "koffer")
    save_model(model, tmp_path / "model")
    read = load_model(tmp_path / "model")
    priced = price_csv(file.read_bytes(), read, "fahrten.csv")
    assert not len(priced.wrong)
    table = pd.read_csv(io.BytesIO(priced.content), sep=";")
    assert list(table)[-2:] == ["prediction", "spread"]

    tables = load_tables(source, workspace)
    by_fare_and_place = {
        tuple(row): fare
        for row, fare in zip(
            table[NAMES].to_numpy().tolist(), table["prediction"].tolist(), strict=True
        )
    }
    answers = np.array([by_fare_and_place[tuple(row[:5])] for row in tables.test.tolist()])
    rmse = np.sqrt(np.mean((answers - tables.test[:, 0]) ** 2))
    assert rmse == pytest.approx(model.assessment.model.rmse.value, rel=1e-9)

    # A table that names its columns as the data set's rows do is understood too.
    rows = pd.DataFrame(tables.test[:, 1:], columns=list(model.columns[1:]))
    np.testing.assert_allclose(read.predict(rows), answers, rtol=1e-12)
    assert "`EUR`" in model_card(model)
    assert "`Berlin`" in model_card(model)


def test_a_model_that_sees_only_the_distance_is_priced_and_judged(
    workspace, tmp_path, file, source
):
    mapping = ColumnMapping(*NAMES, time="zeit", unseen=(*PLACES, *TIME_PARTS))
    source = dataclasses.replace(source, mapping=mapping)
    model = fit_mine(workspace, UntrainedEngine(), {}, source=source, feature_set="distance")
    assert model.transform.num_features == 1
    assert model.assessment is not None
    save_model(model, tmp_path / "model")
    read = load_model(tmp_path / "model")
    rows = load_tables(source, workspace).test
    np.testing.assert_allclose(read.answers(rows), model.answers(rows), rtol=1e-12)
    assert not len(price_csv(file.read_bytes(), read, "fahrten.csv").wrong)


def test_programs_read_the_rows_below_one_line_whatever_columns_are_called(
    workspace, tmp_path, source
):
    table = pd.read_csv(source.train.removeprefix("file://"), sep=";")
    further = 'a,"b"\nc'
    table.rename(columns={"koffer": further}).to_parquet(tmp_path / "fahrten.parquet")
    mapping = dataclasses.replace(source.mapping, extras=(further,))
    source = dataclasses.replace(source, train=str(tmp_path / "fahrten.parquet"), mapping=mapping)
    fit_mine(workspace, UntrainedEngine(), {}, source=source)
    rows = program_files("mine", workspace)["train.csv"].decode()
    train = np.loadtxt(io.StringIO(rows), delimiter=",", skiprows=1, ndmin=2)
    np.testing.assert_array_equal(train, load_tables(source, workspace).train)


@pytest.mark.slow
@pytest.mark.parametrize("unseen", [(), ("places", "year")])
def test_the_program_of_ones_own_data_gives_the_trials_value(workspace, tmp_path, source, unseen):
    from dctaxi.study import StudyPlan, create_study, run_study
    from dctaxi.training import make_engine
    from tests.studies import SPACE, trials_of

    plan = StudyPlan("own", SPACE, n_trials=1, sampler="random", engine="lightning")
    hidden = [part for name in unseen for part in UNSEEN.get(name, (name,))]
    mapping = dataclasses.replace(source.mapping, unseen=tuple(hidden))
    source = dataclasses.replace(source, mapping=mapping)
    plan = dataclasses.replace(
        plan, source=source, feature_set="distance", objective="val_rmse_all"
    )
    create_study(plan, workspace)
    run_study("own", workspace, engine=make_engine("lightning"))
    (tmp_path / "program").mkdir()
    folder = written(program_files("own", workspace), tmp_path / "program")
    _, value, *_ = run_python(folder / "trial_0.py", folder).split()
    (trial,) = trials_of(workspace, "own")
    assert float(value.rstrip(",")) == pytest.approx(trial.value, rel=1e-6)
