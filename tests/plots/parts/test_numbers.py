import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.plots.parts.numbers import (
    count_text,
    drawn,
    linear_ticks,
    log_ticks,
    number_text,
    robust_limits,
)
from dctaxi.plots.parts.objective import rank_ticks, ranks

finite = st.floats(-1e9, 1e9)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.009, "0.009"),
        (1e-5, "1e-05"),
        (1500, "1,500"),
        (2147483646, "2.15B"),
        (-3.25, "-3.25"),
        (math.inf, "inf"),
    ],
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert number_text(value) == text


def test_one_is_singular() -> None:
    assert [count_text(n, "trial") for n in (0, 1, 1200)] == ["0 trials", "1 trial", "1,200 trials"]


def test_log_ticks_fit_the_chapters_ranges() -> None:
    assert log_ticks(0.009, 0.07) == [0.01, 0.02, 0.03, 0.04, 0.05, 0.07]
    assert log_ticks(30, 50, whole=True) == [30, 35, 40, 45, 50]
    assert log_ticks(0.001, 0.1) == [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1]
    assert log_ticks(1e-6, 1.0) == [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1]
    assert log_ticks(5, 5) == [5]


@given(low=finite, span=st.floats(1e-6, 1e9))
def test_linear_ticks_lie_inside_in_order(low: float, span: float) -> None:
    ticks = linear_ticks(low, low + span)
    assert 1 <= len(ticks) <= 9
    assert ticks == sorted(ticks)
    room = 1e-6 * max(span, abs(low), 1.0)
    assert low - room <= ticks[0] <= ticks[-1] <= low + span + room


@given(low=st.floats(1e-9, 1e6), factor=st.floats(1.0, 1e9))
def test_log_ticks_lie_inside_in_order(low: float, factor: float) -> None:
    ticks = log_ticks(low, low * factor)
    assert 1 <= len(ticks) <= 12
    assert ticks == sorted(ticks)
    assert low * (1 - 1e-6) <= ticks[0] <= ticks[-1] <= low * factor * (1 + 1e-6)


def test_limits_use_a_log_axis_for_a_long_tail() -> None:
    limits = robust_limits(np.array([1.0, 2.0, 3.0, 295.0]))
    assert limits.log
    assert limits.low < 1 < 295 < limits.high
    assert limits.above == 0


def test_a_log_axis_ends_before_what_has_nearly_diverged() -> None:
    limits = robust_limits(np.array([1.0, 2.0, 3.0, 1e89, np.inf]))
    assert limits.log
    assert 3e3 < limits.high < 1e6
    assert limits.above == 1


def test_limits_clip_what_lies_far_out_and_count_it() -> None:
    limits = robust_limits(np.array([0.0, 10.0, 11.0, 12.0, 13.0, 14.0, 100.0]))
    assert not limits.log
    assert limits.above == 1
    assert 14 < limits.high < 100


@pytest.mark.parametrize("values", [[], [math.nan], [math.inf], [0.0], [5.0, 5.0], [-1.0, 0.0]])
def test_limits_have_room_for_any_values(values: list[float]) -> None:
    limits = robust_limits(np.array(values))
    assert limits.low < limits.high
    assert not limits.log


def test_ranks_share_ties_and_ignore_size() -> None:
    assert ranks(np.array([0.0, 1e9, 5.0, 5.0, 6.0])).tolist() == [0, 1, 0.375, 0.375, 0.75]
    assert ranks(np.array([3.0, 3.0])).tolist() == [0.5, 0.5]
    assert ranks(np.array([])).tolist() == []


def test_rank_ticks_name_quantiles() -> None:
    assert rank_ticks(np.array([0.0, 1, 2, 3, 4])) == (
        (0.0, "0"), (0.25, "1"), (0.5, "2"), (0.75, "3"), (1.0, "4"),
    )  # fmt: skip
    assert rank_ticks(np.array([2.0, 2.0])) == ((0.5, "2"),)
    assert rank_ticks(np.array([])) == ()


@given(
    values=st.lists(st.one_of(finite, st.just(math.nan)), max_size=300),
    limit=st.integers(10, 50),
)
def test_thinning_keeps_order_and_the_best(values: list[float], limit: int) -> None:
    kept = drawn(np.array(values), limit)
    assert len(kept) == min(limit, len(values))
    assert np.all(np.diff(kept) > 0)
    known = [value for value in values if not math.isnan(value)]
    if known:
        assert np.nanmin(np.array(values)[kept]) == min(known)
