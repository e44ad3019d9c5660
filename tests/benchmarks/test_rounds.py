from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from benchmarks import rounds
from benchmarks.rounds import Cell, Who, cell_from_json, kept, search, search_missing, table

pytestmark = pytest.mark.usefixtures("compiled")

THEIRS = Cell(
    "chapter", "optuna", 10, 10, np.array([[9.0] * 49 + [4.0], [9.0] * 49 + [6.0]]), 0.004
)
OURS = Cell(
    "chapter", "rustuna", 10, 10, np.array([[9.0] * 49 + [3.0], [9.0] * 49 + [5.0]]), 0.0002
)


def test_differences_are_taken_to_optuna_in_the_same_rounds():
    lines = table([OURS, THEIRS]).splitlines()

    assert lines[0] == "chapter:"
    assert lines[2].count("|") == lines[4].count("|") == 7
    assert lines[4] == "| optuna | 10 | 2 | 4.00 | 5.000, 4.000 |  |"
    assert lines[5].startswith("| rustuna | 10 | 2 | 0.20 | 4.000, 3.000 | -1.000 (")


def test_a_cell_survives_its_file():
    cell = cell_from_json(OURS.to_json())
    np.testing.assert_array_equal(cell.best, OURS.best)
    assert cell.name == OURS.name == "chapter-rustuna-10"
    assert replace(cell, late_size=20).name == "chapter-rustuna-10-then-20"


def test_a_file_from_before_rounds_grew_is_read():
    document = OURS.to_json()
    del document["late_size"]
    assert cell_from_json(document).late_size == 10


@pytest.mark.parametrize("who", get_args(Who))
def test_searches_with_real_trainings_and_keeps_the_best_so_far(who, monkeypatch, tmp_path):
    monkeypatch.setenv("DCTAXI_HOME", str(tmp_path))
    monkeypatch.setattr(rounds, "AFTER", (12,))
    monkeypatch.setattr(rounds, "LATE", 8)
    cell = search(Cell("chapter", who, 4, 5, np.empty((0, 14)), 0.0), seeds=range(2))
    assert cell.best.shape == (2, 14)
    assert (np.diff(cell.best) <= 0).all()
    assert np.isfinite(cell.best[:, -1]).all()
    assert "12 trials: median" in table([cell])


def test_missing_seeds_are_searched_and_what_there_is_stays(monkeypatch, tmp_path):
    monkeypatch.setenv("DCTAXI_HOME", str(tmp_path / "home"))
    empty = Cell("chapter", "random", 4, 4, np.empty((0, 6)), 0.0)
    search_missing(tmp_path, [empty], seeds=2, minutes=5)
    first = kept(tmp_path)[empty.name].best
    search_missing(tmp_path, [empty], seeds=3, minutes=0)
    assert len(kept(tmp_path)[empty.name].best) == 2
    search_missing(tmp_path, [empty], seeds=3, minutes=5)
    cell = kept(tmp_path)[empty.name]
    assert cell.best.shape == (3, 6)
    np.testing.assert_array_equal(cell.best[:2], first)
