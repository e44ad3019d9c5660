"""What is said of searches, held against simulated searches whose truth is known."""

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from dctaxi.analysis.statistics import Estimate
from dctaxi.populations import Trained
from dctaxi.populations.rows import InMemory
from dctaxi.searches import (
    SearchesPlan,
    beside,
    beside_sentences,
    curves,
    gains,
    searches_json,
    searches_text,
    stop_sentence,
)
from dctaxi.searches.statistics import Gain, gain
from dctaxi.space import PRESETS

SPACE = PRESETS["chapter"].space


def searches_of(values, held, **changes) -> Trained[SearchesPlan]:
    """Return searches whose trials have these values ``[searches, trials]`` and held scores."""
    values, held = np.asarray(values, float), np.asarray(held, float)
    repeats, trials = values.shape
    best = np.minimum.accumulate(values, axis=1)
    new = np.concatenate([np.ones((repeats, 1), bool), best[:, 1:] < best[:, :-1]], axis=1)
    frame = pd.DataFrame({
        "member": np.arange(values.size),
        "sampler": "tpe",
        "repeat": np.repeat(np.arange(repeats), trials),
        "trial": np.tile(np.arange(trials), repeats),
        "objective": values.ravel(),
        "status": "finished",
        "held_rmse": np.where(new, held, np.nan).ravel(),
    })  # fmt: skip
    plan = SearchesPlan(SPACE, repeats=repeats, n_trials=trials, **changes)
    return Trained(plan, InMemory(frame), 1.0, "cpu", True, datetime.now(UTC), "data", {})


def test_a_curve_is_what_the_best_so_far_scores_on_the_held_back_rows():
    searches = searches_of([[5, 4, 6, 3], [2, 3, 1, 4]], [[50, 41, 0, 33], [20, 0, 25, 0]])
    np.testing.assert_array_equal(curves(searches), [[50, 41, 41, 33], [20, 20, 25, 25]])


def test_a_search_that_has_not_ended_has_no_curve():
    searches = searches_of([[5, 4], [2, 3]], [[50, 41], [20, 0]])
    cut = Trained(**{**vars(searches), "rows": InMemory(searches.frame[:3])})
    assert np.isnan(curves(cut)[1]).all()


def test_spaces_are_compared_pair_by_pair():
    rng = np.random.default_rng(0)
    base = rng.normal(5, 1, (32, 1))
    whole = searches_of(base, base)
    inside = searches_of(base - 0.2, base - 0.2 + rng.normal(0, 0.05, (32, 1)))
    found = beside(inside, whole)
    assert found.pairs == 32
    assert found.difference.value == pytest.approx(-0.2, abs=0.05)
    assert found.difference.high < 0
    assert found.wins.value > 0.9
    assert beside_sentences(found)[0].startswith("Better: a search of these ranges ends lower")
    other = beside(whole, inside)
    assert beside_sentences(other)[0].startswith("Worse: a search of these ranges ends higher")


def test_alike_spaces_are_inconclusive():
    rng = np.random.default_rng(1)
    one, other = (searches_of(v, v) for v in rng.normal(5, 1, (2, 32, 1)))
    found = beside(one, other)
    assert found.is_noise
    assert beside_sentences(found)[0].startswith("Inconclusive: ")


def test_a_handful_of_pairs_tells_nothing():
    values = np.full((5, 1), 5.0)
    found = beside(searches_of(values - 1, values - 1), searches_of(values, values))
    assert found.is_noise
    assert beside_sentences(found)[0] == (
        "Inconclusive: 5 pairs of searches are too few, it takes 6 or more. The median "
        "difference is -1.000 USD."
    )
    assert "too few for an interval" in beside_sentences(found)[1]
    document = searches_json(searches_of(values, values))
    assert document["median"] == {"value": 5.0, "low": None, "high": None}


def test_the_best_of_many_needs_more_pairs_to_be_told():
    rng = np.random.default_rng(0)
    values = rng.normal(5, 0.01, (8, 1))
    inside, whole = searches_of(values - 1, values - 1), searches_of(values, values)
    assert not beside(inside, whole).is_noise
    assert beside(inside, whole, compared=29).is_noise
    assert beside(inside, whole, compared=29).needed == 11


def test_where_too_few_found_anything_no_mean_is_told():
    falls = np.zeros(32)
    falls[:3] = 1.0
    found = gain(falls, 10, 10)
    assert found.usd is None
    assert found.found.value == pytest.approx(3 / 32)


def test_text_and_json_tell_ends_and_gains():
    rng = np.random.default_rng(2)
    values = rng.lognormal(size=(32, 60))
    searches = searches_of(values, values)
    text = searches_text(searches)
    assert "32 of 32 searches of 60 trials ended" in text
    assert "After 10 trials the next 50 bring" in text
    document = searches_json(searches)
    assert document["searches"] == 32
    assert len(document["curves"][0]) == 60
    assert {(g["after"], g["more"]) for g in document["gains"]} >= {(10, 10), (10, 50), (50, 10)}


def falls_of(rng, searches, after, more, noise):
    values = rng.lognormal(size=(searches, after + more))
    held = values + noise * rng.standard_normal(values.shape)
    rows = np.arange(searches)
    first, last = values[:, :after].argmin(axis=1), values.argmin(axis=1)
    return held[rows, first] - held[rows, last]


@pytest.mark.calibration
@pytest.mark.parametrize("noise", [0.0, 0.3])
@pytest.mark.parametrize(("after", "more"), [(10, 10), (40, 10), (10, 50), (50, 50), (50, 100)])
def test_intervals_of_gains_hold_the_true_gain(after, more, noise, cases, rate):
    rng, n = np.random.default_rng(after + more), cases(1000)
    truth = np.mean([falls_of(rng, 4000, after, more, noise).mean() for _ in range(50)])
    told = [gain(falls_of(rng, 32, after, more, noise), after, more).usd for _ in range(n)]
    held = [one.low <= truth <= one.high for one in told if one is not None]
    assert len(held) > n / 2
    told = f"after {after} trials {more} more, noise {noise}: the gain in its interval"
    assert rate(told, sum(held), len(held)).at_least(0.93)


@pytest.mark.calibration
@pytest.mark.parametrize("shift", [0.0, 0.3])
@pytest.mark.parametrize("searches", [8, 32, 100])
def test_intervals_of_the_difference_hold_the_true_median(searches, shift, cases, rate):
    rng = np.random.default_rng(searches)
    held, wins, n = 0, 0, cases(500)
    truth = 1 / 2 if shift == 0 else None
    for _ in range(n):
        common = rng.normal(0, 1, searches)
        whole = 5 + common + rng.exponential(1, searches)
        inside = 5 + common + rng.exponential(1, searches) - shift
        one, other = (searches_of(v[:, None], v[:, None]) for v in (inside, whole))
        found = beside(one, other)
        held += found.difference.low <= -shift <= found.difference.high
        wins += truth is None or found.wins.low <= truth <= found.wins.high
    where = f"{searches} searches, {shift} apart"
    assert rate(f"{where}: the difference in its interval", held, n).at_least(0.93)
    assert rate(f"{where}: the share of wins in its interval", wins, n).at_least(0.93)


@pytest.mark.parametrize(
    ("falls", "said"),
    [
        (((0.2, 0.1, 0.3),), "More trials still pay: the next 10 bring 0.200 USD (0.100 to"),
        (
            ((0.05, -0.1, 0.1),),
            "The next 10 trials bring 0.050 USD (-0.100 to 0.100) on average. About 512 searches ",
        ),
        (((0.01, -0.01, 0.051),), "The next 10 trials bring 0.010 USD"),
        (((0.01, -0.01, 0.049),), "You may stop: even the next 10 trials bring 0.010 USD (-0.010"),
        (((0.02, 0.01, 0.03),), "You may stop: even the next 10"),
        (((0.2, 0.1, 0.3), (0.0, -0.01, 0.01)), "More trials still pay"),
        (((-0.2, -0.3, -0.1),), "You had better stop: on rows that chose nothing, what is best"),
        ((None,), "In the next 10 trials 25% of the searches find anything better"),
        ((), "Too few searches have ended to say."),
    ],
)
def test_whether_to_stop_is_said_in_a_sentence(falls, said):
    found = [
        Gain(50, 10, None if one is None else Estimate(*one), Estimate(0.25, 0.1, 0.5), 2.5, 32)
        for one in falls
    ]
    assert stop_sentence(found).startswith(said)


def test_an_interval_as_wide_as_the_margin_decides_whatever_the_mean():
    undecided = Gain(50, 10, Estimate(0.1, -0.1, 0.3), Estimate(0.5, 0.4, 0.6), 5.0, 32)
    assert undecided.margin == pytest.approx(0.1)
    assert undecided.needed == 32 * 4**2
    assert "About 512 searches instead of 32 would decide." in stop_sentence([undecided])
    wide = Gain(50, 10, Estimate(0.05, -0.9, 1.0), Estimate(0.5, 0.4, 0.6), 5.0, 32)
    rare = Gain(50, 10, None, Estimate(0.125, 0.0, 0.3), 5.0, 32)
    assert not any("would decide" in stop_sentence([one]) for one in (wide, rare))


@pytest.mark.calibration
@pytest.mark.parametrize(
    ("share", "mean", "deviation"),
    [(0.5, 0.05, 0.1), (0.5, 0.0, 0.1), (0.5, 0.02, 0.2), (0.5, 0.05, 0.2), (0.25, 0.05, 0.2)],
)
def test_so_many_searches_as_are_named_decide(share, mean, deviation, cases, rate):
    """Of searches that find something else in some cases, scoring 2.5 USD before."""
    rng = np.random.default_rng(1)

    def told(searches):
        found = rng.random(searches) < share
        falls = np.where(found, rng.normal(mean, deviation, searches), 0.0)
        return gain(falls, 50, 50)._replace(stood_at=2.5)

    first = [told(32) for _ in range(cases(600))]
    named = [one.needed for one in first if "would decide" in stop_sentence([one])]
    second = [stop_sentence([told(n)]) for n in named]
    rate(f"{share}, {mean}, {deviation}: a number is told", len(named), len(first))
    decided = sum(text.startswith(("You", "More trials still pay")) for text in second)
    found = rate(f"{share}, {mean}, {deviation}: so many decide", decided, len(named))
    assert found.at_least(0.9)


def test_what_is_worse_is_told_as_an_amount_above_zero():
    worse = Gain(50, 10, Estimate(-0.2, -0.3, -0.1), Estimate(1, 0.9, 1), 2.5)
    assert "by 0.200 USD (0.100 to 0.300)" in stop_sentence([worse])


def test_searches_that_gain_are_not_told_to_stop_because_few_show_it():
    rng = np.random.default_rng(3)
    for _ in range(20):
        falls = np.where(rng.random(32) < 0.5, rng.normal(0.3, 1.2, 32), 0.0)
        assert "may stop" not in stop_sentence([gain(falls, 100, 100)._replace(stood_at=2.5)])


def test_gains_are_of_searches_that_had_a_result_by_then():
    values = np.tile(np.linspace(9, 2, 30), (8, 1))
    held = values.copy()
    held[1:, :15] = np.nan
    found = gains(searches_of(values, held), after=(10, 20))
    assert [one.after for one in found] == [20]
    assert found[0].stood_at == held[0, 19]
    with pytest.raises(ValueError, match="at least one fall"):
        gain(np.full(2, np.nan), 10, 10)


def test_falls_that_are_all_alike_have_a_mean():
    assert gain(np.full(8, 0.1), 10, 10).usd == pytest.approx((0.1, 0.1, 0.1))
