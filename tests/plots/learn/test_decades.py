import math

import pytest

from dctaxi.plots.learn.decades import DRAWN_POINTS, decades_figure
from dctaxi.teaching.log_scale import spread


def test_the_bars_are_the_counts_of_the_chapter():
    figure = decades_figure(spread(), template="light")
    bars = {trace.name: trace for trace in figure.data if trace.type == "bar"}
    assert list(bars["linear scale"].y) == [3, 27, 269]
    assert list(bars["log scale"].y) == [100, 100, 99]
    assert list(bars["linear scale"].text) == ["3", "27", "269"]


def test_the_two_bars_of_an_order_of_magnitude_stand_in_it_side_by_side():
    linear, log = (
        trace for trace in decades_figure(spread(), template="light").data if trace.type == "bar"
    )
    for place, (left, right) in enumerate(zip(linear.x, log.x, strict=True)):
        assert place < left - linear.width / 2
        assert left + linear.width / 2 < right - log.width / 2
        assert right + log.width / 2 < place + 1


def test_every_sample_is_a_stroke_at_its_place_in_the_colour_of_its_bars():
    found = spread(0.001, 100.0, 50)
    figure = decades_figure(found, template="dark")
    bars = [trace for trace in figure.data if trace.type == "bar"]
    strokes = [trace for trace in figure.data if trace.type == "scatter"]
    for points, bar, stroke in zip(
        (found.linear_points, found.log_points), bars, strokes, strict=True
    ):
        assert [10**x for x in stroke.x] == pytest.approx(points.tolist())
        red = int(bar.marker.color[1:3], 16)
        assert stroke.marker.color.startswith(f"rgba({red},")


def test_many_samples_are_thinned_with_both_ends_kept():
    figure = decades_figure(spread(1.0, 1000.0, 10_000), template="light")
    strokes = next(trace for trace in figure.data if trace.type == "scatter")
    assert len(strokes.x) == len(strokes.y) == DRAWN_POINTS
    assert (strokes.x[0], strokes.x[-1]) == pytest.approx((0, math.log10(1000)))
