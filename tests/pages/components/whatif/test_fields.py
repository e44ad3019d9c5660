import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.space.dimensions import Choices, Fixed, FloatRange, IntRange
from dctaxi.space.presets import PRESETS
from pages.components.whatif import fields

RANGES = [
    dimension
    for preset in PRESETS.values()
    for name, dimension in preset.space.parameters.items()
    if fields.kind_of(name, dimension) == "slider"
]


@pytest.mark.parametrize("parent", RANGES, ids=str)
def test_a_slider_goes_from_end_to_end_and_stops_at_values_of_the_range(parent):
    stops = fields.stops_of(parent, parent)
    assert (stops[0], stops[-1]) == fields.ends_of(parent)
    assert stops == sorted(set(stops))
    assert all(parent.contains(stop) for stop in stops)


@given(st.sampled_from(RANGES), st.data())
def test_moving_a_slider_gives_the_range_between_its_stops(parent, data):
    stops = fields.stops_of(parent, parent)
    low, high = sorted(data.draw(st.lists(st.sampled_from(stops), min_size=2, max_size=2)))
    name = "lr" if isinstance(parent, FloatRange) else "batch_size"
    dimension = fields.of_slider(name, parent, low, high)
    assert fields.ends_of(dimension) == (low, high)
    assert isinstance(dimension, Fixed) == (low == high)


def test_a_slider_holds_ends_beyond_the_parent():
    stops = fields.stops_of(IntRange(30, 50), IntRange(20, 90))
    assert (stops[0], stops[-1]) == (20, 90)


@pytest.mark.parametrize(
    ("parent", "values", "dimension"),
    [
        (IntRange(1, 4), [2, 3, 4], IntRange(2, 4)),
        (IntRange(1, 4), [1, 4], Choices((1, 4))),
        (IntRange(0, 1), [1], Fixed(1)),
        (IntRange(10, 40, step=10), [20, 30], IntRange(20, 30, step=10)),
        (Choices((7, 11, 13)), [13, 7], Choices((7, 13))),
    ],
)
def test_pills_make_the_plainest_dimension(parent, values, dimension):
    assert fields.of_pills("num_layers", parent, values) == dimension


def test_pills_show_whole_numbers_that_the_range_contains():
    parent = IntRange(0, 1)
    assert fields.chosen(parent, parent) == [0, 1]
    assert all(isinstance(value, int) for value in fields.pills_of(parent))


@pytest.mark.parametrize(
    ("name", "parent", "kind"),
    [
        ("seed", IntRange(0, 2**31 - 2), "text"),
        ("lr", Fixed(0.1), "text"),
        ("optimizer", Choices(("Adam", "SGD")), "pills"),
        ("batch_size", Choices(tuple(2**k for k in range(10))), "slider"),
        ("num_layers", IntRange(2, 3), "pills"),
        ("batch_size", IntRange(30, 50, log=True), "slider"),
    ],
)
def test_how_a_range_is_moved_follows_from_what_it_holds(name, parent, kind):
    assert fields.kind_of(name, parent) == kind
