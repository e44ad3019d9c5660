import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.data import loading
from dctaxi.data.loading import load, load_tables
from dctaxi.data.sample import sample_trips
from dctaxi.data.sources import GlobSource, SampleSource
from dctaxi.errors import DataError
from dctaxi.workspace import Workspace
from tests.data.csv_files import csv_of, write_csv


def test_the_sample_source_splits_shuffled_trips_into_three(workspace):
    tables = load_tables(SampleSource(), workspace)
    assert [len(rows) for rows in (tables.train, tables.val, tables.test)] == [4000, 1000, 1000]
    together = np.concatenate([tables.train, tables.val, tables.test])
    np.testing.assert_array_equal(together, sample_trips(6000, 0))
    assert tables.findings == ()


@given(rows=st.integers(12, 300))
def test_every_size_of_sample_has_rows_in_each_set(rows):
    tables = load_tables(SampleSource(rows, 1), Workspace.current())
    sizes = [len(tables.train), len(tables.val), len(tables.test)]
    assert sum(sizes) == rows
    assert min(sizes) >= 2


def test_globs_are_read_file_by_file_in_the_order_of_names(tmp_path, workspace):
    trips = sample_trips(60, 0)
    write_csv(tmp_path / "part-2.csv", trips[20:40])
    write_csv(tmp_path / "part-10.csv", trips[:20])
    write_csv(tmp_path / "valid.csv", trips[40:])
    source = GlobSource(f"file://{tmp_path}/part*.csv", f"{tmp_path}/valid.csv")
    tables = load_tables(source, workspace)
    np.testing.assert_array_equal(tables.train, trips[:40])
    np.testing.assert_array_equal(tables.val, trips[40:])
    assert tables.test is None
    assert tables.source == source


def test_an_error_names_the_file_the_line_and_the_column(tmp_path, workspace):
    good = write_csv(tmp_path / "good.csv", sample_trips(30, 0))
    bad = tmp_path / "bad.csv"
    bad.write_bytes(csv_of(sample_trips(30, 0)).replace(b"2017.0", b"never", 1))
    with pytest.raises(DataError, match=r"text instead of .* in 'year_integer'") as caught:
        load_tables(GlobSource(good, str(bad)), workspace)
    assert str(caught.value).startswith(f"1 of 60 rows cannot be used: {bad}: 1 row with text")
    assert "(line 12: never)" in str(caught.value)


def test_findings_tell_of_degenerate_sets(tmp_path, workspace):
    train, val = sample_trips(40, 0), sample_trips(40, 1)
    train[:, 0] = 3.25
    val[:, 0] = np.linspace(25.94, 99.10, 40)
    source = GlobSource(
        write_csv(tmp_path / "train.csv", train),
        write_csv(tmp_path / "valid.csv", val),
        write_csv(tmp_path / "test.csv", train),
    )
    messages = " ".join(finding.message for finding in load_tables(source, workspace).findings)
    for words in ("All 40 fares", "sorted by fare", "do not overlap", "40 of 40 rows of the test"):
        assert words in messages


def test_load_gives_the_feature_set_and_remembers_the_source(workspace):
    data = load(SampleSource(600, 3), "distance", workspace)
    assert data.num_features == 9
    assert data.source == SampleSource(600, 3)
    assert data.train.shape == (400, 10)


def test_refuses_more_rows_than_planned_for_over_all_files_of_a_set(
    tmp_path, workspace, monkeypatch
):
    monkeypatch.setattr(loading, "MAX_ROWS", 30)
    for name in "ab":
        write_csv(tmp_path / f"{name}.csv", sample_trips(16, 0))
    with pytest.raises(DataError, match=r"at most 30 rows in one set, .* has 32"):
        load_tables(GlobSource(str(tmp_path), str(tmp_path)), workspace)


def test_importing_the_data_room_loads_no_heavy_package():
    code = (
        "import sys, dctaxi.data.loading, dctaxi.data.kaen_cache;"
        "print(sorted({'torch', 'optuna', 'lightning', 'pytorch_lightning', 'kaen', 'pandas',"
        " 'streamlit', 'fsspec'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
