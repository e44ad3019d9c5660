import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu

from dctaxi.analysis.statistics.final_bests import (
    _critical_rank,
    _mann_whitney_counts,
    band_rank,
    compare,
    repeats_to_tell,
    shift,
)
from dctaxi.teaching.race import tpe_is_no_better, verdict_sentences

SAMPLE = st.lists(st.floats(0, 100), min_size=3, max_size=12, unique=True)


def test_the_statistic_has_its_known_distribution():
    assert _mann_whitney_counts(3, 3) == [1, 1, 2, 3, 3, 3, 3, 2, 1, 1]
    assert sum(_mann_whitney_counts(50, 50)) == math.comb(100, 50)


def test_the_critical_value_is_that_of_the_tables():
    # Hollander, Wolfe and Chicken, table of the two-sided 5 % level for 10 and 10: reject U <= 23.
    assert _critical_rank(10, 10, 0.95) == 24
    assert _critical_rank(3, 3, 0.95) == 0


@given(SAMPLE, SAMPLE)
def test_the_interval_excludes_zero_where_the_exact_test_rejects(first, second):
    assume(not set(first) & set(second))  # the exact test knows no ties
    a, b = np.array(first), np.array(second)
    p = mannwhitneyu(a, b, method="exact").pvalue
    assert shift(a, b).excludes_zero == (p <= 0.05)


@given(SAMPLE, SAMPLE)
def test_the_difference_lies_in_its_interval_and_turns_with_the_order(first, second):
    a, b = np.array(first), np.array(second)
    there, back = shift(a, b), shift(b, a)
    assert there.low <= there.value <= there.high
    assert back.value == pytest.approx(-there.value)
    assert (back.low, back.high) == (-there.high, -there.low)


def test_a_large_difference_is_found_and_named():
    rng = np.random.default_rng(1)
    verdict = compare({"random": 7 + rng.random(10), "tpe": 5 + rng.random(10)})
    (only,) = verdict.comparisons
    assert (only.first, only.second, only.is_noise) == ("tpe", "random", False)
    sentence = " ".join(verdict_sentences(verdict))
    assert "TPE ends lower than Random by" in sentence
    assert "more than noise" in sentence


@pytest.mark.parametrize(
    ("random", "tpe", "repeats", "no_better"),
    [
        (7.0, 7.0, 20, True),
        (7.0, 9.0, 20, True),
        (9.0, 7.0, 20, False),
        (7.0, 7.0, 2, False),  # nothing can be told
        (7.0, 9.0, 3, False),
        (7.0, 9.0, 4, True),
    ],
)
def test_tpe_is_no_better_only_where_so_many_repeats_can_tell(random, tpe, repeats, no_better):
    def finals(centre: float):
        return centre + np.arange(repeats) / repeats

    assert tpe_is_no_better(compare({"random": finals(random), "tpe": finals(tpe)})) is no_better
    assert not tpe_is_no_better(compare({"random": finals(7.0), "qmc": finals(7.0)}))


def test_too_few_repeats_can_decide_nothing():
    verdict = compare({"random": np.array([9.0, 9.1]), "tpe": np.array([1.0, 1.1])})
    assert verdict.undecidable == verdict.comparisons
    assert "too few" in " ".join(verdict_sentences(verdict))


def test_a_search_without_any_result_counts_as_the_worst():
    verdict = compare({"random": np.array([2.0, 3.0, np.inf]), "tpe": np.array([1.0, 1.5, 1.7])})
    assert verdict.medians == {"tpe": 1.5, "random": 3.0}
    nothing = compare({"random": np.full(4, np.inf), "tpe": np.full(4, np.inf)})
    assert all(each.is_noise for each in nothing.comparisons)


@pytest.mark.calibration
@pytest.mark.parametrize("samplers", [2, 4])
def test_samplers_that_are_alike_are_called_noise_in_95_of_100_races(samplers, cases, rate):
    rng = np.random.default_rng(7)
    races = cases(2000)
    told = sum(
        not all(c.is_noise for c in compare(dict(enumerate(draws))).comparisons)  # type: ignore[arg-type]
        for draws in 4 + rng.lognormal(size=(races, samplers, 10))
    )
    share = rate(f"of {samplers} samplers that are alike two are told apart", told, races)
    assert share <= 0.05 + 3 * math.sqrt(0.95 * 0.05 / races)


def test_before_the_end_nobody_has_won():
    assert verdict_sentences(compare({})) == ("No sampler has spent its budget yet.",)


@given(SAMPLE, SAMPLE, st.sampled_from([1, 3, 6]))
def test_bands_that_lie_apart_are_always_told_apart(first, second, pairs):
    a, b = np.sort(first), np.sort(second)
    level = 1 - 0.05 / pairs
    fewest = min(len(a), len(b))
    ranks = [band_rank(len(each), fewest, level) for each in (a, b)]
    assume(all(ranks))
    (low_a, high_a), (low_b, high_b) = (
        (each[rank - 1], each[len(each) - rank]) for each, rank in zip((a, b), ranks, strict=True)
    )
    if high_a < low_b or high_b < low_a:
        assert shift(a, b, level=level).excludes_zero


@pytest.mark.parametrize(("n", "pairs"), [(4, 1), (10, 1), (10, 6), (20, 1), (50, 6)])
def test_the_narrowest_bands_apart_are_told_apart_and_narrower_ones_would_not_be(n, pairs):
    level = 1 - 0.05 / pairs
    rank = band_rank(n, n, level)

    def told(rank):
        """Whether two bands that just lie apart, with every other value against it, are told."""
        inside = n - rank + 1
        low = np.concatenate([np.arange(inside), 1e3 + np.arange(n - inside)])
        high = np.concatenate([-1e3 - np.arange(n - inside), 100 + np.arange(inside)])
        return shift(low, high, level=level).excludes_zero

    assert told(rank)
    assert not told(rank + 1)
    assert band_rank(3, 3, 0.95) == 0


def test_noise_says_how_many_repeats_would_tell_the_difference_that_was_seen():
    rng = np.random.default_rng(3)
    verdict = compare({"random": rng.normal(0.3, 1, 10), "tpe": rng.normal(0, 1, 10)})
    (only,) = verdict.comparisons
    assert only.is_noise
    assert f"about {only.repeats:,} repeats of each would tell it" in verdict_sentences(verdict)[-1]
    alike = compare({"random": np.arange(4.0), "tpe": np.arange(4.0)})
    assert "no number of repeats" in verdict_sentences(alike)[-1]


@pytest.mark.calibration
@pytest.mark.parametrize("level", [0.95, 1 - 0.05 / 6])
def test_so_many_repeats_tell_the_difference_in_four_of_five_cases(level, cases, rate):
    rng = np.random.default_rng(1)
    seen = rng.normal(0, 1, 4000), rng.normal(0.7, 1, 4000)
    n = repeats_to_tell(*seen, level=level)
    told = [
        shift(rng.normal(0, 1, n), rng.normal(0.7, 1, n), level=level).excludes_zero
        for _ in range(cases(600))
    ]
    share = rate(f"{n} repeats tell a difference at {level:.1%}", sum(told), len(told))
    assert share.at_least(0.74)
    assert share.at_most(0.87)
