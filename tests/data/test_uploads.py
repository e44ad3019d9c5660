from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.data import uploads
from dctaxi.data.loading import load_tables
from dctaxi.data.sample import sample_trips
from dctaxi.data.sources import GlobSource
from dctaxi.data.uploads import store_upload
from dctaxi.errors import DataError
from tests.data.csv_files import csv_of


def test_an_upload_becomes_a_glob_that_reads_it_back(workspace):
    content = csv_of(sample_trips(20, 0))
    glob = store_upload("my trips.csv", content, workspace)
    assert glob.startswith(f"file://{workspace.root}/uploads/")
    assert glob.endswith("/my trips.csv")
    tables = load_tables(GlobSource(glob, glob), workspace)
    np.testing.assert_array_equal(tables.train, sample_trips(20, 0))


def test_an_upload_of_the_same_name_with_other_content_is_another_file(workspace):
    first = store_upload("t.csv", csv_of(sample_trips(20, 0)), workspace)
    again = store_upload("t.csv", csv_of(sample_trips(20, 0)), workspace)
    other = store_upload("t.csv", csv_of(sample_trips(20, 1)), workspace)
    assert first == again != other
    np.testing.assert_array_equal(
        load_tables(GlobSource(first, other), workspace).train, sample_trips(20, 0)
    )


def test_a_bad_upload_is_refused_under_its_name_and_nothing_is_written(workspace):
    with pytest.raises(DataError, match=r"^mine\.csv: expected a header"):
        store_upload("mine.csv", b"", workspace)
    assert not (workspace.root / "uploads").exists()


def test_a_large_upload_is_refused_before_it_is_read(workspace, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_UPLOAD_BYTES", 2**20)
    with pytest.raises(
        DataError, match=r"^big\.csv: expected at most 1 MiB, found 2\.0 MiB.*a part"
    ):
        store_upload("big.csv", b"x" * 2**21, workspace)
    assert not (workspace.root / "uploads").exists()


@given(st.text(max_size=200))
def test_any_name_of_an_upload_gives_a_plain_file_name(name):
    safe = uploads._safe_name(name)
    assert safe.endswith(uploads._ENDINGS)
    assert not set(safe) & set("/\\*?[]:\0\n")
    assert not safe.startswith(".")
    assert len(safe) <= 90


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a.tsv", "a.tsv"), ("a.CSV.GZ", "a.csv.gz"), ("a.parquet", "a.parquet"),
        ("a.exe", "a.exe.csv"), (".csv", "csv.csv"), ("trips", "trips.csv"),
    ],
)  # fmt: skip
def test_the_ending_of_an_upload_stays_where_it_is_one_of_a_table(name, safe):
    assert uploads._safe_name(name) == safe


@pytest.mark.parametrize("name", ["../../etc/cron.csv", "C:\\trips\\cron.csv", "cron.csv"])
def test_folders_in_the_name_of_an_upload_are_dropped(name, workspace):
    glob = store_upload(name, csv_of(sample_trips(20, 0)), workspace)
    assert glob.startswith(f"file://{workspace.root}/uploads/")
    assert glob.endswith("/cron.csv")


def test_errors_about_an_upload_call_it_by_its_name(workspace):
    glob = store_upload("mine.csv", csv_of(sample_trips(20, 0)), workspace)
    path = Path(glob.removeprefix("file://"))
    path.write_bytes(path.read_bytes() + b"1,2\n")
    with pytest.raises(
        DataError, match=r"cannot be used: mine\.csv: 1 row .* 9 values .* \(line 22: 2 values\)"
    ):
        load_tables(GlobSource(glob, glob), workspace)


def test_an_upload_that_the_disk_has_no_room_for_is_refused_in_one_sentence(workspace, monkeypatch):
    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(DataError, match=r"trips\.csv could not be kept .* No space left"):
        store_upload("trips.csv", csv_of(sample_trips(20, 0)), workspace)
    assert not list(workspace.root.rglob("*.csv"))
