import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.space import PRESETS, Choices, Fixed, FloatRange, IntRange
from pages.components.whatif import range_input

CHAPTER = PRESETS["chapter"].space
RATES = st.floats(1e-6, 10.0)
SIZES = st.integers(1, 5_000)
RANGES = [
    dimension
    for preset in PRESETS.values()
    for name, dimension in preset.space.parameters.items()
    if range_input.kind_of(name, dimension) == "slider"
]


def pairs(values: st.SearchStrategy[float]) -> st.SearchStrategy[tuple[float, ...]]:
    return st.lists(values, min_size=2, max_size=2, unique=True).map(sorted).map(tuple)


@given(st.one_of(
    st.builds(lambda ends, log: FloatRange(*ends, log=log), pairs(RATES), st.booleans()),
    st.builds(Fixed, RATES),
    st.builds(Choices, st.lists(RATES, min_size=2, max_size=5, unique=True).map(tuple)),
))  # fmt: skip
def test_a_range_of_real_numbers_reads_as_it_was_written(dimension):
    assert (
        range_input.of_text("lr", range_input.text_of("lr", dimension, CHAPTER), CHAPTER)
        == dimension
    )


@given(st.one_of(
    st.builds(lambda ends, log: IntRange(*ends, log=log), pairs(SIZES), st.booleans()),
    st.builds(Fixed, SIZES),
    st.builds(Choices, st.lists(SIZES, min_size=2, max_size=5, unique=True).map(tuple)),
))  # fmt: skip
def test_a_range_of_whole_numbers_reads_as_it_was_written(dimension):
    text = range_input.text_of("batch_size", dimension, CHAPTER)
    assert range_input.of_text("batch_size", text, CHAPTER) == dimension


def test_the_scale_stands_behind_a_range_only_where_it_changes():
    assert range_input.text_of("lr", FloatRange(0.02, 0.05, log=True), CHAPTER) == "0.02:0.05"
    assert range_input.text_of("lr", FloatRange(0.02, 0.05), CHAPTER) == "0.02:0.05:linear"
    assert range_input.text_of("num_layers", IntRange(2, 8, log=True), CHAPTER) == "2:8:log"


def test_a_range_with_steps_keeps_them_unless_it_becomes_one_in_log_scale():
    space = CHAPTER.replace("lr", FloatRange(0.1, 0.5, step=0.1)).replace(
        "batch_size", IntRange(10, 50, step=10)
    )
    for name, text, stepped, smooth in (
        ("lr", "0.1:0.3", FloatRange(0.1, 0.3, step=0.1), FloatRange(0.1, 0.3, log=True)),
        ("batch_size", "10:30", IntRange(10, 30, step=10), IntRange(10, 30, log=True)),
    ):
        assert range_input.of_text(name, text, space) == stepped
        assert range_input.of_text(name, f"{text}:linear", space) == stepped
        assert range_input.of_text(name, f"{text}:log", space) == smooth


@pytest.mark.parametrize("parent", RANGES, ids=str)
def test_a_slider_goes_from_end_to_end_and_stops_at_values_of_the_range(parent):
    stops = range_input.stops_of(parent, parent)
    assert (stops[0], stops[-1]) == range_input.ends_of(parent)
    assert stops == sorted(set(stops))
    assert all(parent.contains(stop) for stop in stops)


@given(st.sampled_from(RANGES), st.data())
def test_moving_a_slider_gives_the_range_between_its_stops(parent, data):
    stops = range_input.stops_of(parent, parent)
    low, high = sorted(data.draw(st.lists(st.sampled_from(stops), min_size=2, max_size=2)))
    name = "lr" if isinstance(parent, FloatRange) else "batch_size"
    dimension = range_input.of_slider(name, parent, low, high)
    assert range_input.ends_of(dimension) == (low, high)
    assert isinstance(dimension, Fixed) == (low == high)


def test_a_slider_holds_ends_beyond_the_parent():
    stops = range_input.stops_of(IntRange(30, 50), IntRange(20, 90))
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
    assert range_input.of_pills("num_layers", parent, values) == dimension


def test_pills_show_whole_numbers_that_the_range_contains():
    parent = IntRange(0, 1)
    assert range_input.chosen(parent, parent) == [0, 1]
    assert all(isinstance(value, int) for value in range_input.pills_of(parent))


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
    assert range_input.kind_of(name, parent) == kind
