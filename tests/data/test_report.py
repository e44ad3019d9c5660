import json

import pytest

from dctaxi.data.files.csv_layout import LINE
from dctaxi.data.report import check_glob
from dctaxi.data.schema import COLUMNS

ROWS = ["10.00", "3.25", "6.50"]


def write(path, fares):
    rows = [f"{fare},38.9,-77.0,38.91,-77.01,2017,3,2,{hour}" for hour, fare in enumerate(fares)]
    path.write_text("\n".join([LINE, *rows, ""]))
    return path


def test_reports_rows_columns_and_fares(tmp_path, workspace):
    path = write(tmp_path / "trips.csv", ROWS)
    report = check_glob(str(path), workspace).to_json()
    assert report == {
        "glob": f"file://{path}",
        "ok": True,
        "rows": 3,
        "columns": list(COLUMNS),
        "fare_usd": {"min": 3.25, "mean": pytest.approx(19.75 / 3), "max": 10.0},
        "findings": [],
    }
    assert json.loads(json.dumps(report)) == report


def test_warnings_leave_the_data_usable(tmp_path, workspace):
    report = check_glob(str(write(tmp_path / "trips.csv", ["3.25"] * 12)), workspace)
    assert report.ok
    assert report.rows == 12
    (finding,) = report.findings
    assert finding.severity == "warning"
    assert finding.message.startswith("All 12 fares of the data are 3.25 USD")


def test_an_error_is_a_finding_with_its_place(tmp_path, workspace):
    path = write(tmp_path / "trips.csv", ["10.00", "free"])
    report = check_glob(str(path), workspace)
    assert not report.ok
    assert report.rows is None
    (finding,) = report.to_json()["findings"]
    assert finding == {
        "severity": "error",
        "file": str(path),
        "line": 3,
        "column": "fareamount_double",
        "message": f"{path}, line 3, column fareamount_double: expected a number, "
        "found the text 'free'; correct or remove the row.",
    }


@pytest.mark.parametrize("glob", ["ftp://host/x.csv", "", "/nowhere/at/all/*.csv"])
def test_an_address_that_cannot_be_read_is_a_finding(glob, workspace):
    report = check_glob(glob, workspace)
    assert not report.ok
    assert report.to_json()["fare_usd"] is None
    assert len(report.findings) == 1
