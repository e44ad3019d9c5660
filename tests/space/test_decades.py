import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.space.decades import even_points, samples_per_decade
from dctaxi.space.dimensions import FloatRange, IntRange

DECADES = ((1, 10), (10, 100), (100, 1000))


@pytest.mark.parametrize(("log", "expected"), [(False, (3, 27, 269)), (True, (100, 100, 99))])
def test_shows_the_chapters_demonstration(log: bool, expected: tuple[int, ...]) -> None:
    # The chapter counts with two strict comparisons, the lowest decade from above 0.
    points = even_points(FloatRange(1, 1000, log=log))
    lows = (0, 10, 100)
    counts = [
        int(np.count_nonzero((points > low) & (points < high)))
        for low, (_, high) in zip(lows, DECADES, strict=True)
    ]
    assert tuple(counts) == expected


def test_every_point_falls_in_one_decade() -> None:
    linear = samples_per_decade(FloatRange(1, 1000))
    assert [(d.low, d.high, d.points) for d in linear] == [
        (1, 10, 3),
        (10, 100, 27),
        (100, 1000, 270),
    ]


def test_whole_numbers_are_points_that_can_come_up() -> None:
    points = even_points(IntRange(10, 100, step=7))
    assert set(points) <= set(range(10, 101, 7))


def test_every_whole_number_gets_its_share() -> None:
    _, counts = np.unique(even_points(IntRange(1, 3)), return_counts=True)
    assert counts.tolist() == [100, 100, 100]


def test_whole_numbers_in_log_scale_get_what_optuna_gives_them() -> None:
    _, counts = np.unique(even_points(IntRange(1, 3, log=True), 30_000), return_counts=True)
    edges = np.log([0.5, 1.5, 2.5, 3.5])
    assert counts / 30_000 == pytest.approx(np.diff(edges) / (edges[-1] - edges[0]), abs=1e-3)


@pytest.mark.parametrize(
    ("dimension", "edges"),
    [
        (FloatRange(0.009, 0.07, log=True), [0.001, 0.01, 0.1]),
        (FloatRange(0.1, 1), [0.1, 1]),
        (IntRange(1, 10), [1, 10]),
        (IntRange(0, 1), [0, 1]),
        (IntRange(0, 50), [0, 1, 10, 100]),
        (FloatRange(-5, 0.5), [0, 1]),
        (FloatRange(-5, -1), [0, 1]),
    ],
)
def test_decades_cover_the_range(dimension: IntRange | FloatRange, edges: list[float]) -> None:
    decades = samples_per_decade(dimension)
    assert [decades[0].low, *(d.high for d in decades)] == pytest.approx(edges)


@given(
    low=st.floats(1e-9, 1e9),
    factor=st.floats(1.001, 1e9),
    log=st.booleans(),
)
def test_counts_add_up_and_log_scale_is_even(low: float, factor: float, log: bool) -> None:
    decades = samples_per_decade(FloatRange(low, low * factor, log=log))
    assert sum(d.points for d in decades) == 300
    assert all(math.isclose(d.high, d.low * 10) for d in decades)
    whole = decades[1:-1]
    if log and len(whole) > 1:
        assert max(d.points for d in whole) - min(d.points for d in whole) <= 1
