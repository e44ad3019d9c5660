"""What rustuna asks for lies in the space, follows from what it knows, and is bounded."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dctaxi.samplers import SAMPLERS, RustunaAsker
from dctaxi.samplers.with_rustuna import BEST_KNOWN, MOST_KNOWN
from dctaxi.space import PRESETS, Choices, FloatRange, IntRange, SearchSpace, draw

CHAPTER = PRESETS["chapter"].space
FAST = [each for each in SAMPLERS.values() if each.fast is not None]


def value_of(params: dict[str, object]) -> float:
    return abs(math.log(float(params["lr"]) / 0.02))


def asker_of(space: SearchSpace, known: int, sampler: str = "tpe") -> RustunaAsker:
    asker = RustunaAsker(SAMPLERS[sampler], space)
    for params in draw(space, known, seed=1):
        asker.know(params, value_of(params))
    return asker


def asked(asker: RustunaAsker, count: int = 6, seed: int = 5) -> list[dict[str, object]]:
    asker.begin(seed)
    return [dict(asker.ask().params) for _ in range(count)]


@pytest.mark.parametrize("space", [p.space for p in PRESETS.values()], ids=PRESETS)
@pytest.mark.parametrize("sampler", FAST, ids=lambda each: each.id)
@pytest.mark.parametrize("known", [0, 40])
def test_all_that_is_asked_for_is_in_the_space(space, sampler, known):
    for params in asked(asker_of(space, known, sampler.id), 20):
        space.spec_of(params)


@settings(max_examples=40, deadline=None)
@given(
    lr=st.sampled_from([
        FloatRange(1e-6, 1.0, log=True), FloatRange(0.1, 0.5, step=0.1), FloatRange(0.01, 0.02)
    ]),
    layers=st.sampled_from([IntRange(1, 4), Choices((2, 5)), Choices((3,)), IntRange(2, 8, 3)]),
    width=st.sampled_from([IntRange(3, 64, log=True), Choices((7, 11)), IntRange(4, 30, step=5)]),
    known=st.sampled_from([0, 12, 60]),
    seed=st.integers(0, 2**32 - 1),
)  # fmt: skip
def test_every_kind_of_range_is_kept_to(lr, layers, width, known, seed):
    space = (
        CHAPTER.replace("lr", lr)
        .replace("num_layers", layers)
        .replace("num_hidden_layer_neurons", width)
    )
    for params in asked(asker_of(space, known), 4, seed):
        space.spec_of(params)


@pytest.mark.parametrize("sampler", FAST, ids=lambda each: each.id)
def test_the_same_seed_and_trials_ask_for_the_same(sampler):
    first = asked(asker_of(CHAPTER, 30, sampler.id))
    assert asked(asker_of(CHAPTER, 30, sampler.id)) == first
    assert asked(asker_of(CHAPTER, 30, sampler.id), seed=6) != first
    assert (asked(asker_of(CHAPTER, 15, sampler.id)) != first) == sampler.learns


def test_it_learns_where_values_are_low():
    near = [abs(math.log(p["lr"] / 0.02)) for p in asked(asker_of(CHAPTER, 200), 40)]
    blind = [abs(math.log(p["lr"] / 0.02)) for p in asked(asker_of(CHAPTER, 0), 40)]
    assert sum(near) < sum(blind) / 2


def test_of_many_trials_the_best_and_the_latest_are_known():
    asker = asker_of(CHAPTER, MOST_KNOWN + 500)
    values = [known.value for known in asker._known]
    asker.begin(0)
    remembered = [trial.value for trial in asker._study.trials]
    assert len(remembered) == MOST_KNOWN
    assert set(sorted(values)[:BEST_KNOWN]) <= set(remembered)
    assert remembered == [value for value in values if value in set(remembered)]
    late = set(values[-(MOST_KNOWN - BEST_KNOWN) :])
    assert len(late & set(remembered)) >= MOST_KNOWN - 2 * BEST_KNOWN


def test_a_trial_from_outside_of_the_space_is_not_known():
    one, other = asker_of(CHAPTER, 30), asker_of(CHAPTER, 30)
    (params,) = draw(CHAPTER, 1, seed=9)
    other.know({**params, "lr": 5.0}, 0.0)
    other.know({"x": 1}, 0.0)
    assert asked(one) == asked(other)


def test_what_is_given_is_taken_and_the_rest_is_asked_for():
    asker = asker_of(CHAPTER, 12)
    asker.begin(3)
    suggested = asker.ask({"lr": 0.0123, "optimizer": "SGD"})
    assert suggested.spec is not None
    assert (suggested.spec.lr, suggested.spec.optimizer) == (0.0123, "SGD")
    assert CHAPTER.contains(suggested.params)
