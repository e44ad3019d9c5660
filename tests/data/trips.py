"""Trips as CSV, and what is said where a file is refused."""

import pytest

from dctaxi.data.files.csv_layout import LINE
from dctaxi.data.schema import RefusedFileError, check_csv

TRIP = ["9.73", "38.8967", "-77.0091", "38.9111", "-77.0435", "2017", "3", "2", "14"]


def csv_of(rows, header=LINE, end="\n"):
    return end.join([header, *(",".join(row) for row in rows), ""]).encode()


def trips(count):
    return [["10.00", *TRIP[1:8], str(index % 24)] for index in range(count)]


def refused(content, name="trips.csv"):
    with pytest.raises(RefusedFileError) as caught:
        check_csv(content, name)
    finding = caught.value.finding
    assert finding.message == str(caught.value)
    assert finding.message.startswith(name)
    assert finding.message.endswith(".")
    return finding
