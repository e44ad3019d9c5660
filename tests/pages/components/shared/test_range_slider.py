import math
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.components.shared import range_slider

NUMBERS = st.lists(st.floats(-1e9, 1e9) | st.just(math.nan), max_size=200).map(
    lambda numbers: pd.Series(numbers, dtype="float64")
)


@given(NUMBERS, st.booleans())
def test_stops_ascend_from_the_lowest_value_to_the_highest(values: pd.Series, log: bool) -> None:
    for stops in (
        range_slider.stops_of_parameter(values, log=log),
        range_slider.stops_of_measure(values),
    ):
        assert stops == sorted(set(stops))
        assert len(stops) <= range_slider.MOST_STOPS + 2
        if values.notna().any():
            assert (stops[0], stops[-1]) == (values.min(), values.max())
        else:
            assert stops == []


def test_many_whole_numbers_stop_at_whole_numbers() -> None:
    stops = range_slider.stops_of_parameter(pd.Series(range(1, 1001)), log=True)
    assert all(stop == round(stop) for stop in stops)
    assert stops[:4] == [1, 2, 3, 4]


def test_between_two_stops_of_a_measure_lie_as_many_trials() -> None:
    values = pd.Series([*range(1, 800), 1e12, math.inf])
    stops = range_slider.stops_of_measure(values)
    counts = [((values > low) & (values <= high)).sum() for low, high in pairwise(stops)]
    assert max(counts) - min(counts) <= 1
    assert stops[-1] == 1e12


@pytest.mark.parametrize(
    ("low", "high", "stops"), [(None, None, [1, 5]), (0, 3, [0, 1, 3, 5]), (5, None, [1, 5])]
)
def test_the_ends_of_a_range_are_stops(
    low: float | None, high: float | None, stops: list[float]
) -> None:
    assert range_slider.stops_with_ends([1.0, 5.0], low, high) == stops
