"""Whatever stands in a file and whatever is said of it: a table comes out, or one sentence."""

import io

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dctaxi.data.loading import load_tables
from dctaxi.data.own_files import Wishes, source_of_files
from dctaxi.data.rules import Rules
from dctaxi.errors import DataError
from tests.data.odd_files import new_york

cells = st.text(max_size=6) | st.sampled_from(
    ["", "NULL", "nan", "1", "95", "-77", "38.9", "0", "POINT (-77 38.9)", "(38.9, -77)", "May"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    columns=st.lists(st.text(max_size=9), min_size=1, max_size=9),
    rows=st.lists(st.lists(cells, max_size=10), max_size=6),
    separator=st.sampled_from([",", ";", "\t", "|"]),
    tail=st.binary(max_size=20),
)
def test_any_file_gives_a_table_or_one_sentence(
    columns, rows, separator, tail, tmp_path, workspace
):
    text = io.StringIO()
    for line in (columns, *rows):
        text.write(separator.join(line) + "\n")
    path = tmp_path / "any.csv"
    path.write_bytes(text.getvalue().encode("utf-8", "surrogatepass") + tail)
    check_table_or_sentence(str(path), workspace, Wishes(leave_out="errors"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    names=st.permutations(list(new_york().columns)),
    split=st.sampled_from(["time", "random", "passenger_count", "key"]),
    cell=cells,
    row=st.integers(0, 39),
    column=st.integers(0, 7),
    separator=st.sampled_from([",", ";", "\t", "|"]),
    low=st.none() | st.floats(-10, 10),
    leave_out=st.sampled_from(["nothing", "errors", "errors and rules"]),
)
def test_any_mapping_and_rule_gives_a_table_or_one_sentence(
    names, split, cell, row, column, separator, low, leave_out, tmp_path, workspace
):
    table = new_york(40).astype(object)
    table.iloc[row, column] = cell
    path = tmp_path / "any.csv"
    path.write_bytes(table.to_csv(index=False, sep=separator).encode("utf-8", "surrogatepass"))
    what = ("fare", "origin_latitude", "origin_longitude", "destination_latitude",
            "destination_longitude", "time")  # fmt: skip
    columns = dict(zip(what, names, strict=False))
    wishes = Wishes(
        columns=columns if low is None else {}, split=split, leave_out=leave_out,
        rules=Rules(fare_min=low),
    )  # fmt: skip
    check_table_or_sentence(str(path), workspace, wishes)


def check_table_or_sentence(path, workspace, wishes):
    try:
        tables = load_tables(source_of_files(path, workspace, wishes=wishes), workspace)
    except DataError as error:
        said = str(error)
    else:
        assert np.isfinite(tables.train).all()
        assert np.isfinite(tables.val).all()
        return
    assert said.strip()
    assert "\n" not in said
