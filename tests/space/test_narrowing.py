import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.errors import SpaceError
from dctaxi.space.dimensions import Choices, Fixed, FloatRange, IntRange
from dctaxi.space.draw import draw
from dctaxi.space.generated import powers_of_two
from dctaxi.space.narrowing import (
    among,
    between,
    extensions,
    narrow,
    narrow_by_texts,
    parse_narrowing,
    within,
)
from dctaxi.space.presets import PRESETS

CHAPTER = PRESETS["chapter"].space
QUICK = (
    CHAPTER.replace("num_layers", IntRange(1, 2))
    .replace("num_hidden_layer_neurons", IntRange(3, 8))
    .replace("batch_size", powers_of_two(4, 6))
    .replace("max_batches", IntRange(10, 40, step=10))
    .replace("lr", FloatRange(0.01, 0.3, log=True))
)
WIDE = PRESETS["wide"].space


def test_a_range_keeps_the_parents_log_scale():
    assert parse_narrowing("lr=0.02:0.05", CHAPTER) == ("lr", FloatRange(0.02, 0.05, log=True))
    assert parse_narrowing("batch_size=32:40", CHAPTER)[1] == IntRange(32, 40, log=True)


def test_a_range_keeps_the_parents_step_and_moves_onto_its_grid():
    # The parent is 10, 20, 30, 40.
    assert parse_narrowing("max_batches=15:40", QUICK)[1] == IntRange(20, 40, step=10)
    assert parse_narrowing("max_batches=15:25", QUICK)[1] == Fixed(20)


def test_one_value_fixes_a_parameter():
    assert parse_narrowing("lr=0.03", CHAPTER)[1] == Fixed(0.03)
    assert parse_narrowing("batch_size=32", CHAPTER)[1] == Fixed(32)
    assert parse_narrowing("lr=0.03:0.03", CHAPTER)[1] == Fixed(0.03)


def test_one_category_fixes_it_and_several_are_choices():
    assert parse_narrowing("optimizer=Adam", CHAPTER)[1] == Fixed("Adam")
    assert parse_narrowing("optimizer = SGD, Adam", CHAPTER)[1] == Choices(("SGD", "Adam"))
    assert parse_narrowing("num_layers=2,3", CHAPTER)[1] == Choices((2, 3))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("lr=0.05:0.02", "expected the low end first"),
        ("max_batches=12:18", "comes in steps of 10 from 10"),
        ("lr=nan:1", "finite"),
        ("lr=fast", "expected numbers"),
        ("batch_size=30.5:40", "expected whole numbers"),
        ("batch_size=32.5", "expected whole numbers"),
        ("optimizer=Adam:SGD", "expected numbers"),
        ("optimizer=Adam,Adam", "expected each choice once"),
        ("lr", "Expected NAME=LOW:HIGH"),
        ("lr=", "Expected NAME=LOW:HIGH"),
        ("learning_rate=0.1", "expected one of seed"),
        ("num_hidden_layer_7_neurons=3", "expected a layer below 2"),
    ],
)
def test_refuses_what_is_impossible_in_a_sentence(text, sentence):
    with pytest.raises(SpaceError, match=sentence):
        parse_narrowing(text, QUICK)


@pytest.mark.parametrize("text", ["optimizer=Lion", "lr=0:0.1", "num_layers=0:2", "batch_size=1"])
def test_refuses_what_the_parameter_can_never_be(text):
    with pytest.raises(SpaceError):
        narrow_by_texts(CHAPTER, [text])


def test_refuses_two_ranges_for_one_parameter():
    with pytest.raises(SpaceError, match="lr: expected one range, got two"):
        narrow_by_texts(CHAPTER, ["lr=0.02:0.03", "lr=0.03:0.04"])


def test_narrows_several_parameters_and_leaves_the_parent_alone():
    child = narrow_by_texts(CHAPTER, ["lr=0.02:0.05", "optimizer=Adam"])
    assert (child["lr"], child["optimizer"]) == (FloatRange(0.02, 0.05, log=True), Fixed("Adam"))
    assert CHAPTER["optimizer"] == Choices(("Adam", "SGD"))
    assert extensions(CHAPTER, child) == ()


def test_one_layer_is_narrowed_on_its_own():
    child = narrow_by_texts(CHAPTER, ["num_hidden_layer_2_neurons=11"])
    assert child["num_hidden_layer_2_neurons"] == Fixed(11)
    assert child["num_hidden_layer_1_neurons"] == CHAPTER["num_hidden_layer_neurons"]
    assert extensions(CHAPTER, child) == ()


def test_a_layer_beyond_the_narrowed_depth_is_refused():
    with pytest.raises(SpaceError, match="expected a layer below 2"):
        narrow_by_texts(CHAPTER, ["num_layers=2", "num_hidden_layer_2_neurons=11"])


def test_beyond_the_parents_range_is_allowed_and_marked():
    child = narrow_by_texts(CHAPTER, ["lr=0.001:0.05", "num_layers=3"])
    assert extensions(CHAPTER, child) == (
        "lr 0.001\N{EN DASH}0.05 log goes beyond 0.009\N{EN DASH}0.07 log",
    )


def test_more_layers_are_an_extension_once():
    (sentence,) = extensions(CHAPTER, narrow_by_texts(CHAPTER, ["num_layers=2:5"]))
    assert sentence.startswith("num_layers 2")


def test_other_neurons_are_marked_for_all_layers_at_once():
    (sentence,) = extensions(CHAPTER, narrow_by_texts(CHAPTER, ["num_hidden_layer_neurons=5:20"]))
    assert sentence == "num_hidden_layer_neurons 5\N{EN DASH}20 goes beyond 7 or 11"


def test_one_wider_layer_is_marked_by_its_name():
    child = narrow(CHAPTER, "num_hidden_layer_1_neurons", Fixed(64))
    (sentence,) = extensions(CHAPTER, child)
    assert sentence == "num_hidden_layer_1_neurons 64 goes beyond 7 or 11"


def test_a_fixed_rate_can_be_widened_in_log_scale():
    fixed = narrow(CHAPTER, "lr", Fixed(0.03))
    name, dimension = parse_narrowing("lr=0.01:0.1", fixed)
    assert dimension == FloatRange(0.01, 0.1, log=True)
    assert extensions(fixed, narrow(fixed, name, dimension))


@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 7))
def test_a_stepped_range_holds_the_parents_values_between_the_ends(low, high, step):
    parent = IntRange(3, 52, step=step)
    inside = [v for v in range(parent.low, parent.last + 1, step) if low <= v <= high]
    if low < 3 or high > parent.last or not inside:
        return
    child = between("max_batches", parent, low, high)
    ends = (child.value, child.value) if isinstance(child, Fixed) else (child.low, child.last)
    assert ends == (inside[0], inside[-1])
    assert within(child, parent)


@given(st.floats(0.001, 0.1), st.floats(0.001, 0.1), st.integers(0, 100))
def test_what_lies_within_draws_nothing_outside(one, other, seed):
    low, high = sorted((one, other))
    child = narrow(WIDE, "lr", between("lr", WIDE["lr"], low, high))
    assert extensions(WIDE, child) == ()
    for params in draw(child, 20, seed):
        assert low <= params.get("lr", low) <= math.nextafter(high, 1)


def test_a_finer_grid_is_an_extension():
    assert not within(IntRange(10, 30, step=5), IntRange(0, 100, step=10))
    assert within(IntRange(10, 30, step=20), IntRange(0, 100, step=10))
    assert not within(FloatRange(0.1, 0.3), FloatRange(0.1, 0.3, step=0.1))
    assert within(FloatRange(0.1, 0.3, step=0.2), FloatRange(0.0, 1.0, step=0.1))
    assert within(IntRange(2, 3), Choices((2, 3)))
    assert not within(IntRange(2, 3), Fixed(2))


def test_no_values_at_all_are_refused():
    with pytest.raises(SpaceError, match="num_layers"):
        among("num_layers", [])
