"""Known answers, brute force, and the rate at which intervals hold the truth."""

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.analysis.statistics.estimate import TAIL
from dctaxi.analysis.statistics.order_statistics import (
    PlausibleDistributions,
    expected_best,
    median_estimate,
    plausible_medians,
    quantile_of,
    values_needed,
    with_diverged_as_worst,
)
from tests.conftest import Rate

values = st.lists(st.floats(0.1, 300), min_size=1, max_size=9)


@given(values, st.data())
def test_expected_best_is_the_mean_over_all_subsets(x: list[float], data: st.DataObject) -> None:
    k = data.draw(st.integers(1, len(x)))
    brute_force = np.mean([min(subset) for subset in combinations(x, k)])
    assert expected_best(x, k) == pytest.approx(brute_force, rel=1e-9)


def test_expected_best_of_one_try_is_the_mean_and_of_all_tries_the_minimum() -> None:
    x = [4.0, 1.0, 7.0]
    assert expected_best(x, 1) == pytest.approx(4.0)
    assert expected_best(x, 3) == pytest.approx(1.0)


def test_a_diverged_member_counts_as_the_worst_finite_one() -> None:
    assert with_diverged_as_worst([3.0, np.nan, 5.0, np.inf]).tolist() == [3.0, 5.0, 5.0, 5.0]
    assert with_diverged_as_worst([3.0, np.nan, 5.0], 9.0).tolist() == [3.0, 5.0, 9.0]


def test_nothing_but_divergence_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one finite"):
        with_diverged_as_worst([np.nan, np.inf])


@pytest.mark.parametrize("k", [0, 4])
def test_more_tries_than_members_are_refused(k: int) -> None:
    with pytest.raises(ValueError, match="expected 1 to 3 tries"):
        expected_best([1.0, 2.0, 3.0], k)


@given(st.lists(st.floats(0, 300), min_size=2, max_size=60), st.integers(1, 30))
def test_an_interval_holds_its_value_and_stays_in_the_possible_range(
    x: list[float], k: int
) -> None:
    k = min(k, len(x))
    value, low, high = PlausibleDistributions.of(x, seed=0, draws=200).expected_best(k)
    assert 0 <= low <= value <= high <= max(x) + 1e-9


def test_the_same_seed_gives_the_same_interval() -> None:
    x = np.random.default_rng(0).lognormal(size=64)
    first, second = (PlausibleDistributions.of(x, seed=5).expected_best(10) for _ in range(2))
    assert first == second


@given(st.lists(st.floats(0, 300), min_size=1, max_size=60))
def test_the_medians_interval_holds_it_and_the_middle_of_those_that_are_plausible(
    x: list[float],
) -> None:
    value, low, high = median_estimate(x)
    assert value == np.median(x)
    assert low <= value <= high
    assert np.isfinite([low, high]).all() == (len(x) >= values_needed())
    if np.isfinite(low):
        assert min(x) <= low
        assert high <= max(x)
    middle = np.quantile(plausible_medians(x, seed=0), [0.05, 0.95])
    assert low <= middle[0] <= middle[1] <= high


@pytest.mark.parametrize("n", range(1, 6))
def test_up_to_five_values_have_no_interval_of_their_median(n: int) -> None:
    assert median_estimate(np.full(n, 5.0)) == (5.0, -np.inf, np.inf)
    assert values_needed() == 6


@pytest.mark.parametrize("compared", [1, 4, 29])
def test_the_fewest_values_that_have_an_interval_are_known_for_every_level(compared: int) -> None:
    tail = TAIL / compared
    needed = values_needed(tail)
    assert np.isfinite(median_estimate(np.arange(float(needed)), tail=tail)).all()
    assert median_estimate(np.arange(needed - 1.0), tail=tail)[1:] == (-np.inf, np.inf)


def test_what_diverged_ranks_above_every_number() -> None:
    third = np.append(np.arange(1.0, 21.0), np.full(10, np.nan))
    assert tuple(median_estimate(third)) == (15.5, 10.0, np.inf)
    half = np.append(np.arange(1.0, 21.0), np.full(20, np.nan))
    assert median_estimate(half).value == np.inf
    assert not median_estimate(half).is_there
    assert np.isinf(plausible_medians(half, seed=0)).any()
    assert quantile_of(np.array([1.0, 2.0, np.inf]), 0.25) == 1.5
    assert quantile_of(np.array([1.0, 2.0, np.inf]), 0.75) == np.inf


def test_the_medians_interval_is_that_of_the_sign_test() -> None:
    """Of 20 values it ends at the 6th and the 15th (Hollander, Wolfe and Chicken, table A.2)."""
    assert tuple(median_estimate(np.arange(1.0, 21.0))) == (10.5, 6.0, 15.0)


Draw = Callable[[np.random.Generator, int], np.ndarray]
DISTRIBUTIONS: dict[str, Draw] = {
    "lognormal": lambda rng, n: rng.lognormal(2, 1, n),
    "two groups": lambda rng, n: np.where(
        rng.random(n) < 0.1, rng.normal(2, 0.3, n), rng.normal(24, 1, n)
    ),
    "a floor": lambda rng, n: 5 + rng.exponential(2, n) ** 2,
    "uniform": lambda rng, n: rng.random(n),
}


@pytest.mark.calibration
@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_intervals_keep_their_rate_over_many_populations(
    name: str, cases: Callable[[int], int], rate: Callable[[str, int, int], Rate]
) -> None:
    draw, rng, n = DISTRIBUTIONS[name], np.random.default_rng(1), cases(1000)
    truths = {k: np.mean(draw(rng, 40_000 * k).reshape(-1, k).min(axis=1)) for k in (10, 50, 100)}
    median = np.median(draw(rng, 2_000_000))
    held = dict.fromkeys([*truths, "median"], 0)
    for seed in range(n):
        sample = draw(rng, 256)
        population = PlausibleDistributions.of(sample, seed=seed, draws=400)
        for k, truth in truths.items():
            _, low, high = population.expected_best(k)
            held[k] += low <= truth <= high
        _, low, high = median_estimate(sample)
        held["median"] += low <= median <= high
    shares = {
        what: rate(f"{name}: {what if what == 'median' else f'best of {what}'} in its interval",
                   count, n)
        for what, count in held.items()
    }  # fmt: skip
    assert all(one.at_least(0.93) for one in shares.values())
    assert shares["median"].at_most(0.985)
