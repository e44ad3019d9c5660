"""What commas and points of a file's numbers stand for: said once for all of its rows."""

import io

import numpy as np
import pyarrow as pa
import pytest

from dctaxi.data.cells import read_numbers
from dctaxi.data.files import Batch, table_of
from dctaxi.data.loading import load_tables
from dctaxi.data.mapping import ColumnMapping
from dctaxi.data.own_files import Wishes, source_of_files
from dctaxi.data.problems import Problems
from dctaxi.data.trip_rows import read_batch

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


def test_two_columns_of_amounts_do_not_say_what_the_points_of_all_others_are():
    line = "\n12,50\t41.850\t-87.623\t41.861\t-87.641\t3.898"
    text = (HEADER + line).replace("km", "km\ttip").replace("3.898", "3.898\t1,25")
    assert numbers(text, "km") == [3.898]
    assert numbers(text, "tip") == [1.25]


def test_points_in_one_column_leave_every_column_its_own_marks():
    line = "\n12.500\t4.65028\t-74.04017\t4.60808\t-74.07457\t1,234"
    assert numbers(HEADER + line, "fare") == [12.5]
    assert numbers(HEADER + line, "km") == [1234.0]
    assert numbers(HEADER + line + line.replace("1,234", "1,2"), "km") == [1.234, 1.2]
    degrees = "\n20.36\t4,65028\t-74,04017\t4,60808\t-74,07457\t1,234"
    assert numbers(HEADER + degrees, "km") == [1.234]
    assert numbers(HEADER + degrees, "fare") == [20.36]


def test_degrees_of_three_decimals_are_read_whatever_marks_amounts_have(tmp_path, workspace):
    lines = [f"{9 + i},5\t4.65{i}\t-74.04{i}\t4,608\t-74,07{i}\t1,{i}5" for i in range(9)]
    (tmp_path / "x.tsv").write_text("\n".join([HEADER, *lines]))
    tables = load_tables(source_of_files(str(tmp_path / "x.tsv"), workspace), workspace)
    assert (np.abs(tables.train[:, 1:5]) < 75).all()
    assert tables.train[0, 3] == 4.608


def test_points_that_are_taken_for_thousands_beside_decimal_commas_are_said_to_be(
    tmp_path, workspace
):
    places = "4,65028\t-74,04017\t4,60808\t-74,07457"
    lines = [f"{i + 8},5{i}\t{places}\t{i}.25{i}" for i in range(1, 10)]
    (tmp_path / "x.tsv").write_text("\n".join([HEADER, *lines]))
    wishes = Wishes(extras=("km",))
    source = source_of_files(str(tmp_path / "x.tsv"), workspace, wishes=wishes)
    found = [one.message for one in load_tables(source, workspace).findings]
    said = (
        "9 rows with a point and three digits in 'km', read as thousands; where they are decimals"
    )
    assert any(said in one for one in found)


def test_fares_that_may_be_thousands_are_said_to_be_read_as_decimals(tmp_path, workspace):
    lines = [f"$ {8 + i}.500,4.65{i},-74.04{i},4.60{i},-74.07{i},{i}" for i in range(1, 10)]
    path = tmp_path / "pesos.csv"
    path.write_text("\n".join([HEADER.replace("\t", ","), *lines]))
    source = source_of_files(str(path), workspace, wishes=Wishes())
    tables = load_tables(source, workspace)
    assert tables.train[:, 0].max() < 18
    said = "9 rows with a point and three digits in 'fare', read as decimals; where they are thous"
    assert any(said in one.message for one in tables.findings)
    path.write_text(
        "\n".join([HEADER.replace("\t", ","), *lines, lines[0].replace("$ ", "$ 1.00")])
    )
    tables = load_tables(source, workspace)
    assert tables.train[:, 0].max() > 9_000
    assert not any("a point and three digits" in one.message for one in tables.findings)
    quoted = [f'"$ 1,50{i}",{line.partition(",")[2]}' for i, line in enumerate(lines)]
    path.write_text("\n".join([HEADER.replace("\t", ","), *quoted]))
    tables = load_tables(source, workspace)
    said = "a comma and three digits in 'fare', read as thousands; where they are decimals, write"
    assert any(said in one.message for one in tables.findings)


@pytest.mark.parametrize(
    ("telling", "warned"),
    [(None, True), ("$ 8.25", False), ("$ 8,25", True), ("$ 9.000.000", True)],
)
@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("whole", [0, 2_000])
def test_fares_that_may_be_thousands_are_told_by_any_other_batch(telling, warned, before, whole):
    mapping = ColumnMapping(
        fare="fare", origin_latitude="a", origin_longitude="b",
        destination_latitude="c", destination_longitude="d",
    )  # fmt: skip
    batches = [["7"] * whole + ["$ 12.500"], ["5", *([telling] if telling else [])]]
    problems = Problems("x.csv")
    for fares in batches[:: -1 if before else 1]:
        places = dict.fromkeys("abcd", pa.array(["41.5"] * len(fares)))
        batch = Batch({"fare": pa.array(fares), **places}, np.arange(len(fares)))
        read_batch(batch, mapping, None, problems, fare=True)
    said = [one.said for one in problems.listed()]
    assert any("read as decimals; where they are thousands" in one for one in said) == warned
    assert not any("read as thousands" in one for one in said)
