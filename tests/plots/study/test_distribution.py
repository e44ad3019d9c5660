import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.plots.study.distribution import (
    DRAWN_STEPS,
    below_text,
    distribution_data,
    distribution_figure,
    distribution_rows,
    distribution_text,
)


def two(here=(1.0, 3.0, 2.0, np.nan), there=(4.0, 5.0)):
    return distribution_data([("here", here), ("the whole space", there)], [("best", 1.5)])


def test_values_are_sorted_and_those_without_a_result_counted():
    here, there = two().samples
    assert here.values.tolist() == [1, 2, 3]
    assert (here.total, here.without_result) == (4, 1)
    assert there.without_result == 0


def test_the_curve_is_the_share_at_or_below_and_ends_where_results_end():
    figure = distribution_figure(two(), template="light")
    curve = figure.data[0]
    assert curve.x[:4].tolist() == [1, 1, 2, 3]
    assert curve.y.tolist() == [0, 0.25, 0.5, 0.75, 0.75]
    assert curve.line.shape == "hv"
    assert figure.data[1].y[-1] == 1


@given(st.lists(st.floats(0.01, 1e4), min_size=1, max_size=60))
def test_the_curve_never_falls_and_says_the_truth_at_every_value(values):
    curve = distribution_figure(distribution_data([("x", values)]), template="dark").data[0]
    assert (np.diff(curve.y) >= 0).all()
    assert (np.diff(curve.x) >= 0).all()
    array = np.array(values)
    for value in values:
        at = curve.y[np.flatnonzero(curve.x <= value).max()]
        assert at == pytest.approx((array <= value).mean())


def test_long_curves_are_thinned_with_both_ends_kept():
    values = np.random.default_rng(0).lognormal(size=50_000)
    curve = distribution_figure(distribution_data([("x", values)]), template="light").data[0]
    assert len(curve.x) == DRAWN_STEPS + 2
    assert (curve.x[0], curve.x[-2]) == (values.min(), values.max())


def test_long_tails_get_a_log_axis_on_which_marks_stand_right():
    data = distribution_data([("x", [1.0, 1.2, 1.5, 300.0])], [("best", 1.1)])
    figure = distribution_figure(data, template="light")
    assert figure.layout.xaxis.type == "log"
    assert figure.layout.shapes[0].x0 == 1.1
    assert figure.layout.annotations[0].x == math.log10(1.1)
    assert distribution_text(data).endswith("The axis is logarithmic.")


def test_the_box_reaches_the_axis_end_where_it_lies_among_those_without_a_result():
    box = distribution_figure(two(), template="light", kind="strip").data[0]
    assert (box.q1[0], box.median[0], box.q3[0]) == (1.75, 2.5, two().limits.high)
    assert np.isnan(distribution_rows(two())["75 %"][0])
    assert list(box.x[0]) == [1, 2, 3]


def test_says_where_half_lies_and_what_is_missing():
    text = distribution_text(two())
    assert text.startswith("Half of the 4 trainings of here lie at or below 2.50 USD; half of the")
    assert "Without a result, so that the curve ends early: 1 of here." in text


def test_says_when_half_gave_no_result():
    text = distribution_text(distribution_data([("here", [1.0, np.nan, np.nan])]))
    assert text.startswith("Half of the 3 trainings of here gave no result.")


@pytest.mark.parametrize("kind", ["ecdf", "strip"])
def test_one_without_any_result_is_drawn_beside_one_that_has(kind):
    figure = distribution_figure(two(there=[np.nan]), template="light", kind=kind)
    assert len(figure.data) == 2


def test_without_any_result_says_so():
    data = distribution_data([("here", [np.nan])])
    assert distribution_text(data) == "No training has a result."
    assert not distribution_figure(data, template="light").data


def test_the_share_below_a_mark_counts_those_without_a_result() -> None:
    data = distribution_data([("a", [1.0, 2.0, 3.0, np.nan]), ("b", [9.0])], [("the line", 2.5)])
    assert below_text(data, "the line") == " Below the 2.50 USD of the line: 50% of a, 0% of b."


def test_the_name_of_a_single_mark_stands_where_there_is_room() -> None:
    values = [("x", np.linspace(10, 20, 11))]
    for mark, side in ((11.0, "left"), (15.0, "center"), (19.0, "right")):
        data = distribution_data(values, [("line", mark)])
        figure = distribution_figure(data, template="light")
        assert figure.layout.annotations[0].xanchor == side
    tail = distribution_data([("x", [1.0, 1.2, 1.5, 300.0])], [("line", 5.0)])
    assert distribution_figure(tail, template="light").layout.annotations[0].xanchor == "left"


def test_the_names_of_two_marks_meet_neither_each_other_nor_the_numbers_of_the_axis() -> None:
    values = [("x", np.linspace(10, 20, 11))]
    for best, sides, lifted in ((13.0, ["right", "left"], 0), (10.5, ["left", "left"], 15)):
        both = distribution_data(values, [("best", best), ("median", 15.0)])
        marks = distribution_figure(both, template="light").layout.annotations
        assert [mark.xanchor for mark in marks] == sides
        assert [mark.yshift for mark in marks] == [lifted, 0]
