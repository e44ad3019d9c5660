import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.errors import SpaceError
from dctaxi.space.generated import arithmetic, geometric, powers_of_two


def test_powers_of_two_as_the_chapters_batch_sizes() -> None:
    assert powers_of_two(16, 21).values == (65536, 131072, 262144, 524288, 1048576, 2097152)


def test_arithmetic_includes_a_stop_that_a_step_meets() -> None:
    assert arithmetic(0, 0.3, 0.1).values == (0, 0.1, 0.2, 0.3)
    assert arithmetic(10, 50, 15).values == (10, 25, 40)
    assert arithmetic(5, 1, -2).values == (5, 3, 1)


def test_geometric_keeps_whole_numbers_whole() -> None:
    values = geometric(10, 2, 3).values
    assert values == (10, 20, 40)
    assert all(isinstance(value, int) for value in values)
    assert geometric(0.001, 10, 3).values == (0.001, 0.01, 0.1)


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: powers_of_two(5, 4), "low_exponent"),
        (lambda: powers_of_two(-1, 4), "low_exponent"),
        (lambda: powers_of_two(0, 64), "high_exponent"),
        (lambda: powers_of_two(0, 4.0), "high_exponent"),
        (lambda: arithmetic(0, 1, 0), "step"),
        (lambda: arithmetic(0, 1, -1), "step"),
        (lambda: arithmetic(0, 10**9, 1), "step"),
        (lambda: arithmetic(0, 1, 1e-300), "step"),
        (lambda: arithmetic(0, math.nan, 1), "stop"),
        (lambda: arithmetic("0", 1, 1), "start"),
        (lambda: geometric(0, 2, 3), "start"),
        (lambda: geometric(1, 1, 3), "ratio"),
        (lambda: geometric(1, -2, 3), "ratio"),
        (lambda: geometric(1, 2, 0), "count"),
        (lambda: geometric(1, 2, 10**6), "count"),
        (lambda: geometric(1e300, 1e300, 3), "count"),
    ],
)
def test_refuses_a_rule_that_makes_no_list(make, field: str) -> None:
    with pytest.raises(SpaceError, match=f"^{field}: expected "):
        make()


@given(
    start=st.floats(-1e300, 1e300),
    stop=st.floats(-1e300, 1e300),
    step=st.floats(allow_nan=False, allow_infinity=False),
)
def test_any_arithmetic_rule_gives_a_list_or_a_sentence(
    start: float, stop: float, step: float
) -> None:
    try:
        choices = arithmetic(start, stop, step)
    except SpaceError:
        return
    assert choices.values[0] == pytest.approx(start, rel=1e-11)


@given(start=st.floats(1e-300, 1e300), ratio=st.floats(1e-9, 1e9), count=st.integers(1, 256))
def test_any_geometric_rule_gives_a_list_or_a_sentence(
    start: float, ratio: float, count: int
) -> None:
    try:
        choices = geometric(start, ratio, count)
    except SpaceError:
        return
    assert choices.size == count
