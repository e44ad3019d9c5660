import numpy as np
import pytest

from benchmarks import seeds
from benchmarks.seeds import Cell, cell_from_json, search, table

pytestmark = pytest.mark.usefixtures("compiled")

ONE, FOUR = (
    Cell("chapter", count, (240, 480, 960), *(np.full((3, 5), level) for level in levels))
    for count, levels in ((1, (3.0, 5.0, 4.0)), (4, (4.0, 4.5, 3.75)))
)


def test_differences_are_taken_to_one_seed_per_trial():
    lines = table([FOUR, ONE]).splitlines()
    assert lines[2] == "| chapter | 240 | 1 | 5 | 3.000 | 5.000 |  | 4.000 |  |"
    assert lines[3].startswith("| chapter | 240 | 4 | 5 | 4.000 | 4.500 | -0.500 (-0.500 to -0.500")
    assert lines[0].count("|") == lines[3].count("|")


def test_a_cell_survives_its_file():
    np.testing.assert_array_equal(cell_from_json(FOUR.to_json()).fresh, FOUR.fresh)


def test_searches_of_the_same_trainings_are_judged_by_fresh_seeds(monkeypatch, tmp_path):
    monkeypatch.setenv("DCTAXI_HOME", str(tmp_path))
    monkeypatch.setattr(seeds, "FRESH", 8)
    cell = search("chapter", 4, searches=2, trainings=(24, 48))
    assert cell.said.shape == cell.fresh.shape == cell.test.shape == (2, 2)
    assert (np.diff(cell.said, axis=0) <= 0).all()
    assert np.isfinite(cell.test).all()
