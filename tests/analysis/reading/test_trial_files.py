import io
import json
import math

import pandas as pd
import pytest

from dctaxi.analysis.reading.trial_files import csv_text, to_parquet

ROWS = pd.DataFrame(
    {
        "number": [3, 5],
        "value": [4.25, math.nan],
        "datetime_start": pd.to_datetime(["2026-01-02 03:04:05", None]),
        "params_flag": pd.Series([True, "auto"], dtype="object"),
        "params_l2": [8.0, math.nan],
        "curve": pd.Series([[[20, 5.5, 6.0], [40, 4.0, 4.25]], None], dtype="object"),
    }
)


def test_parquet_holds_the_same_rows_with_their_types() -> None:
    read = pd.read_parquet(io.BytesIO(to_parquet(ROWS)))
    assert list(read) == list(ROWS)
    exact = ["number", "value", "datetime_start", "params_l2"]
    pd.testing.assert_frame_equal(read[exact], ROWS[exact])
    assert [list(point) for point in read["curve"][0]] == ROWS["curve"][0]
    assert read["curve"][1] is None
    assert read["params_flag"].tolist() == ["True", "auto"]


def test_csv_holds_the_same_rows_with_curves_as_json() -> None:
    read = pd.read_csv(io.StringIO(csv_text(ROWS)))
    assert list(read) == list(ROWS)
    assert read["number"].tolist() == [3, 5]
    assert read["curve"][0] == "[[20, 5.5, 6.0], [40, 4.0, 4.25]]"
    assert pd.isna(read["curve"][1])


def test_what_another_program_did_not_report_is_null_in_the_json_of_a_curve() -> None:
    rows = pd.DataFrame({"curve": [[[1, math.nan, 0.5]]], "seed_values": [[1.5, None]]})
    read = pd.read_csv(io.StringIO(csv_text(rows)))
    assert json.loads(read["curve"][0], parse_constant=pytest.fail) == [[1, None, 0.5]]
    assert json.loads(read["seed_values"][0]) == [1.5, None]


def test_no_rows_are_a_file_with_its_columns() -> None:
    none = ROWS.iloc[:0]
    assert list(pd.read_parquet(io.BytesIO(to_parquet(none)))) == list(ROWS)
    assert list(pd.read_csv(io.StringIO(csv_text(none)))) == list(ROWS)


def test_csv_has_no_cell_and_no_heading_that_a_spreadsheet_would_compute() -> None:
    rows = pd.DataFrame(
        {
            "value": [-4.25, 1.0],
            "=HYPERLINK(A1)": pd.Series(["=1+1", -3], dtype="object"),
            "params_optimizer": pd.Series(["@SUM(A1)", "-1.5"], dtype="str"),
            "message": pd.Series(["\t=1", None], dtype="object"),
        }
    )
    head, first, second = csv_text(rows).splitlines()
    assert head == "value,'=HYPERLINK(A1),params_optimizer,message"
    assert first == "-4.25,'=1+1,'@SUM(A1),'\t=1"
    assert second == "1.0,-3,-1.5,"
    read = pd.read_csv(io.StringIO(csv_text(rows)))
    assert read["value"].tolist() == [-4.25, 1.0]
