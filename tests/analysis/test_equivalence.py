from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import norm

from dctaxi.analysis.equivalence import MARGIN, equivalence
from tests.conftest import Rate


def normal(n: int, seed: int, shift: float = 0.0) -> tuple[list[str], np.ndarray]:
    """Objectives at two choices, the second of which is worse by ``shift`` deviations."""
    rng = np.random.default_rng(seed)
    at = rng.choice(["Adam", "SGD"], n)
    return at.tolist(), rng.normal(size=n) + shift * (at == "SGD")


def test_many_trials_show_that_a_choice_does_not_matter() -> None:
    found = equivalence(*normal(10_000, 0))
    assert found is not None
    assert found.holds
    assert found.spread == pytest.approx(2 * norm.ppf(0.75), abs=0.05)
    assert found.margin == pytest.approx(MARGIN * found.spread)
    assert 0 < found.median < found.margin


def test_few_trials_show_nothing() -> None:
    found = equivalence(*normal(100, 0))
    assert found is not None
    assert not found.holds


def test_a_choice_that_matters_at_the_good_end_alone_is_not_equal() -> None:
    """Both medians are 0, but one choice spreads three times as far."""
    rng = np.random.default_rng(0)
    at = rng.choice(["Adam", "SGD"], 20_000)
    found = equivalence(at.tolist(), rng.normal(size=20_000) * np.where(at == "SGD", 3.0, 1.0))
    assert found is not None
    assert found.median < found.margin < found.tenth
    assert not found.holds


def test_every_quarter_of_a_range_is_held_against_the_rest() -> None:
    rng = np.random.default_rng(0)
    at = rng.uniform(size=20_000)
    noise = rng.normal(size=20_000)
    even = equivalence(at.tolist(), noise)
    bump = equivalence(at.tolist(), noise + (abs(at - 0.4) < 0.1))
    assert even is not None
    assert bump is not None
    assert (even.holds, bump.holds) == (True, False)


@pytest.mark.parametrize(
    ("at", "outcome"),
    [(["Adam"] * 60, np.arange(60.0)), (["Adam", "SGD"] * 30, np.ones(60)),
     (["Adam", "SGD"] * 30, np.full(60, np.inf))],
)  # fmt: skip
def test_where_there_is_nothing_to_compare_nothing_is_said(at, outcome) -> None:
    assert equivalence(at, outcome) is None


def test_trainings_without_a_result_count_as_the_worst() -> None:
    at, outcome = normal(10_000, 0)
    outcome[[one == "SGD" for one in at]] = np.where(
        np.random.default_rng(1).random(at.count("SGD")) < 0.7, np.inf, 0.0
    )
    found = equivalence(at, outcome)
    assert found is None or not found.holds


@pytest.mark.calibration
@pytest.mark.parametrize("n", [100, 1000, 4000])
def test_what_differs_by_the_margin_is_hardly_ever_taken_for_equal(
    n: int, cases: Callable[[int], int], rate: Callable[[str, int, int], Rate]
) -> None:
    """A shift of all values by exactly the margin, alone and as the worst of nine parameters."""
    margin = MARGIN * 2 * norm.ppf(0.75)
    studies, taken = cases(400), 0
    for seed in range(studies):
        found = equivalence(*normal(n, seed, margin))
        taken += found is not None and found.holds
    told = f"{n} trials: a difference of the margin is taken for none"
    assert rate(told, taken, studies).at_most(0.05)
