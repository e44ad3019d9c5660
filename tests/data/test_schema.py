import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.data.columns import SCHEMA
from dctaxi.data.schema import COLUMNS, FEATURES, LABEL, check_csv
from tests.data.trips import TRIP, csv_of, refused, trips


def in_range(column):
    if column.whole:
        return st.integers(int(column.low), int(column.high)).map(float)
    return st.floats(max(column.low, -1e6), min(column.high, 1e6))


latitudes = st.floats(38.0, 42.0)
longitudes = st.floats(-88.0, -77.0)
valid_rows = st.lists(
    st.tuples(
        in_range(SCHEMA[0]),
        latitudes,
        longitudes,
        latitudes,
        longitudes,
        *map(in_range, SCHEMA[5:]),
    ),
    min_size=1,
    max_size=20,
)


def test_columns_are_the_chapters_nine_with_the_label_first():
    assert LABEL == "fareamount_double"
    assert (LABEL, *FEATURES) == COLUMNS
    assert len(FEATURES) == 8


@given(valid_rows)
def test_numbers_written_as_csv_come_back_as_pandas_reads_them(rows):
    content = pd.DataFrame(rows, columns=list(COLUMNS)).to_csv(index=False).encode()
    expected = pd.read_csv(io.BytesIO(content)).to_numpy(np.float64)
    read = check_csv(content, "trips.csv")
    np.testing.assert_array_equal(read, expected)
    np.testing.assert_allclose(read, np.array(rows), rtol=1e-14)
    assert read.flags.c_contiguous


@given(
    row=st.integers(0, 11),
    column=st.integers(0, 8),
    cell=st.sampled_from(
        ["abc", "", "NaN", "nan", "NULL", "inf", "-Infinity", "1e999", "True", "1 2"]
    )
    | st.text(st.characters(blacklist_characters=',\r\n"\0', blacklist_categories=["Cs"])),
)
def test_a_bad_cell_is_named_by_line_and_column(row, column, cell):
    try:
        number = float(cell)
    except ValueError:
        number = float("nan")
    if np.isfinite(number):  # another test's subject
        return
    rows = trips(12)
    rows[row][column] = cell
    finding = refused(csv_of(rows))
    assert (finding.line, finding.column) == (row + 2, COLUMNS[column])
    assert "expected a number" in finding.message


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("", "found an empty cell"),
        ("NaN", "found NaN, a missing value"),
        ("NULL", "found NULL, a missing value"),
        ("inf", "found inf, an infinite number"),
        ("1e999", "found 1e999, an infinite number"),
        ("ten", "found the text 'ten'"),
        ("True", "found the text 'True'"),
        *((f"12{end}", f"found the text {f'12{end}'!r}") for end in "\x1c\x1d\x1e\x1f"),
    ],
)
def test_a_bad_cell_is_quoted_in_words(cell, words):
    rows = trips(3)
    rows[1][8] = cell
    message = refused(csv_of(rows)).message
    assert message == (
        f"trips.csv, line 3, column hour_integer: expected a number, {words}; "
        "correct or remove the row."
    )


@given(
    row=st.integers(0, 11),
    column=st.integers(1, 8),
    above=st.booleans(),
    beyond=st.integers(1, 1000),
)
def test_a_number_out_of_range_is_named_by_line_and_column(row, column, above, beyond):
    number = SCHEMA[column].high + beyond if above else SCHEMA[column].low - beyond
    rows = trips(12)
    rows[row][column] = str(number)
    finding = refused(csv_of(rows))
    assert (finding.line, finding.column) == (row + 2, COLUMNS[column])
    assert SCHEMA[column].expected in finding.message
    assert f"found {number}" in finding.message


@pytest.mark.parametrize("fare", ["3.25", "2.50", "0", "-5", "180.01", "426.61"])
def test_takes_any_fare_since_bounds_are_a_rule(fare):
    assert check_csv(csv_of([[fare, *TRIP[1:]]]), "trips.csv")[0, 0] == float(fare)


def test_the_first_line_is_reported_and_further_cells_of_its_column_counted():
    rows = trips(10)
    rows[6][1] = "95"
    rows[4][8] = rows[7][8] = rows[9][8] = "24"
    finding = refused(csv_of(rows))
    assert (finding.line, finding.column) == (6, "hour_integer")
    assert "found 24 (and 2 more such cells)" in finding.message


@pytest.mark.parametrize("column", ["month_integer", "dow_integer", "hour_integer", "year_integer"])
def test_refuses_a_fraction_where_whole_numbers_belong(column):
    row = list(TRIP)
    row[COLUMNS.index(column)] += ".5"
    assert refused(csv_of([row])).column == column


@pytest.mark.parametrize("pair", [(1, 2), (3, 4)])
def test_refuses_swapped_latitude_and_longitude(pair):
    rows = trips(3)
    latitude, longitude = pair
    rows[1][latitude], rows[1][longitude] = rows[1][longitude], rows[1][latitude]
    finding = refused(csv_of(rows))
    assert (finding.line, finding.column) == (3, COLUMNS[latitude])
    assert "look swapped" in finding.message


def test_refuses_the_position_that_stands_for_none():
    rows = trips(3)
    rows[2][3] = rows[2][4] = "0.0"
    finding = refused(csv_of(rows))
    assert (finding.line, finding.column) == (4, "destination_block_latitude_double")
    assert "missing" in finding.message


def test_refuses_more_rows_than_memory_is_planned_for(monkeypatch):
    monkeypatch.setattr("dctaxi.data.schema.MAX_ROWS", 5)
    check_csv(csv_of(trips(5)), "trips.csv")
    assert "at most 5 rows, found 6" in refused(csv_of(trips(6))).message
