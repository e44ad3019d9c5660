from hypothesis import given
from hypothesis import strategies as st

from dctaxi.space.dimensions import Choices, Fixed, FloatRange, IntRange
from dctaxi.space.presets import PRESETS
from pages.components.whatif import words

CHAPTER = PRESETS["chapter"].space
RATES = st.floats(1e-6, 10.0)
SIZES = st.integers(1, 5_000)


def pairs(values: st.SearchStrategy[float]) -> st.SearchStrategy[tuple[float, ...]]:
    return st.lists(values, min_size=2, max_size=2, unique=True).map(sorted).map(tuple)


@given(st.one_of(
    st.builds(lambda ends, log: FloatRange(*ends, log=log), pairs(RATES), st.booleans()),
    st.builds(Fixed, RATES),
    st.builds(Choices, st.lists(RATES, min_size=2, max_size=5, unique=True).map(tuple)),
))  # fmt: skip
def test_a_range_of_real_numbers_reads_as_it_was_written(dimension):
    assert words.read("lr", words.write("lr", dimension, CHAPTER), CHAPTER) == dimension


@given(st.one_of(
    st.builds(lambda ends, log: IntRange(*ends, log=log), pairs(SIZES), st.booleans()),
    st.builds(Fixed, SIZES),
    st.builds(Choices, st.lists(SIZES, min_size=2, max_size=5, unique=True).map(tuple)),
))  # fmt: skip
def test_a_range_of_whole_numbers_reads_as_it_was_written(dimension):
    text = words.write("batch_size", dimension, CHAPTER)
    assert words.read("batch_size", text, CHAPTER) == dimension


def test_the_scale_stands_behind_a_range_only_where_it_changes():
    assert words.write("lr", FloatRange(0.02, 0.05, log=True), CHAPTER) == "0.02:0.05"
    assert words.write("lr", FloatRange(0.02, 0.05), CHAPTER) == "0.02:0.05:linear"
    assert words.write("num_layers", IntRange(2, 8, log=True), CHAPTER) == "2:8:log"
