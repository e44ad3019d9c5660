import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.data.files import table_of
from dctaxi.data.files.text_stream import BLOCK_BYTES
from dctaxi.errors import DataError

HEADER = "fare,a,b,note,other"
cells = st.text(alphabet=' a",\n', max_size=6)


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


def read(text, wanted=("fare",)):
    table = table_of(io.BytesIO(text.encode()), "trips.csv")
    batches = list(table.batches(wanted))
    rows = [
        (int(line), *cells)
        for batch in batches
        for line, *cells in zip(
            batch.lines, *(batch.columns[name].to_pylist() for name in wanted), strict=True
        )
    ]
    return table, rows


@given(st.lists(st.tuples(cells, cells, st.booleans()), min_size=1, max_size=12))
def test_every_row_is_in_the_line_where_an_editor_has_it(rows):
    text, expected, left_out = HEADER + "\n", [], []
    for number, (note, other, whole) in enumerate(rows):
        line = text.count("\n") + 1
        (expected if whole else left_out).append((line, str(number)) if whole else line)
        text += f"{number},,,{quoted(note)}" + (f",{quoted(other)}" if whole else "") + "\n"
    table, found = read(text)
    assert found == expected
    assert [one.line for one in table.ragged] == left_out


def test_values_with_line_breaks_may_stand_where_a_block_ends():
    rows = BLOCK_BYTES // 400
    text = HEADER + "\n" + "".join(f'{i},,,"{"a" * 600}\n{i}",x\n' for i in range(rows))
    _, found = read(text)
    assert found == [(2 * i + 2, str(i)) for i in range(rows)]


def test_a_header_over_two_lines_is_one():
    table, found = read('"fare\nin all",a,b,note,other\n5,,,a,b\n', ("fare in all",))
    assert table.columns == ("fare in all", "a", "b", "note", "other")
    assert found == [(3, "5")]


@pytest.mark.parametrize(
    ("places", "last"),
    [((5,), False), ((5, 40), False), ((5,), True), ((5, 6), True), ((5, 40), True)],
)
def test_a_quotation_mark_that_is_never_closed_swallows_no_rows(places, last):
    rows = [f"{i},,,x,y" for i in range(60)]
    for i in places:
        rows[i] = f'{i},,,x,"y' if last else f'{i},,,"x,y'
    with pytest.raises(
        DataError, match=r"trips.csv, line 7: expected rows, found a quotation mark"
    ):
        read("\n".join([HEADER, *rows]) + "\n")


@pytest.mark.parametrize("rows", [5_000, 30_000])
def test_one_that_first_shows_far_below_is_refused_as_well(rows):
    text = HEADER + "\n" + "1,,,aaaaaaaaaa,bbbbbbbb\n" * 20_000 + '1,,,a,"b\n' + "1,,,a,b\n" * rows
    with pytest.raises(DataError, match=f"line 20,002: expected rows.* for {rows + 1:,} lines"):
        read(text)


def test_a_value_with_line_breaks_far_below_in_a_column_that_nobody_asks_for_is_read():
    plain = "1,,,aaaaaaaaaa,bbbbbbbb\n"
    text = HEADER + "\n" + plain * 20_000 + '2,,,"two\nlines",b\n' + "3,,,a,b\n"
    _, found = read(text)
    assert found[-2:] == [(20_002, "2"), (20_004, "3")]


def test_an_address_of_several_lines_in_a_narrow_file_is_no_row():
    address = '"12 Main St\nChicago, IL, 60601\n(41.88, -87.62)"'
    table = table_of(io.BytesIO(f"fare,from,to\n5,{address},{address}\n".encode()), "trips.csv")
    assert sum(len(batch.lines) for batch in table.batches(["fare"])) == 1


def test_text_of_as_many_commas_as_a_row_has_is_no_row():
    cells = '5,1,2,"x\nA St, 5, Flat 3, 2nd floor, DC",y\n'
    assert read(f"{HEADER}\n{cells}6,1,2,z,y\n")[1] == [(2, "5"), (4, "6")]
    table, _ = read(f"{HEADER}\n6,1,2,z,y\n" + cells.replace("y\n", "y,left out\n"))
    assert [one.line for one in table.ragged] == [3]


@pytest.mark.parametrize("columns", [2, 3, 4])
def test_a_mark_that_is_never_closed_swallows_no_rows_of_a_narrow_file(columns):
    header = ",".join(["fare", "from", "to", "note"][:columns])
    row = ",".join(["7.5", "12 Main St", "3rd St", "x"][:columns])
    open_ = row.rpartition(",")[0] + ',"open'
    with pytest.raises(DataError, match="line 4: expected rows, found a quotation mark"):
        read("\n".join([header, row, row, open_, *[row] * 40]) + "\n")


def test_the_widest_files_may_have_values_of_several_lines():
    names = [f"column{i}" for i in range(1_000)]
    text = ",".join(names) + "\n" + ('"a\n2"' + ",7" * 999 + "\n") * 2
    table = table_of(io.BytesIO(text.encode()), "trips.csv")
    assert sum(len(batch.lines) for batch in table.batches(names[:1])) == 2
