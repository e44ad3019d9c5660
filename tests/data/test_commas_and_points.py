"""What commas and points of a file's numbers stand for: said once for all of its rows."""

import io

import pytest

from dctaxi.data.cells import read_numbers
from dctaxi.data.files import table_of
from dctaxi.data.loading import load_tables
from dctaxi.data.own_files import Wishes, source_of_files

HEADER = "fare\tpickup_lat\tpickup_lon\tdropoff_lat\tdropoff_lon\tkm"


def numbers(text, column):
    table = table_of(io.BytesIO(text.encode()), "trips")
    return [
        value
        for batch in table.batches([column])
        for value in read_numbers(batch.columns[column], batch.marks_of(column)).values.tolist()
    ]


@pytest.mark.parametrize("rows", [1, 300])
def test_a_file_of_decimal_commas_has_them_in_every_row_and_column(rows):
    line = "\n12,5\t4,65028\t-74,04017\t4,60808\t-74,07457\t1,234"
    assert numbers(HEADER + line * rows, "km") == [1.234] * rows


def test_where_commas_are_decimal_a_point_alone_parts_thousands():
    line = "\n12.500\t4,65028\t-74,04017\t4,60808\t-74,07457\t7"
    assert numbers(HEADER + line, "fare") == [12500.0]
    assert numbers((HEADER + line).replace("\t", ";"), "fare") == [12500.0]


def test_points_in_one_column_leave_every_column_its_own_marks():
    line = "\n12.500\t4.65028\t-74.04017\t4.60808\t-74.07457\t1,234"
    assert numbers(HEADER + line, "fare") == [12.5]
    assert numbers(HEADER + line, "km") == [1234.0]
    assert numbers(HEADER + line + line.replace("1,234", "1,2"), "km") == [1.234, 1.2]


def test_fares_that_may_be_thousands_are_said_to_be_read_as_decimals(tmp_path, workspace):
    lines = [f"$ {8 + i}.500,4.65{i},-74.04{i},4.60{i},-74.07{i},{i}" for i in range(1, 10)]
    path = tmp_path / "pesos.csv"
    path.write_text("\n".join([HEADER.replace("\t", ","), *lines]))
    source = source_of_files(str(path), workspace, wishes=Wishes())
    tables = load_tables(source, workspace)
    assert tables.train[:, 0].max() < 18
    said = "9 rows with a point and three digits in 'fare', read as decimals; where the point parts"
    assert any(said in one.message for one in tables.findings)
    path.write_text(
        "\n".join([HEADER.replace("\t", ","), *lines, lines[0].replace("$ ", "$ 1.00")])
    )
    tables = load_tables(source, workspace)
    assert tables.train[:, 0].max() > 9_000
    assert not any("a point and three digits" in one.message for one in tables.findings)
