import numpy as np
import pytest

from dctaxi.analysis.statistics import may_be_lowest


def test_a_cell_that_is_clearly_the_lowest_stands_alone():
    rng = np.random.default_rng(0)
    cells = [rng.normal(middle, 0.1, 40) for middle in (1, 2, 3)]
    assert may_be_lowest(cells).tolist() == [True, False, False]


def test_of_cells_that_are_alike_nearly_all_stay():
    rng = np.random.default_rng(0)
    assert may_be_lowest([rng.normal(1, 1, 40) for _ in range(144)]).mean() > 0.9


def test_too_few_trainings_tell_nothing():
    assert may_be_lowest([[1.0] * 5, [2.0] * 5]).all()
    assert may_be_lowest([]).tolist() == []


def test_the_diverged_count_as_worst():
    cells = [[np.nan] * 40, np.linspace(1, 2, 40), [*np.linspace(0, 0.5, 30), *[np.nan] * 10]]
    assert may_be_lowest(cells).tolist() == [False, False, True]


@pytest.mark.calibration
@pytest.mark.parametrize("spread", [0.2, 1.0, 5.0])
@pytest.mark.parametrize("sizes", [(12, 12), (113, 113), (15, 300), (300, 15)])
def test_the_truly_lowest_is_missed_in_one_of_twenty_maps_at_most(spread, sizes, cases, rate):
    """A lowest cell as broad, broader or narrower than 143 others just above it; skewed, too."""
    rng, n = np.random.default_rng(3), cases(400)
    own, others = sizes
    missed = 0
    for _ in range(n):
        lowest = 10 + spread * (rng.lognormal(0, 1, own) - 1)  # its median is 10
        above = 10.001 + rng.lognormal(0, 1, (143, others)) - 1
        missed += not may_be_lowest([lowest, *above])[0]
    told = f"a lowest cell of {spread} times the spread, {own} of {others} trainings: missed"
    assert rate(told, missed, n) <= 0.05 + 3 * (0.05 * 0.95 / n) ** 0.5
