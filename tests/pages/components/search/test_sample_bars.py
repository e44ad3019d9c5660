"""Bars that show where the samples of a range fall."""

import pytest

from dctaxi.space import PRESETS, SAMPLES, FloatRange, IntRange
from pages.components.search.sample_bars import bars_of


@pytest.mark.parametrize(
    "dimension",
    [
        IntRange(30, 50, log=True),
        FloatRange(0.02, 0.09),
        IntRange(30, 50),
        FloatRange(0.009, 0.07, log=True),
        FloatRange(1e-5, 0.1, log=True),
        FloatRange(0.001, 0.5),
    ],
)
def test_a_range_has_bars_over_the_range_itself(dimension) -> None:
    bars = bars_of(dimension)
    assert len(bars) == 12
    assert sum(bar.samples for bar in bars) == SAMPLES
    assert bars[0].label.startswith(f"{dimension.low:g}")
    assert bars[-1].label.endswith(f"{dimension.high:g}")


def test_a_log_range_has_more_samples_at_its_lower_end() -> None:
    first, *_, last = bars_of(PRESETS["chapter"].space["batch_size"])
    assert first.samples > last.samples


def test_over_orders_of_magnitude_bars_are_equally_wide_in_log_scale() -> None:
    even = [bar.samples for bar in bars_of(FloatRange(0.001, 1.0, log=True))]
    assert even == [25] * 12
    linear = [bar.samples for bar in bars_of(FloatRange(0.001, 1.0))]
    assert linear[3:] == sorted(linear[3:])
    assert sum(linear[:8]) < 0.2 * sum(linear)  # two of three orders of magnitude


@pytest.mark.parametrize("dimension", [IntRange(30, 50), IntRange(1, 1000, log=True)])
def test_whole_numbers_make_no_bar_higher_than_its_neighbours(dimension) -> None:
    bars = bars_of(dimension)
    assert sum(bar.samples for bar in bars) == SAMPLES
    heights = [bar.height for bar in bars]
    assert min(heights) > 0.8 * max(heights)


def test_a_bar_of_whole_numbers_says_which_it_counts() -> None:
    first, *_, last = bars_of(IntRange(1, 1000, log=True))
    assert (first.label, last.label) == ("1", "562 to 1000")


def test_few_values_have_a_bar_each() -> None:
    assert [bar.label for bar in bars_of(IntRange(10, 40, step=10))] == ["10", "20", "30", "40"]
