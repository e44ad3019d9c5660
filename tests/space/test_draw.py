import math
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from optuna._transform import _SearchSpaceTransform
from scipy.stats import qmc

from dctaxi.errors import SpaceError
from dctaxi.space.dimensions import Choices, Fixed, FloatRange, IntRange
from dctaxi.space.draw import MAX_DRAWS, DrawnSpecs, draw, draw_columns, draw_specs, from_unit
from dctaxi.space.presets import PRESETS
from dctaxi.space.search_space import SearchSpace
from dctaxi.training.hyperparameters import parameters_of
from tests.space.space_strategies import float_ranges, int_ranges, spaces

CHAPTER = PRESETS["chapter"].space
Method = Literal["random", "sobol"]
METHODS: tuple[Method, ...] = ("random", "sobol")


@settings(max_examples=50)
@given(spaces(), st.integers(0, 40), st.integers(0, 2**40), st.sampled_from(METHODS))
def test_draws_lie_in_the_space_and_stand_for_the_specs(
    space: SearchSpace, n: int, seed: int, method: Method
) -> None:
    drawn = draw(space, n, seed, method)
    # spec_of refuses a value outside the space and what the configuration does not have.
    assert tuple(space.spec_of(params) for params in drawn) == draw_specs(space, n, seed, method)
    assert len(drawn) == n
    for params in drawn:
        there = parameters_of(space.spec_of(params))
        assert list(params) == [k for k in there if not isinstance(space[k], Fixed)]


@pytest.mark.parametrize("method", METHODS)
def test_fewer_draws_are_the_first_of_more(method: Method) -> None:
    assert draw(CHAPTER, 100, 7, method)[:33] == draw(CHAPTER, 33, 7, method)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("first", "last"), [(0, 1), (1, 3), (1_024, 2_048), (4_095, 4_098)])
def test_some_members_are_those_of_all_wherever_they_begin(
    method: Method, first: int, last: int
) -> None:
    whole = draw_specs(CHAPTER, 5_000, 7, method)
    assert DrawnSpecs(CHAPTER, 5_000, 7, method)[first:last] == whole[first:last]
    rates = draw_columns(CHAPTER, 5_000, 7, method, first, last)["lr"]
    assert rates.tolist() == [spec.lr for spec in whole[first:last]]


@pytest.mark.parametrize("method", METHODS)
def test_all_members_one_after_another_are_those_of_a_draw(method: Method) -> None:
    assert tuple(DrawnSpecs(CHAPTER, 5_000, 7, method)) == draw_specs(CHAPTER, 5_000, 7, method)


def test_sobol_points_of_all_members_are_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []
    random = qmc.Sobol.random

    def counted(engine: qmc.Sobol, n: int = 1) -> object:
        drawn.append(n)
        return random(engine, n)

    monkeypatch.setattr(qmc.Sobol, "random", counted)
    assert sum(1 for _ in DrawnSpecs(CHAPTER, 10_000, 7, "sobol")) == 10_000
    assert sum(drawn) < 10_000 + 4_096


@pytest.mark.parametrize("method", METHODS)
def test_other_seeds_draw_other_configurations(method: Method) -> None:
    assert draw(CHAPTER, 8, 1, method) != draw(CHAPTER, 8, 2, method)


@given(
    st.one_of(int_ranges(0, 10**6), float_ranges(1e-6, 10)), st.lists(st.floats(0, 1), min_size=1)
)
def test_a_number_becomes_the_value_that_optuna_makes_of_it(
    dimension: IntRange | FloatRange, units: list[float]
) -> None:
    uniform = np.minimum(units, np.nextafter(1, 0))
    transform = _SearchSpaceTransform({"x": dimension.distribution()})
    low, high = transform.bounds[0]
    expected = [transform.untransform(low + (high - low) * u[None])["x"] for u in uniform]
    assert from_unit(dimension, uniform).tolist() == pytest.approx(expected, rel=1e-12, abs=0)


def test_choices_are_drawn_as_they_are() -> None:
    drawn = from_unit(Choices((7, 0.5, "Adam")), np.array([0.0, 0.34, 0.99])).tolist()
    assert drawn == [7, 0.5, "Adam"]
    assert type(drawn[0]) is int


def test_log_draws_are_uniform_in_the_logarithm() -> None:
    # Sobol points are even to about 1/n, so the counts are known and not left to chance.
    rates = [params["lr"] for params in draw(CHAPTER, 4096, 0, "sobol")]
    places = np.log(np.array(rates, dtype=float) / 0.009) / math.log(0.07 / 0.009)
    counts, _ = np.histogram(places, bins=8, range=(0, 1))
    assert np.abs(counts - 512).max() <= 8


def test_the_ends_of_a_whole_numbered_log_range_get_their_share() -> None:
    sizes = [params["batch_size"] for params in draw(CHAPTER, 2**14, 0, "sobol")]
    share = math.log(30.5 / 29.5) / math.log(50.5 / 29.5)
    assert sizes.count(30) / len(sizes) == pytest.approx(share, rel=0.02)
    assert sizes.count(50) > 0


@pytest.mark.parametrize("method", METHODS)
def test_a_space_without_anything_to_ask_still_draws(method: Method) -> None:
    space = CHAPTER
    for name, dimension in space.parameters.items():
        if isinstance(dimension, Fixed):
            continue
        first = dimension.values[0] if isinstance(dimension, Choices) else dimension.low
        space = space.replace(name, Fixed(first))
    assert draw(space, 3, 0, method) == ({}, {}, {})
    assert len(set(draw_specs(space, 3, 0, method))) == 1


@pytest.mark.parametrize(
    ("n", "seed", "method", "words"),
    [
        (-1, 0, "random", "configurations"),
        (MAX_DRAWS + 1, 0, "random", "configurations"),
        (1.5, 0, "random", "configurations"),
        (1, -1, "random", "seed"),
        (1, 0, "halton", "random or sobol"),
    ],
)
def test_refuses_what_it_cannot_draw(n, seed, method, words: str) -> None:
    with pytest.raises(SpaceError, match=words):
        draw(CHAPTER, n, seed, method)
