from collections.abc import Callable

import numpy as np
import pytest

from dctaxi.analysis.studies.verdict import SearchRuns, verdict_sentences
from tests.conftest import Rate


def learns(name: str, *finals: float, trials: int = 3) -> SearchRuns:
    """Runs of a sampler that learns, each with its best in its last trial."""
    runs = tuple(np.append(np.full(trials - 1, final + 9.0), final) for final in finals)
    return SearchRuns(name, runs, None)


def draws(name: str, values: np.ndarray) -> SearchRuns:
    return SearchRuns(name, (values,), values)


def told(*searches: SearchRuns) -> str:
    return " ".join(verdict_sentences(searches))


def test_repeats_far_apart_are_told_apart() -> None:
    text = told(learns("slow", 9.1, 9.2, 9.3, 9.4), learns("fast", 5.1, 5.2, 5.3, 5.4))
    assert "After 3 trials each" in text
    assert "fast ends lower than slow by 4.00 USD" in text
    assert "more than noise" in text


def test_repeats_that_overlap_are_called_noise() -> None:
    text = told(learns("one", 5.0, 7.0, 6.0, 8.0), learns("two", 5.5, 7.5, 6.5, 4.5))
    assert "no two searches can be told apart" in text


def test_three_repeats_are_too_few_and_how_many_would_do_is_said() -> None:
    text = told(learns("one", 9.0, 9.1, 9.2), learns("two", 1.0, 1.1, 1.2))
    assert "3 repeats are too few" in text
    assert "at least 4 times" in text


def test_runs_are_compared_after_equally_many_trials() -> None:
    text = told(learns("short", 5.0, 5.1, 5.2, 5.3), learns("long", 1.0, 1.1, 1.2, 1.3, trials=50))
    assert "After 3 trials each" in text
    assert "short ends lower than long" in text


def test_one_run_of_a_sampler_that_learns_says_nothing() -> None:
    text = told(learns("one", 9.0), learns("two", 1.0))
    assert "Too early to say which is better: one and two each ran only once" in text


def test_runs_that_wait_for_their_first_trial_are_not_judged() -> None:
    waits = np.empty(0)
    searches = [SearchRuns(name, (np.array([1.0, 2.0]), waits), None) for name in ("one", "two")]
    assert verdict_sentences(searches) == (
        "Too early to say which is better: not every run has a trial yet.",
    )


def test_a_search_that_ran_once_or_twice_does_not_hide_what_the_others_show() -> None:
    slow, fast = learns("slow", 9.1, 9.2, 9.3, 9.4), learns("fast", 5.1, 5.2, 5.3, 5.4)
    once = told(slow, learns("once", 7.0, trials=1), fast)
    assert "After 3 trials each" in once
    assert "fast ends lower than slow by 4.00 USD" in once
    assert "once ran only once" in once
    many = learns("slow", *np.linspace(9, 9.1, 9)), learns("fast", *np.linspace(5, 5.1, 9))
    twice = told(*many, learns("twice", 7.0, 7.1))
    assert "fast ends lower than slow" in twice
    assert "Too few repeats to tell any difference between: fast and twice" in twice


def test_few_trials_at_random_are_not_compared() -> None:
    text = told(draws("a", np.array([1.0, 1.1])), draws("b", np.array([5.0, 5.1])))
    assert "2 trials are too few to compare them by: it takes 20." in text
    assert "is better" not in text


@pytest.mark.calibration
def test_of_ten_searches_at_random_that_are_alike_hardly_any_is_told_better(
    cases: Callable[[int], int], rate: Callable[[str, int, int], Rate]
) -> None:
    rng, n = np.random.default_rng(5), cases(200)
    found = sum(
        "is better" in told(*(draws(str(i), rng.lognormal(1, 0.5, 100)) for i in range(10)))
        for _ in range(n)
    )
    what = "of ten searches that are alike one is told better"
    assert rate(what, found, n) <= 0.05 + 3 * (0.05 * 0.95 / n) ** 0.5


def test_independent_trials_are_compared_by_themselves() -> None:
    rng = np.random.default_rng(0)
    low, high = rng.normal(5, 1, 200), rng.normal(9, 1, 200)
    text = told(draws("whole", high), draws("narrow", low))
    assert "narrow and whole both draw at random" in text
    assert "narrow is better. Expected best of 20 tries: " in text
    assert "inconclusive" not in text
    assert "compared: inconclusive" in told(draws("a", low[:100]), draws("b", low[100:]))
    assert "whole is better" in told(draws("narrow", high), draws("whole", low))


def test_a_random_search_says_nothing_of_one_that_learns() -> None:
    random = draws("random", np.random.default_rng(0).normal(5, 1, 50))
    assert "random and tpe each ran only once" in told(random, learns("tpe", 1.0))


@pytest.mark.parametrize("values", [[], [np.nan, np.nan]])
def test_searches_without_a_result_are_not_compared(values: list[float]) -> None:
    nothing = SearchRuns("empty", (np.array(values),), np.array(values))
    assert "Fewer than two" in told(nothing, learns("one", 1.0))


def test_repeats_of_one_search_have_nothing_to_be_compared_with() -> None:
    assert "are 2 repeats of one search" in told(learns("one", 1.0, 2.0))


def test_equal_values_and_zero_are_noise() -> None:
    assert "no two searches" in told(learns("a", *[0.0] * 4), learns("b", *[0.0] * 4))
    assert "inconclusive" in told(draws("a", np.zeros(20)), draws("b", np.zeros(20)))


def test_repeats_of_random_searches_have_one_answer() -> None:
    rng = np.random.default_rng(0)
    runs = [tuple(rng.normal(5 + shift, 1, 50) for _ in range(6)) for shift in (0, 4)]
    one, two = (
        SearchRuns(name, of, np.concatenate(of)) for name, of in zip("ab", runs, strict=True)
    )
    (sentence,) = verdict_sentences([one, two])
    assert "a is better" in sentence
    assert "trials each" in told(one, SearchRuns("c", runs[1], None))


def test_two_that_are_judged_by_repeats_are_not_judged_again_beside_one_that_learns() -> None:
    rng = np.random.default_rng(0)
    one, two, other = (
        SearchRuns(name, runs, np.concatenate(runs))
        for name, repeats in (("a", 6), ("b", 6), ("d", 1))
        for runs in [tuple(rng.normal(5, 1, 50) for _ in range(repeats))]
    )
    text = told(one, two, learns("c", 3.0), other)
    assert "After 50 trials each" in text
    assert "b and a both draw at random" not in text
    assert "d and a both draw at random" in text
    assert "c ran only once" in text
