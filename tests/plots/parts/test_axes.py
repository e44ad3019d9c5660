import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.analysis.reading import Parameter
from dctaxi.plots.parts.axes import NOT_USED, axis_of, listed_values
from dctaxi.plots.parts.points import spread


def test_a_log_axis_is_in_powers_of_ten_with_readable_ticks(lr: Parameter) -> None:
    axis = axis_of(lr, pd.Series([0.01, 0.1, 1.0]))
    assert axis.positions(pd.Series([0.01, 0.1, 1.0])).tolist() == [-2.0, -1.0, 0.0]
    assert axis.tick_texts == ("0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1")
    assert (axis.low, axis.high, axis.unused) == (-2.0, 0.0, None)
    assert axis.ends == (-2.0, 0.0)
    assert axis.range_positions(0.1, 1.0) == (-1.0, 0.0)


def test_few_whole_numbers_are_all_ticks(batch_size: Parameter) -> None:
    axis = axis_of(batch_size, pd.Series([1, 4]))
    assert axis.tick_texts == ("1", "2", "3", "4")
    assert axis.all_ticked


def test_a_missing_conditional_parameter_has_its_own_tick(
    width: Parameter, dropout: Parameter
) -> None:
    widths = pd.Series([7.0, np.nan, 11.0])
    axis = axis_of(width, widths)
    assert axis.positions(widths).tolist() == [0.0, -1.0, 1.0]
    assert axis.tick_texts == (NOT_USED, "7", "11")
    shares = pd.Series([0.0, np.nan, 1.0])
    axis = axis_of(dropout, shares)
    assert axis.positions(shares).tolist() == [0.0, axis.unused, 1.0]
    assert axis.unused is not None
    assert axis.unused < 0
    assert axis.ends == (0.0, 1.0)
    assert not axis.all_ticked


def test_categories_of_any_kind_find_their_place() -> None:
    for choices in (("Adam", "SGD"), (0, 1), (0.5, 2.0), (True, False)):
        parameter = Parameter("p", "categorical", choices=choices)
        values = pd.Series(list(choices))
        assert axis_of(parameter, values).positions(values).tolist() == [0.0, 1.0]


def test_none_is_a_category_where_it_is_a_choice() -> None:
    parameter = Parameter("p", "categorical", choices=(True, None))
    values = pd.Series([True, None], dtype=object)
    axis = axis_of(parameter, values)
    assert axis.unused is None
    assert axis.positions(values).tolist() == [0.0, 1.0]


def test_a_range_of_one_value_has_an_axis() -> None:
    for parameter in (Parameter("p", "int", 5, 5), Parameter("p", "float", 5, 5, log=True)):
        axis = axis_of(parameter, pd.Series([5]))
        assert axis.low < axis.positions(pd.Series([5]))[0] < axis.high


def test_the_value_zero_is_a_value(dropout: Parameter) -> None:
    zeros = pd.Series([0.0, 0.0])
    assert axis_of(dropout, zeros).positions(zeros).tolist() == [0.0, 0.0]


def test_few_values_are_listed_and_ranges_are_not(
    lr: Parameter, batch_size: Parameter, width: Parameter
) -> None:
    assert listed_values(width) == (7, 11)
    assert listed_values(batch_size) == (1, 2, 3, 4)
    assert listed_values(lr) == ()
    assert len(listed_values(Parameter("steps", "int", 1, 12, step=1))) == 12
    assert listed_values(Parameter("steps", "int", 0, 12, step=1)) == ()
    assert listed_values(Parameter("share", "float", 0.0, 0.5, step=0.25)) == (0.0, 0.25, 0.5)


@given(st.integers(0, 200))
def test_points_of_one_value_stay_nearest_to_it_and_apart(count: int) -> None:
    at, numbers = np.full(count, 3.0), np.arange(count)
    apart = spread(at, numbers)
    assert (np.abs(apart - 3.0) < 0.5).all()
    assert len(np.unique(apart)) == count
    both = np.column_stack([apart, spread(at, numbers, up=True)])
    if count > 20:
        assert abs(np.corrcoef(both.T)[0, 1]) < 0.5
