"""Bars that show where the samples of a range fall."""

import pytest

from dctaxi.space import PRESETS, SAMPLES, FloatRange, IntRange
from pages.components.search.sample_bars import bars_of


@pytest.mark.parametrize(
    "dimension", [IntRange(30, 50, log=True), FloatRange(0.02, 0.09), IntRange(30, 50)]
)
def test_a_range_within_one_order_of_magnitude_has_bars_over_the_range_itself(dimension) -> None:
    bars = bars_of(dimension)
    assert len(bars) == 5
    assert sum(bar.samples for bar in bars) == SAMPLES
    assert bars[0].label.startswith(f"{dimension.low:g}")
    assert bars[-1].label.endswith(f"{dimension.high:g}")


def test_a_log_range_has_more_samples_at_its_lower_end() -> None:
    first, *_, last = bars_of(PRESETS["chapter"].space["batch_size"])
    assert first.samples > last.samples


def test_a_wide_range_has_a_bar_for_each_order_of_magnitude() -> None:
    labels = [bar.label for bar in bars_of(FloatRange(0.001, 0.1, log=True))]
    assert labels == ["0.001 to 0.01", "0.01 to 0.1"]


def test_few_values_have_a_bar_each() -> None:
    assert [bar.label for bar in bars_of(IntRange(10, 40, step=10))] == ["10", "20", "30", "40"]
