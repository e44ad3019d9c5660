import calendar

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.data.cells import Cell, read_numbers, read_part

ENGLISH = [("month", name, number) for number, name in enumerate(calendar.month_name) if name]
ENGLISH += [
    ("day_of_week", name, (number + 1) % 7 + 1) for number, name in enumerate(calendar.day_name)
]
STYLES = st.sampled_from([str.upper, str.lower, str.title, "{} ".format, "{}.".format])


@given(st.sampled_from(ENGLISH), st.integers(3, 9), STYLES, st.sampled_from([0, 1]))
def test_names_in_full_and_shortened_and_in_any_case(named, letters, style, first_day):
    part, name, number = named
    read = read_part(part, pa.array([style(name[:letters])]), first_day=first_day)
    assert (read.values.tolist(), read.kinds.tolist()) == ([number], [Cell.NUMBER])


@pytest.mark.parametrize(
    ("part", "cell", "value"),
    [
        ("month", "März", 3), ("month", "août", 8), ("month", "Dez.", 12), ("month", "ene", 1),
        ("month", "setembro", 9), ("month", "gen", 1), ("month", "mei", 5), ("month", "07", 7),
        ("day_of_week", "Mittwoch", 4), ("day_of_week", "mardi", 3), ("day_of_week", "sáb", 7),
        ("day_of_week", "terça-feira", 3), ("day_of_week", "zondag", 1), ("day_of_week", "7", 7),
        ("hour", "17:00", 17), ("hour", "5 PM", 17), ("hour", "12:30 am", 0), ("hour", "9h", 9),
        ("hour", "05:59:59 p.m.", 17), ("hour", "23", 23),
    ],
)  # fmt: skip
def test_what_people_write_for_a_part_of_a_time(part, cell, value):
    assert read_part(part, pa.array([cell])).values.tolist() == [value]


@pytest.mark.parametrize(
    ("part", "cell"),
    [("month", "ma"), ("month", "jui"), ("month", "Monday"), ("day_of_week", "sixth"),
     ("hour", "noon"), ("hour", "13 PM"), ("hour", "25:00"), ("year", "MMXV")],
)  # fmt: skip
def test_what_names_no_part_of_a_time_is_text(part, cell):
    assert read_part(part, pa.array([cell])).kinds.tolist() == [Cell.TEXT]


def test_numbers_count_from_what_the_file_begins_with_and_names_do_not():
    read = read_part("day_of_week", pa.array(["0", "Sun", "", "6"]), first_day=0)
    np.testing.assert_array_equal(read.values, [1, 1, np.nan, 7])


@given(st.lists(st.none() | st.text(max_size=12), max_size=5), st.sampled_from(["month", "hour"]))
def test_cells_that_numbers_say_are_left_as_they_are(cells, part):
    column = pa.array(cells, pa.string())
    plain, read = read_numbers(column), read_part(part, column)
    known = plain.kinds != Cell.TEXT
    np.testing.assert_array_equal(read.values[known], plain.values[known])
    np.testing.assert_array_equal(read.kinds[known], plain.kinds[known])
    assert np.array_equal(read.kinds == Cell.NUMBER, ~np.isnan(read.values))
