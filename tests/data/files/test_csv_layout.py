import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.data.files.csv_layout import LINE
from dctaxi.data.schema import COLUMNS, LABEL, check_csv
from dctaxi.errors import DataError
from tests.data.trips import TRIP, csv_of, refused, trips


@pytest.mark.parametrize(
    "content",
    [
        csv_of(trips(3), end="\r\n"),
        csv_of(trips(3), end="\r"),
        b"\xef\xbb\xbf" + csv_of(trips(3)),
        csv_of(trips(3)).rstrip(),
        csv_of(trips(3)) + b"\n\r\n \n",
        csv_of(trips(3), header=",".join(f'"{name}"' for name in COLUMNS)),
        csv_of([[f'"{cell}"' for cell in row] for row in trips(3)]),
        csv_of([[f" {cell}" for cell in row] for row in trips(3)]),
    ],
    ids=["CRLF", "CR", "BOM", "no end", "blank end", "quoted header", "quoted", "spaces"],
)
def test_harmless_differences_of_layout_change_nothing(content):
    expected = check_csv(csv_of(trips(3)), "trips.csv")
    rows = check_csv(content, "trips.csv")
    np.testing.assert_array_equal(rows, expected)


def test_lines_are_counted_as_an_editor_counts_them_whatever_ends_them():
    rows = trips(5)
    rows[3][0] = "free"
    for end in ("\n", "\r\n", "\r"):
        assert refused(csv_of(rows, end=end)).line == 5


@pytest.mark.parametrize("content", [b"", b"\n\n", b"  \r\n"])
def test_refuses_an_empty_file(content):
    assert "found an empty file" in refused(content).message


def test_refuses_a_header_without_rows():
    assert "at least one row" in refused(csv_of([])).message


@pytest.mark.parametrize("missing", [None, 1, 8])
def test_refuses_a_missing_header(missing):
    first = ["" if position == missing else cell for position, cell in enumerate(TRIP)]
    finding = refused(csv_of(trips(3)[1:], header=",".join(first)))
    assert finding.line == 1
    assert "expected a header, found numbers" in finding.message


@pytest.mark.parametrize(
    ("separator", "word"), [(";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")]
)
def test_refuses_another_separator_by_its_name(separator, word):
    finding = refused(csv_of(trips(3)).replace(b",", separator.encode()))
    assert finding.line == 1
    assert f"found {word}" in finding.message


def test_names_the_separator_of_a_row_that_differs_from_the_header():
    rows = csv_of(trips(3)).decode().splitlines()
    rows[2] = rows[2].replace(",", ";")
    finding = refused("\n".join(rows).encode())
    assert finding.line == 3
    assert "commas instead of semicolons" in finding.message


@given(st.integers(0, 8))
def test_names_the_column_that_the_header_lacks(position):
    header = [name for name in COLUMNS if name != COLUMNS[position]]
    finding = refused(csv_of([TRIP[1:]], header=",".join(header)))
    assert (finding.line, finding.column) == (1, COLUMNS[position])


@given(st.permutations(COLUMNS).filter(lambda names: tuple(names) != COLUMNS))
def test_refuses_columns_in_another_order_naming_the_first(names):
    first = next(i for i in range(9) if names[i] != COLUMNS[i])
    finding = refused(csv_of([TRIP], header=",".join(names)))
    assert finding.line == 1
    assert f"expected {COLUMNS[first]!r} as column {first + 1}, found {names[first]!r}" in (
        finding.message
    )


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (f",{LINE}", "a column without a name at position 1"),
        (f"{LINE},tip", "a column 'tip' at position 10"),
        (f"{LINE},{LABEL}", f"a column '{LABEL}' at position 10"),
    ],
)
def test_refuses_a_tenth_column(header, words):
    assert words in refused(csv_of([[*TRIP, "1"]], header=header)).message


@given(row=st.integers(0, 11), values=st.integers(1, 20).filter(lambda count: count != 9))
def test_refuses_a_row_with_other_than_nine_values(row, values):
    rows = trips(12)
    rows[row] = ["1"] * values
    finding = refused(csv_of(rows))
    assert finding.line == row + 2
    assert f"expected 9 values, found {values};" in finding.message


@pytest.mark.parametrize("blank", ["", "   "])
def test_refuses_a_blank_line_between_rows(blank):
    lines = csv_of(trips(4)).decode().splitlines()
    lines.insert(3, blank)
    finding = refused("\n".join(lines).encode())
    assert finding.line == 4
    assert "found an empty line" in finding.message


def test_refuses_a_blank_first_line():
    finding = refused(b"\n" + csv_of(trips(2)))
    assert finding.line == 1
    assert "found an empty line" in finding.message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04rest", "a zip archive or a workbook"),
        (b"\x1f\x8brest", "a gzip archive"),
        (b"<!DOCTYPE html>", "a web page"),
        (csv_of(trips(2)).decode().encode("utf-16"), "UTF-16"),
    ],
)
def test_refuses_what_is_no_text_by_its_kind(content, words):
    assert words in refused(content).message


def test_names_the_line_of_a_byte_that_is_no_utf8():
    lines = csv_of(trips(4)).splitlines()
    lines[2] = b"\xe9" + lines[2]
    assert refused(b"\n".join(lines)).line == 3
    lines[2] = b"\0" + lines[2][1:]
    assert refused(b"\n".join(lines)).line == 3


def rows_or_sentence(content, name):
    try:
        return check_csv(content, name)
    except DataError as error:
        return str(error)


@given(st.binary(max_size=200))
def test_any_bytes_give_rows_or_a_sentence(content):
    for body in (content, LINE.encode() + b"\n" + content):
        result = rows_or_sentence(body, "upload.csv")
        if isinstance(result, str):
            assert result.startswith("upload.csv")
        else:
            assert result.shape[1] == 9
