import dataclasses
import json

import numpy as np
import pytest

from dctaxi.analysis.landscape import (
    landscape_cells,
    landscape_json,
    landscape_rows,
)
from dctaxi.data import SampleSource
from dctaxi.populations import LANDSCAPES, LandscapePlan, train
from dctaxi.populations.rows import InMemory
from dctaxi.space import PRESETS
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine


def landscape_of(tmp_path, diverges=lambda _spec: False, **changes):
    plan = LandscapePlan(
        PRESETS["chapter"].space,
        "lr",
        "optimizer",
        **{"columns": 5, "seeds": 8, "source": SampleSource(rows=60), **changes},
    )
    workspace = Workspace(tmp_path, f"sqlite:///{tmp_path}/studies.db")
    return train(plan, LANDSCAPES, workspace, engine=FakeEngine(diverges=diverges))


def with_rows(landscape, rows):
    return dataclasses.replace(landscape, rows=InMemory(landscape.frame[rows]), complete=False)


def test_statistics_are_those_of_each_cells_trainings(tmp_path):
    landscape = landscape_of(tmp_path)
    cells = landscape_cells(landscape)
    assert cells.median.shape == (2, 5)
    assert (cells.trained == 8).all()
    assert (cells.diverged == 0).all()
    for (row, column), group in landscape.frame.groupby(["row", "column"]):
        lower, median, upper = np.quantile(group["objective"], [0.25, 0.5, 0.75])
        assert cells.median[row, column] == pytest.approx(median)
        assert cells.lower[row, column] == pytest.approx(lower)
        assert cells.spread[row, column] == pytest.approx(upper - lower)


def test_diverged_trainings_are_the_worst_of_their_cell(tmp_path):
    cells = landscape_cells(landscape_of(tmp_path, lambda spec: spec.optimizer == "SGD"))
    assert cells.y_values == ("Adam", "SGD")
    assert np.isnan(cells.median[1]).all()
    assert (cells.diverged == [[0] * 5, [1] * 5]).all()
    assert np.isfinite(cells.median[0]).all()


def test_a_cell_where_less_than_half_diverged_has_a_median(tmp_path):
    landscape = landscape_of(tmp_path, lambda spec: spec.seed % 4 == 0, seeds=16)
    cells = landscape_cells(landscape)
    share = cells.diverged[0, 0]
    assert 0 < share < 0.5
    values = np.sort(landscape.frame.query("row == 0 and column == 0")["objective"].fillna(np.inf))
    assert cells.median[0, 0] == pytest.approx((values[7] + values[8]) / 2)


def test_a_partial_landscape_shows_what_there_is(tmp_path):
    landscape = landscape_of(tmp_path)
    frame = landscape.frame
    cells = landscape_cells(with_rows(landscape, (frame["column"] < 2) & (frame["draw"] < 3)))
    assert cells.trained.tolist() == [[3, 3, 0, 0, 0]] * 2
    assert np.isfinite(cells.median).tolist() == [[True, True, False, False, False]] * 2
    assert np.isnan(cells.spread).all()  # of three trainings there is no middle half
    assert np.isfinite(cells.diverged[:, :2]).all()


def test_json_has_tables_without_numbers_that_json_lacks(tmp_path):
    landscape = landscape_of(tmp_path, lambda spec: spec.optimizer == "SGD")
    document = json.loads(json.dumps(landscape_json(landscape), allow_nan=False))
    assert document["median"][1] == [None] * 5
    assert document["diverged_share"][1] == [1] * 5
    assert len(document["x"]["values"]) == 5
    assert document["y"] == {"name": "optimizer", "values": ["Adam", "SGD"]}
    assert document["trainings"] == 80


def test_the_rows_hold_every_trained_cell_the_lowest_median_first(tmp_path):
    landscape = landscape_of(tmp_path, lambda spec: spec.optimizer == "SGD")
    cells = landscape_cells(landscape)
    rows = landscape_rows(cells)
    assert len(rows) == 10
    best = np.unravel_index(np.nanargmin(cells.median), cells.median.shape)
    first = rows.iloc[0]
    assert first["median, USD"] == cells.median[best]
    assert rows["optimizer"].tolist() == ["Adam"] * 5 + ["SGD"] * 5
    assert rows["without a result, %"].tolist() == [0] * 5 + [100] * 5
