import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.errors import SpaceError
from dctaxi.space.dimensions import (
    MAX_CHOICES,
    Choices,
    Fixed,
    FloatRange,
    IntRange,
    orders_of_magnitude,
)
from tests.space.space_strategies import float_ranges, int_ranges


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: IntRange(5, 5), "low"),
        (lambda: IntRange(6, 5), "low"),
        (lambda: IntRange(0, 5, log=True), "low"),
        (lambda: IntRange(1, 5, step=2, log=True), "step"),
        (lambda: IntRange(1, 5, step=0), "step"),
        (lambda: IntRange(1, 5, step=5), "step"),
        (lambda: IntRange(1.5, 5), "low"),
        (lambda: IntRange(1, True), "high"),
        (lambda: IntRange(1, 2**53), "high"),
        (lambda: IntRange(1, 5, log=1), "log"),
        (lambda: FloatRange(0.07, 0.009), "low"),
        (lambda: FloatRange(0.0, 1.0, log=True), "low"),
        (lambda: FloatRange(-1.0, 1.0, log=True), "low"),
        (lambda: FloatRange(0.1, 1.0, step=0.1, log=True), "step"),
        (lambda: FloatRange(0.1, 1.0, step=-0.1), "step"),
        (lambda: FloatRange(0.1, 1.0, step=1e-12), "step"),
        (lambda: FloatRange(1.0, 2.0, step=1 / 3), "step"),
        (lambda: FloatRange(math.nan, 1.0), "low"),
        (lambda: FloatRange(0.0, math.inf), "high"),
        (lambda: FloatRange(0.0, 10**400), "high"),
        (lambda: FloatRange(-1.7e308, 1.7e308), "high"),
        (lambda: FloatRange("0.1", 1.0), "low"),
        (lambda: Choices(()), "values"),
        (lambda: Choices("Adam"), "values"),
        (lambda: Choices((7, 11, 7)), "values[2]"),
        (lambda: Choices((1, 1.0)), "values[1]"),
        (lambda: Choices((7, math.nan)), "values[1]"),
        (lambda: Choices((7, None)), "values[1]"),
        (lambda: Choices((7, True)), "values[1]"),
        (lambda: Choices(tuple(range(MAX_CHOICES + 1))), "values"),
        (lambda: Fixed(math.inf), "value"),
        (lambda: Fixed(True), "value"),
        (lambda: Fixed([1]), "value"),
    ],
)
def test_refuses_what_cannot_be_sampled_and_names_the_field(make, field: str) -> None:
    with pytest.raises(SpaceError) as caught:
        make()
    assert str(caught.value).startswith(f"{field}: expected ")


@given(int_ranges(-1000, 1000))
def test_counts_exactly_the_whole_numbers_that_it_contains(dimension: IntRange) -> None:
    inside = [n for n in range(-1001, 1002) if dimension.contains(n)]
    assert len(inside) == dimension.size
    assert (inside[0], inside[-1]) == (dimension.low, dimension.last)


@given(st.one_of(int_ranges(-1000, 1000), float_ranges(1e-6, 10)))
def test_its_distribution_is_optunas_over_the_same_values(dimension: IntRange | FloatRange) -> None:
    # Optuna warns, and changes high, where no step meets it: warnings are errors here.
    distribution = dimension.distribution()
    assert (distribution.low, distribution.high) == (dimension.low, dimension.last)
    assert (distribution.step, distribution.log) == (dimension.step, dimension.log)
    assert dimension.contains(distribution.high)


def test_the_last_step_of_a_float_range_survives_binary_rounding() -> None:
    dimension = FloatRange(0.0, 0.3, step=0.1)
    assert (dimension.size, dimension.last) == (4, 0.3)
    assert dimension.contains(0.3)
    assert not dimension.contains(0.25)


def test_a_bool_is_no_number() -> None:
    assert not IntRange(0, 1).contains(True)
    assert not Choices((0, 1)).contains(True)
    assert not Fixed(1).contains(True)
    assert not FloatRange(0, 2).contains(True)


@pytest.mark.parametrize(
    ("dimension", "expected"),
    [
        (FloatRange(0.001, 0.1), 2.0),
        (IntRange(1, 1000, log=True), 3.0),
        (IntRange(0, 1000), None),
        (FloatRange(-1, 1), None),
        (Choices((1, 10)), None),
    ],
)
def test_orders_of_magnitude(dimension, expected: float | None) -> None:
    assert orders_of_magnitude(dimension) == (None if expected is None else pytest.approx(expected))
