import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.data import sources
from dctaxi.data.csv_layout import LINE
from dctaxi.data.sample import sample_trips
from dctaxi.data.sources import (
    CHAPTER_SOURCE,
    GlobSource,
    SampleSource,
    load,
    load_tables,
    source_from_json,
    store_upload,
)
from dctaxi.errors import DataError
from dctaxi.workspace import Workspace


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "home", "sqlite://")


def csv_of(trips):
    rows = "\n".join(",".join(repr(float(cell)) for cell in row) for row in trips)
    return f"{LINE}\n{rows}\n".encode()


def write_csv(path, trips):
    path.write_bytes(csv_of(trips))
    return str(path)


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


@pytest.mark.parametrize(
    "arguments", [(11,), (1_000_001,), (6000, -1), (6000.0,), (True,), ("6000",), (6000, None)]
)
def test_refuses_a_sample_of_an_impossible_size_or_seed(arguments):
    with pytest.raises(DataError, match="of the sample data as a whole number from"):
        SampleSource(*arguments)


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
    with pytest.raises(DataError, match=rf"^{bad}, line \d+, column year_integer: expected"):
        load_tables(GlobSource(good, str(bad)), workspace)


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
    monkeypatch.setattr(sources, "MAX_ROWS", 30)
    for name in "ab":
        write_csv(tmp_path / f"{name}.csv", sample_trips(16, 0))
    with pytest.raises(DataError, match=r"at most 30 rows in one set, .* has 32"):
        load_tables(GlobSource(str(tmp_path), str(tmp_path)), workspace)


glob_texts = st.from_regex(r"(file:///|https://|s3://)[a-z0-9._-]{1,20}\.csv", fullmatch=True)
any_source = st.builds(
    SampleSource, rows=st.integers(12, 1_000_000), seed=st.integers(0, 2**63 - 1)
) | st.builds(GlobSource, glob_texts, glob_texts, st.none() | glob_texts)


@given(any_source)
def test_sources_survive_json(source):
    assert source_from_json(json.loads(json.dumps(source.to_json()))) == source


@pytest.mark.parametrize(
    ("obj", "words"),
    [
        ([], "JSON object, found list"),
        ({}, "kind 'sample' or 'globs', found None"),
        ({"kind": "sql"}, "found 'sql'"),
        ({"kind": ["sample"]}, "found ['sample']"),
        ({"kind": "sample", "rowz": 5}, "found 'rowz' too"),
        ({"kind": "sample", "rows": "many"}, "found 'many'"),
        ({"kind": "globs", "train": "a.csv"}, "under 'val', found None"),
        ({"kind": "globs", "train": "a.csv", "val": 5}, "under 'val', found 5"),
        ({"kind": "globs", "train": "ftp://a", "val": "b"}, "found ftp://"),
    ],
)
def test_refuses_json_that_is_no_source(obj, words):
    with pytest.raises(DataError) as caught:
        source_from_json(obj)
    assert words in str(caught.value)


def test_titles_say_where_the_trips_come_from():
    assert SampleSource().title == "Sample DC taxi data (6,000 synthetic trips)"
    assert SampleSource(600, 4).title == "Sample DC taxi data (600 synthetic trips, seed 4)"
    assert CHAPTER_SOURCE.title == "The chapter's CSVs (osipov/smlbook)"
    assert GlobSource("/d/a.csv", "/d/b.csv", "/d/b.csv").title == "a.csv, b.csv"
    assert (
        GlobSource("s3://bucket/x/*.csv", "s3://bucket/v.csv").title == "*.csv, v.csv from bucket"
    )


def test_an_upload_becomes_a_glob_that_reads_it_back(workspace):
    content = csv_of(sample_trips(20, 0))
    glob = store_upload("train", "my trips.csv", content, workspace)
    assert glob.startswith(f"file://{workspace.root}/uploads/")
    assert glob.endswith("/my trips.csv")
    tables = load_tables(GlobSource(glob, glob), workspace)
    np.testing.assert_array_equal(tables.train, sample_trips(20, 0))


def test_an_upload_of_the_same_name_with_other_content_is_another_file(workspace):
    first = store_upload("train", "t.csv", csv_of(sample_trips(20, 0)), workspace)
    again = store_upload("val", "t.csv", csv_of(sample_trips(20, 0)), workspace)
    other = store_upload("train", "t.csv", csv_of(sample_trips(20, 1)), workspace)
    assert first == again != other
    np.testing.assert_array_equal(
        load_tables(GlobSource(first, other), workspace).train, sample_trips(20, 0)
    )


def test_a_bad_upload_is_refused_under_its_name_and_nothing_is_written(workspace):
    with pytest.raises(DataError, match=r"^mine\.csv: expected a header"):
        store_upload("train", "mine.csv", b"", workspace)
    assert not workspace.root.exists()


def test_a_large_upload_is_refused_before_it_is_read(workspace, monkeypatch):
    monkeypatch.setattr(sources, "MAX_UPLOAD_BYTES", 2**20)
    with pytest.raises(DataError, match=r"^big\.csv: expected at most 1 MiB, found 2\.0 MiB.*test"):
        store_upload("test", "big.csv", b"x" * 2**21, workspace)
    assert not workspace.root.exists()


@given(st.text(max_size=200))
def test_any_name_of_an_upload_gives_a_plain_file_name(name):
    safe = sources._safe_name(name)
    assert safe.endswith(".csv")
    assert not set(safe) & set("/\\*?[]:\0\n")
    assert not safe.startswith(".")
    assert len(safe) <= 84


@pytest.mark.parametrize("name", ["../../etc/cron.csv", "C:\\trips\\cron.csv", "cron.csv"])
def test_folders_in_the_name_of_an_upload_are_dropped(name, workspace):
    glob = store_upload("train", name, csv_of(sample_trips(20, 0)), workspace)
    assert glob.startswith(f"file://{workspace.root}/uploads/")
    assert glob.endswith("/cron.csv")


def test_errors_about_an_upload_call_it_by_its_name(workspace):
    glob = store_upload("train", "mine.csv", csv_of(sample_trips(20, 0)), workspace)
    path = Path(glob.removeprefix("file://"))
    path.write_bytes(path.read_bytes() + b"1,2\n")
    with pytest.raises(DataError, match=r"^mine\.csv, line 22: expected 9 values, found 2"):
        load_tables(GlobSource(glob, glob), workspace)


def test_importing_the_data_room_loads_no_heavy_package():
    code = (
        "import sys, dctaxi.data.sources, dctaxi.data.report, dctaxi.data.kaen_cache;"
        "print(sorted({'torch', 'optuna', 'lightning', 'pytorch_lightning', 'kaen', 'pandas',"
        " 'streamlit', 'fsspec'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_upload_that_the_disk_has_no_room_for_is_refused_in_one_sentence(workspace, monkeypatch):
    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(DataError, match=r"trips\.csv could not be kept .* No space left"):
        store_upload("train", "trips.csv", csv_of(sample_trips(20, 0)), workspace)
    assert not list(workspace.root.rglob("*.csv"))
