import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.populations.cells import cell_values, even_order
from dctaxi.space import Choices, Fixed, FloatRange, IntRange


def test_a_range_is_cut_into_equal_cells_that_stand_for_their_middles():
    assert cell_values(FloatRange(0.0, 1.0), 4) == pytest.approx((0.125, 0.375, 0.625, 0.875))


def test_a_range_in_log_scale_is_cut_in_log_scale():
    values = cell_values(FloatRange(0.001, 1.0, log=True), 3)
    assert values == pytest.approx((10**-2.5, 10**-1.5, 10**-0.5))


def test_few_values_get_a_cell_each_whatever_the_scale():
    assert cell_values(IntRange(1, 4, log=True), 16) == (1, 2, 3, 4)
    assert cell_values(IntRange(10, 40, step=10), 4) == (10, 20, 30, 40)
    assert cell_values(FloatRange(0.1, 0.3, step=0.1), 8) == pytest.approx((0.1, 0.2, 0.3))


def test_choices_keep_their_order_and_a_fixed_value_is_one_cell():
    assert cell_values(Choices(("SGD", "Adam")), 16) == ("SGD", "Adam")
    assert cell_values(Fixed(3), 16) == (3,)


@given(st.integers(1, 40), st.integers(0, 200), st.integers(1, 9), st.booleans(),
       st.integers(2, 64))  # fmt: skip
def test_whole_numbered_cells_are_values_of_the_range_in_order(low, width, step, log, count):
    if width < step:
        return
    dimension = IntRange(low, low + width, step=1 if log else step, log=log)
    values = cell_values(dimension, count)
    assert all(dimension.contains(value) for value in values)
    assert list(values) == sorted(set(values))
    assert 1 <= len(values) <= count
    if dimension.size <= count:
        assert len(values) == dimension.size


@given(st.integers(1, 64), st.integers(1, 64))
def test_every_cell_comes_once(columns, rows):
    order = even_order(columns, rows)
    assert {tuple(cell) for cell in order.tolist()} == {
        (column, row) for column in range(columns) for row in range(rows)
    }
    assert len(order) == columns * rows


@pytest.mark.parametrize("side", [4, 8, 16, 32])
@pytest.mark.parametrize("level", [1, 2])
def test_whatever_is_done_is_spread_evenly(side, level):
    """After 4 or 16 cells of a square, each quarter or sixteenth of it has exactly one."""
    blocks = 2**level
    done = even_order(side, side)[: blocks**2] * blocks // side
    assert len(np.unique(done, axis=0)) == blocks**2
