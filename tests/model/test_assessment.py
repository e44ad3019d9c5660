import dataclasses
from dataclasses import replace

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.ensemble import HistGradientBoostingRegressor

from dctaxi.data import SampleSource, load_tables, prepare
from dctaxi.model.assessment import BASELINES, Assessment, assess, errors_of, median_interval
from dctaxi.model.words import NO_INTERVAL_TEXT, _assessment, shown, verdict
from dctaxi.study import Gap, line_on_distance
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


def test_where_a_baseline_is_better_the_first_sentence_says_so(data):
    found = assess(data.test[:, :1] + 50.0, data, data)
    best = BASELINES[found.best_baseline.id]
    said = verdict(found, "EUR")
    verb = "answer" if best.endswith("trees") else "answers"
    assert said.lower().startswith(f"{best} {verb} better than this model")
    assert f"{found.best_baseline.errors.rmse.value:.2f} against 50.00 EUR" in said


def test_a_model_that_beats_all_baselines_beyond_noise_is_said_to(data):
    assert verdict(assess(data.test[:, :1] + 0.01, data, data), "USD").startswith(
        "The model beats all three baselines"
    )


def test_a_model_that_is_level_with_a_baseline_is_not_said_to_beat_it(data):
    found = assess(data.test[:, :1] * 0 + data.label_mean, data, data)
    mean = found.baselines[0]
    assert (mean.id, mean.gap.value) == ("mean", pytest.approx(0.0))
    trees = HistGradientBoostingRegressor(random_state=0).fit(data.train[:, 1:], data.train[:, 0])
    line = np.polyfit(data.transform.miles(data.train), data.train[:, 0], 1)
    answers = np.polyval(line, data.transform.miles(data.test))
    better = min(
        (answers, trees.predict(data.test[:, 1:])), key=lambda one: rmse(one, data.test[:, 0])
    )
    near = better + 1e-3 * (data.test[:, 0] - better)  # closer, and by nothing to speak of
    said = verdict(assess(near[:, None], data, data), "USD")
    assert "beats" not in said or assess(near[:, None], data, data).best_baseline.gap.high < 0


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (Gap(0.2, 0.1, 0.5), "better than this model: "),
        (Gap(0.2, -0.1, 0.5), "The model is not told apart from"),
        (Gap(0.2, 0.0, 0.5), "The model is not told apart from"),
        (Gap(-0.2, -0.5, 0.1), "The model is not told apart from"),
        (Gap(-0.2, -0.5, -0.1), "The model beats all three baselines"),
    ],
)
def test_a_verdict_needs_an_interval_without_zero(data, gap, words):
    found = assess(data.test[:, :1] + 1.0, data, data)
    baselines = tuple(dataclasses.replace(one, gap=gap) for one in found.baselines)
    assert words in verdict(dataclasses.replace(found, baselines=baselines), "USD")


def test_a_handful_of_rows_tells_nothing(data):
    few = dataclasses.replace(data, test=data.test[:49])
    said = verdict(assess(few.test[:, :1] + 0.01, data, few), "USD")
    assert said.startswith("49 rows are too few to tell whether this model is better than")


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
    assert NO_INTERVAL_TEXT in _assessment(few, "USD")
    for error in (many.model.rmse, many.model.mae):
        assert error.low < error.value < error.high
    assert NO_INTERVAL_TEXT not in _assessment(many, "USD")
    assert judged(5).model.median[1:] == (None, None)
    assert shown(few.model.rmse, "USD").endswith(" USD (no interval)")
    assert msgspec.json.decode(msgspec.json.encode(few), type=Assessment) == few


def test_the_interval_of_a_median_holds_it_in_95_of_100_draws():
    rng = np.random.default_rng(0)
    drawn = rng.exponential(size=(2000, 101))
    inside = [(one := median_interval(row)).low <= np.log(2) <= one.high for row in drawn]
    assert 0.94 < np.mean(inside) < 0.98


@pytest.mark.calibration
@pytest.mark.parametrize("answer", ["mean", "line", "trees"])
def test_the_interval_of_an_rmse_holds_that_of_all_trips(answer, workspace, rate):
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
    off = np.abs(answers - rows[:, 0])
    truth, rng, cases = np.sqrt(np.mean(off**2)), np.random.default_rng(0), 300
    for size in (500, 1_000):
        found = [errors_of(rng.choice(off, (size, 1)))[0][0].rmse for _ in range(cases)]
        held = sum(one.low <= truth <= one.high for one in found)
        assert rate(f"the RMSE of {answer} is in its interval on {size:,} rows", held, cases) > 0.91
