import dataclasses

import numpy as np
import pytest

from benchmarks.rounds import RoundsResult, measure_rounds, rounds_text

pytestmark = pytest.mark.usefixtures("compiled")

RESULT = RoundsResult(
    preset="chapter",
    feature_set="raw",
    trials=100,
    round_sizes=(1, 10),
    seeds=(0, 1, 2, 3),
    best=((3.0, 4.0, 5.0, 6.0), (3.5, 4.5, 5.5, 6.5)),
    random=(7.0, 8.0, 9.0, 2.0),
)


def test_regret_counts_from_the_best_of_all_studies():
    assert RESULT.regret == (2.5, 3.0)


def test_differences_are_taken_seed_by_seed():
    assert RESULT.differences == ((0.0, 0.0, 0.0), (0.5, 0.5, 0.5))


def test_an_interval_holds_the_mean_and_grows_with_the_spread():
    spread = dataclasses.replace(RESULT, best=(RESULT.best[0], (2.0, 6.0, 4.0, 8.0)))

    mean, low, high = spread.differences[1]

    assert mean == pytest.approx(np.mean([-1.0, 2.0, -1.0, 2.0]))
    assert low < mean < high


def test_the_table_has_a_row_for_every_size():
    lines = rounds_text(RESULT).splitlines()

    assert lines[4].startswith("| 1 | 4.500 | 4.500 | 2.500 |  |")
    assert lines[5].startswith("| 10 | 5.000 | 5.000 | 3.000 | +0.500 (+0.500 to +0.500)")
    assert lines[6].startswith("| random search | 7.500 | 6.500 |")


def test_measures_every_size_and_seed_with_real_trainings():
    result = measure_rounds(trials=4, round_sizes=(1, 2), seeds=(0, 1))

    assert np.shape(result.best) == (2, 2)
    assert np.isfinite([*result.best[0], *result.best[1], *result.random]).all()
