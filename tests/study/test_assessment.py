import dataclasses
from dataclasses import replace

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.ensemble import HistGradientBoostingRegressor

from dctaxi.data import SampleSource, load_tables, prepare
from dctaxi.study import Gap
from dctaxi.study.assessment import (
    BASELINES,
    Assessment,
    Interval,
    assess,
    errors_of,
    median_interval,
)
from dctaxi.study.assessment_text import (
    NO_INTERVAL_TEXT,
    assessment_sentences,
    error_text,
    headline,
)
from dctaxi.study.held_out import line_on_distance
from dctaxi.workspace import Workspace


@pytest.fixture
def data(workspace: Workspace):
    return prepare(load_tables(SampleSource(rows=600), workspace), "distance")


def rmse(answers, fares):
    return float(np.sqrt(np.mean((answers - fares) ** 2)))


def test_baselines_learn_from_training_rows_and_are_judged_on_test_rows(data):
    fares = data.test[:, 0]
    found = assess(data.test[:, :1] + 1.0, data, data)
    assert found.model.rmse.value == pytest.approx(1.0)
    assert found.model.mae.value == pytest.approx(1.0)
    assert found.model.median.value == pytest.approx(1.0)
    assert found.each == (pytest.approx(1.0),)
    miles, test_miles = data.transform.miles(data.train), data.transform.miles(data.test)
    slope, start = np.polyfit(miles, data.train[:, 0], 1)
    trees = HistGradientBoostingRegressor(random_state=0).fit(data.train[:, 1:], data.train[:, 0])
    expected = {
        "mean": np.full(len(fares), data.train[:, 0].mean()),
        "line": start + slope * test_miles,
        "trees": trees.predict(data.test[:, 1:]),
    }
    assert list(expected) == list(BASELINES)
    for one in found.baselines:
        off = np.abs(expected[one.id] - fares)
        assert one.errors.rmse.value == pytest.approx(rmse(expected[one.id], fares), rel=1e-9)
        assert one.errors.mae.value == pytest.approx(off.mean(), rel=1e-9)
        assert one.errors.median.value == pytest.approx(np.median(off), rel=1e-9)
        assert one.gap.value == pytest.approx(1.0 - one.errors.rmse.value)
        assert one.gap.low <= one.gap.value <= one.gap.high


def test_every_baseline_that_is_not_beaten_is_named_the_strongest_first(data):
    found = assess(data.test[:, :1] + 50.0, data, data)
    ranked = sorted(found.baselines, key=lambda one: one.errors.rmse.value)
    named = ", ".join(f"{BASELINES[one.id]} {one.errors.rmse.value:.2f}" for one in ranked)
    assert headline(found, "Trial 3", "EUR") == (
        f"Trial 3: 50.00 EUR off (RMSE) on 100 test rows; {named}: not a model to use yet."
    )


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (Gap(0.2, 0.1, 0.5), ": not a model to use yet."),
        (Gap(0.2, 0.0, 0.5), ": inconclusive."),
        (Gap(-0.2, -0.5, 0.1), ": inconclusive."),
        (Gap(-0.2, -0.5, -0.1), "better than all baselines, the strongest "),
    ],
)
def test_a_verdict_needs_an_interval_without_zero(data, gap, words):
    found = assess(data.test[:, :1] + 1.0, data, data)
    baselines = tuple(dataclasses.replace(one, gap=gap) for one in found.baselines)
    assert words in headline(dataclasses.replace(found, baselines=baselines), "It", "USD")


def test_a_handful_of_rows_tells_nothing(data):
    few = dataclasses.replace(data, test=data.test[:49])
    said = headline(assess(few.test[:, :1] + 0.01, data, few), "It", "USD")
    assert "too few rows to compare them: hold back 50 or more" in said
    assert "on 49 test rows" in said


def test_the_mean_error_is_said_and_mae_has_its_own_baseline(data):
    found = assess(data.test[:, :1] + np.array([[2.5]]), data, data)
    assert found.model.bias.value == pytest.approx(2.5)
    nearest = min(found.baselines, key=lambda one: one.errors.mae.value)
    (said,) = (one for one in assessment_sentences(found, "USD") if one.startswith("Mean error"))
    assert said.startswith("Mean error +2.50 USD (no interval). Mean absolute")
    assert said.endswith(f"{BASELINES[nearest.id]} {nearest.errors.mae.value:.2f}.")


@pytest.mark.parametrize(
    ("interval", "said"),
    [
        (Interval(0.5, 0.1, 0.9), "+0.50 USD (0.10 to 0.90): answers are too high on average. "),
        (Interval(-0.5, -0.9, -0.1), "(-0.90 to -0.10): answers are too low on average. "),
        (Interval(0.5, -0.1, 1.1), "+0.50 USD (-0.10 to 1.10). "),
        (Interval(-0.5, -1.0, 0.0), "-0.50 USD (-1.00 to 0.00). "),
    ],
)
def test_a_mean_error_has_a_direction_where_its_interval_leaves_out_zero(data, interval, said):
    found = assess(data.test[:, :1], data, data)
    errors = dataclasses.replace(found.model, bias=interval)
    sentences = assessment_sentences(dataclasses.replace(found, model=errors), "USD")
    assert sentences[1].startswith("Mean error ")
    assert f"{said}Mean absolute error" in sentences[1]


def test_rows_whose_fares_or_years_training_lacks_are_said(data):
    year = 1 + data.feature_names.index("year_integer")
    later = data.test.copy()
    later[:, 0] *= 2
    later[:, year] = data.train[:, year].max() + 1
    found = assess(later[:, :1], data, dataclasses.replace(data, test=later))
    fares, years = assessment_sentences(found, "EUR")[2:4]
    assert fares.startswith(
        "Their fares differ from the training fares: on average "
        f"{later[:, 0].mean():.2f} EUR, in training {data.label_mean:.2f} (KS distance 0."
    )
    assert years.startswith("100% of these rows are of years that training lacks")
    assert len(assessment_sentences(assess(data.test[:, :1], data, data), "EUR")) == 3


@pytest.mark.parametrize("answer", [np.inf, np.nan, -1e200])
def test_answers_that_are_no_numbers_or_no_fares_are_not_judged(data, answer):
    assert assess(np.full((len(data.test), 1), answer), data, data) is None


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=80))
def test_the_interval_of_a_median_lies_around_it_and_among_the_values(values):
    found = median_interval(np.array(values))
    if len(values) < 6:
        assert (found.low, found.high) == (None, None)
    else:
        assert found.low <= found.value <= found.high
        assert {found.low, found.high} <= set(values)


def test_means_have_an_interval_from_500_rows_on_and_the_median_from_six(data):
    def judged(rows):
        test = np.tile(data.test, (5, 1))[:rows]
        return assess(test[:, :1] + 0.01 * np.arange(rows)[:, None], data, replace(data, test=test))

    few, many = judged(499), judged(500)
    assert few.model.rmse[1:] == few.model.mae[1:] == (None, None)
    assert few.model.median.low < few.model.median.high
    assert NO_INTERVAL_TEXT in assessment_sentences(few, "USD")
    for error in (many.model.rmse, many.model.mae, many.model.bias):
        assert error.low < error.value < error.high
    assert NO_INTERVAL_TEXT not in assessment_sentences(many, "USD")
    assert judged(5).model.median[1:] == (None, None)
    assert error_text(few.model.rmse, "USD").endswith(" USD (no interval)")
    assert msgspec.json.decode(msgspec.json.encode(few), type=Assessment) == few


def test_the_interval_of_a_median_holds_it_in_95_of_100_draws():
    rng = np.random.default_rng(0)
    drawn = rng.exponential(size=(2000, 101))
    inside = [(one := median_interval(row)).low <= np.log(2) <= one.high for row in drawn]
    assert 0.94 < np.mean(inside) < 0.98


@pytest.mark.calibration
@pytest.mark.parametrize("answer", ["mean", "line", "trees"])
def test_the_interval_of_an_rmse_holds_that_of_all_trips(answer, workspace, cases, rate):
    """The squared errors of the sample have a skewness of 20 to 55."""
    whole = prepare(load_tables(SampleSource(rows=100_000), workspace), "distance")
    fitted = replace(whole, train=whole.train[:2_000])
    rows = np.vstack([whole.val, whole.test, whole.train[2_000:]])
    if answer == "mean":
        answers = np.full(len(rows), fitted.train[:, 0].mean())
    elif answer == "line":
        answers = line_on_distance(fitted, rows)
    else:
        trees = HistGradientBoostingRegressor(random_state=0)
        answers = trees.fit(fitted.train[:, 1:], fitted.train[:, 0]).predict(rows[:, 1:])
    off = answers - rows[:, 0]
    truth, rng, n = np.sqrt(np.mean(off**2)), np.random.default_rng(0), cases(300)
    for size in (500, 1_000):
        found = [errors_of(rng.choice(off, (size, 1)))[0][0].rmse for _ in range(n)]
        held = sum(one.low <= truth <= one.high for one in found)
        told = f"the RMSE of {answer} is in its interval on {size:,} rows"
        assert rate(told, held, n).at_least(0.913)
