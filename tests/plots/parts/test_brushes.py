import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.analysis import Range, Selection
from dctaxi.analysis.reading import Parameter
from dctaxi.analysis.selection import Category
from dctaxi.plots.parts.axes import axis_of
from dctaxi.plots.parts.brushes import brushed, brushes_of

LR = Parameter("lr", "float", 0.01, 1.0, log=True)
SIZE = Parameter("size", "int", 1, 100)
WIDTH = Parameter("width", "categorical", choices=(7, 11, 13))


def test_a_range_is_brushed_in_the_scale_of_its_axis_and_open_ends_reach_the_axis_end() -> None:
    axis = axis_of(LR, pd.Series([0.1]))
    for limits, brush in (
        (Range("params_lr", 0.1, 1.0), (-1.0, 0.0)),
        (Range("params_lr", None, 0.1), (-2.0, -1.0)),
        (Range("params_lr", 0.0, 7.0), (-2.0, 0.0)),
    ):
        assert brushes_of(axis, "params_lr", Selection(ranges=(limits,))) == (brush,)
    assert brushes_of(axis, "params_lr", Selection()) == ()


def test_wanted_categories_and_not_used_are_brushed_at_their_ticks() -> None:
    axis = axis_of(WIDTH, pd.Series([7.0, np.nan]))
    selection = Selection(categories=(Category("params_width", (None, 11)),))
    assert brushes_of(axis, "params_width", selection) == (
        pytest.approx((-1.09, -0.91)),
        pytest.approx((0.91, 1.09)),
    )


def test_a_brush_of_ticks_wants_their_categories() -> None:
    axis = axis_of(WIDTH, pd.Series([7.0, np.nan]))
    selection = brushed(axis, "params_width", [(-1.2, 0.4), (1.9, 2.0)], Selection())
    assert selection.values_of("params_width") == (None, 7, 13)
    assert brushed(axis, "params_width", [(-1.0, 2.0)], selection) == Selection()
    assert brushed(axis, "params_width", [], selection) == Selection()


def test_a_brush_up_to_an_end_leaves_the_range_open_there() -> None:
    axis = axis_of(LR, pd.Series([0.1]))
    assert brushed(axis, "params_lr", [(-2.0, -1.0)], Selection()) == Selection(
        ranges=(Range("params_lr", None, 0.1),)
    )
    assert brushed(axis, "params_lr", [(-1.0, 0.0)], Selection()).ranges == (
        Range("params_lr", 0.1, None),
    )
    assert brushed(axis, "params_lr", [(-2.0, 0.0)], Selection()) == Selection()


def test_a_brush_beside_the_trials_that_lack_a_parameter_leaves_those_out() -> None:
    values = pd.Series([0.01, 0.1, 1.0, np.nan], name="params_lr")
    axis = axis_of(LR, values)
    assert axis.unused is not None
    used = brushed(axis, "params_lr", [axis.ends], Selection())
    unused = brushed(axis, "params_lr", [(axis.low - 0.1, axis.low + 0.1)], Selection())
    both = brushed(axis, "params_lr", [(axis.low, -0.5)], Selection())
    rows = pd.DataFrame({"params_lr": values})
    assert used.apply(rows)["params_lr"].tolist() == [0.01, 0.1, 1.0]
    assert unused.apply(rows)["params_lr"].isna().tolist() == [True]
    assert both.apply(rows)["params_lr"].fillna(0).tolist() == [0.01, 0.1, 0]
    assert brushed(axis, "params_lr", [(axis.low, axis.high)], used) == Selection()


def test_a_brush_between_two_whole_numbers_takes_the_nearest() -> None:
    axis = axis_of(SIZE, pd.Series([5]))
    assert brushed(axis, "params_size", [(4.8, 4.9)], Selection()).range_of("params_size") == (
        "params_size",
        5.0,
        5.0,
    )


@given(st.floats(-2.0, 0.0), st.floats(-2.0, 0.0))
def test_a_brush_comes_back_where_it_was_drawn(one: float, other: float) -> None:
    axis = axis_of(LR, pd.Series([0.1]))
    low, high = sorted((one, other))
    for brush in brushes_of(axis, "c", brushed(axis, "c", [(low, high)], Selection())):
        assert brush == pytest.approx((low, high), abs=1e-3)
