import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.data.cells.numbers import Cell, Marks, open_cells, read_numbers


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=20))
def test_numbers_come_back_to_the_last_bit(values):
    read = read_numbers(pa.array([repr(value) for value in values], pa.string()))
    np.testing.assert_array_equal(read.values, np.array(values, dtype=float))
    assert not read.kinds.any()


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (" 3.5 ", 3.5), ("$9.25", 9.25), ("1,234.50", 1234.5), ("$1,234", 1234.0), ("7.25 €", 7.25),
        ("-2", -2.0), ("+1e3", 1000.0), (".5", 0.5), ("5.", 5.0), ("12.50 EUR", 12.5),
        ("CHF 12.50", 12.5),
        ("£4.20", 4.2), ("-$3.50", -3.5), ("$-3.50", -3.5), ("($3.50)", -3.5), ("US$ 7", 7.0),
        ("1\u202f234.5\u00a0€", 1234.5), ("1'234.50", 1234.5), ("1 234 567", 1234567.0),
    ],
)  # fmt: skip
def test_what_people_write_for_numbers(cell, value):
    read = read_numbers(pa.array([cell, "words"]))
    assert read.values[0] == value
    assert read.kinds.tolist() == [Cell.NUMBER, Cell.TEXT]


def test_a_column_with_decimal_commas():
    read = read_numbers(pa.array(["12,5", "1,234", "7", "free"]))
    np.testing.assert_array_equal(read.values, [12.5, 1.234, 7.0, np.nan])


def test_beside_a_decimal_comma_a_point_parts_thousands():
    read = read_numbers(pa.array(["1.234,50", "12.500", "12,50"]))
    assert read.values.tolist() == [1234.5, 12500.0, 12.5]
    assert read_numbers(pa.array(["$ 12.500", "$ 1.105.000"])).values.tolist() == [12500, 1105000]


def test_a_zero_before_three_digits_is_no_thousand():
    assert read_numbers(pa.array(["0,500", "1,234"])).values.tolist() == [0.5, 1.234]
    assert read_numbers(pa.array(["0.500", "1,5"])).values.tolist() == [0.5, 1.5]


@pytest.mark.parametrize(
    ("cells", "open_"),
    [
        (["$ 12.500", "8.200", "900"], [True, True, False]), (["12.500", "8.25"], [False] * 2),
        (["0.500", "1.250"], [False] * 2), (["12,500", "1.500", "7"], [False, True, False]),
        ([], []), (["1.105.000", "12.500"], [False] * 2),
        (["7"] * 2_000 + ["1.500"], [False] * 2_000 + [True]),
    ],
)  # fmt: skip
def test_amounts_that_may_be_thousands_are_told_where_no_other_says_what_they_are(cells, open_):
    assert open_cells(pa.array(cells, pa.string()), ".")[0].open.tolist() == open_
    other = [cell.translate(str.maketrans(".,", ",.")) for cell in cells]
    assert open_cells(pa.array(other, pa.string()), ".,")[1].open.tolist() == open_


@pytest.mark.parametrize(
    ("cell", "decimals", "thousands"),
    [("8.25", True, False), ("1,234.500", True, False), ("0.500", True, False),
     ("8,25", False, True), ("1.234,500", False, True), ("1.105.000", False, True),
     ("12,500", False, False), ("12", False, False), ("free.", False, False)],
)  # fmt: skip
def test_other_cells_say_what_a_point_is(cell, decimals, thousands):
    found = open_cells(pa.array(["12.500", f"€ {cell}"]), ",.")[1]
    assert (found.decimals, found.thousands) == (decimals, thousands)


def test_degrees_have_no_thousands():
    read = read_numbers(pa.array(["41.850", "-87,623", "4,65028", "1.234.567"]), Marks.DEGREES)
    np.testing.assert_array_equal(read.values, [41.85, -87.623, 4.65028, np.nan])


@pytest.mark.parametrize("cell", ["12 XYZ", "1 23", "(soon)", "5 6", "$", "1.2.3", "12 min", "--5"])
def test_what_only_begins_as_a_number_is_text(cell):
    assert read_numbers(pa.array([cell, "1"])).kinds.tolist() == [Cell.TEXT, Cell.NUMBER]


def test_where_commas_are_decimal_three_digits_behind_one_are_no_thousands():
    read = read_numbers(pa.array(["9,500", "1.234.567", "12.5"]), Marks.EITHER)
    assert read.values.tolist() == [9.5, 1234567.0, 12.5]


def test_dots_between_thousands_of_decimal_commas():
    read = read_numbers(pa.array(["1.234,50", "€ 1.234.567,5", "7,5"]))
    np.testing.assert_array_equal(read.values, [1234.5, 1234567.5, 7.5])


@pytest.mark.parametrize("cell", ["", "NULL", "nan", "NaN", "N/A", "None", " ", "\\N", None])
def test_missing_cells(cell):
    assert read_numbers(pa.array([cell, "1"], pa.string())).kinds.tolist() == [Cell.MISSING, 0]


@pytest.mark.parametrize("cell", ["inf", "-Infinity", "1e999"])
def test_infinite_cells(cell):
    assert read_numbers(pa.array([cell, "1"])).kinds.tolist() == [Cell.INFINITE, Cell.NUMBER]


@given(st.lists(st.text(max_size=12) | st.none(), max_size=10))
def test_any_text_is_of_one_kind_and_a_number_is_finite(cells):
    read = read_numbers(pa.array(cells, pa.string()))
    assert np.isfinite(read.values[read.kinds == Cell.NUMBER]).all()
    assert np.isnan(read.values[read.kinds != Cell.NUMBER]).all()


@pytest.mark.parametrize(
    ("column", "kinds"),
    [
        (pa.array([1, None], pa.int32()), [0, 1]),
        (pa.array([1.5, float("nan")]), [0, 1]),
        (pa.array(["2", "x"], pa.large_string()), [0, 2]),
        (pa.array(["2", "2"]).dictionary_encode(), [0, 0]),
        (pa.array([True, None]), [2, 1]),
        (pa.array([[1], [2]]), [2, 2]),
    ],
)
def test_columns_of_parquet_of_every_type(column, kinds):
    assert read_numbers(column).kinds.tolist() == kinds
