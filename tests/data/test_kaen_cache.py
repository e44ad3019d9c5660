import os
import tempfile
import threading
import time
import warnings
from itertools import islice
from pathlib import Path

import fsspec.config
import numpy as np
import pytest

from dctaxi.data.files.csv_layout import LINE
from dctaxi.data.files.reading import Reading
from dctaxi.data.kaen_cache import kaen_options
from dctaxi.data.loading import read_rows
from dctaxi.data.sample import sample_trips
from tests.waiting import PATIENCE_S


def write_csv(path, trips, end="\n"):
    rows = [",".join(repr(float(cell)) for cell in row) for row in trips]
    path.write_text(end.join([LINE, *rows, ""]), newline="")


def kaen_batches(glob, batch_size, count, workspace):
    """Return the first batches that kaen reads, ``[count, batch_size, 9]``."""
    with warnings.catch_warnings():
        # kaen imports torch.distributed and calls pandas in ways that both now call deprecated
        warnings.simplefilter("ignore")
        from kaen.torch import ObjectStorageDataset

        with kaen_options(workspace) as options:
            dataset = ObjectStorageDataset(glob, batch_size=batch_size, **options)
            return np.stack([batch.numpy() for batch in islice(dataset, count)])


def rows_in_turn(rows, batch_size, count):
    """Return the same batches by the wrap-around formula."""
    return rows[np.arange(batch_size * count) % len(rows)].reshape(count, batch_size, 9)


@pytest.mark.parametrize("batch_size", [1, 7, 30, 33, 70])
def test_kaen_reads_the_same_rows_in_the_same_order(tmp_path, workspace, batch_size):
    trips = sample_trips(66, 0)
    for name, part, end in (("b-2", trips[:1], "\n"), ("b-10", trips[1:40], "\r\n")):
        write_csv(tmp_path / f"{name}.csv", part, end)
    write_csv(tmp_path / "B.csv", trips[40:])
    glob = f"file://{tmp_path}/*.csv"
    rows, _ = read_rows(glob, Reading(workspace))
    assert len(rows) == 66
    np.testing.assert_array_equal(
        kaen_batches(glob, batch_size, 5, workspace), rows_in_turn(rows, batch_size, 5)
    )


def test_kaen_reads_the_numbers_as_the_checks_do_to_the_last_bit(tmp_path, workspace):
    trips = sample_trips(40, 0)
    trips[:, 1:5] += np.random.default_rng(0).random((40, 4)) * 1e-3
    write_csv(tmp_path / "long.csv", trips)
    rows, _ = read_rows(f"file://{tmp_path}/long.csv", Reading(workspace))
    batches = kaen_batches(f"file://{tmp_path}/long.csv", 40, 1, workspace)
    np.testing.assert_array_equal(batches[0], rows)


def test_a_changed_file_is_not_served_from_an_older_copy(tmp_path, workspace):
    path = tmp_path / "trips.csv"
    for seed, count in ((0, 50), (1, 20)):
        write_csv(path, sample_trips(count, seed))
        batches = kaen_batches(f"file://{path}", 10, 3, workspace)
        np.testing.assert_array_equal(batches, rows_in_turn(sample_trips(count, seed), 10, 3))


def test_a_stray_cache_file_in_the_shared_temporary_folder_does_no_harm(
    tmp_path, workspace, monkeypatch
):
    shared = tmp_path / "tmp"
    shared.mkdir()
    (shared / "cache").write_text("another program's")
    monkeypatch.setattr(tempfile, "tempdir", str(shared))
    write_csv(tmp_path / "trips.csv", sample_trips(20, 0))
    batches = kaen_batches(f"file://{tmp_path}/trips.csv", 5, 2, workspace)
    np.testing.assert_array_equal(batches, rows_in_turn(sample_trips(20, 0), 5, 2))
    assert [path.name for path in shared.iterdir()] == ["cache"]


def test_kaen_streams_from_a_web_server(served, workspace):
    folder, address = served
    for seed in (0, 1):  # the second time the file has changed
        write_csv(folder / "trips.csv", sample_trips(20, seed))
        batches = kaen_batches(f"{address}/trips.csv", 15, 3, workspace)
        np.testing.assert_array_equal(batches, rows_in_turn(sample_trips(20, seed), 15, 3))


def test_a_metadata_folder_beside_the_files_is_left_alone(tmp_path, workspace):
    (tmp_path / ".meta" / "shards").mkdir(parents=True)
    (tmp_path / ".meta" / "shards" / "part.csv").write_text("id,count\n0,5000\n")
    write_csv(tmp_path / "trips.csv", sample_trips(20, 0))
    batches = kaen_batches(f"file://{tmp_path}/trips.csv", 5, 2, workspace)
    np.testing.assert_array_equal(batches, rows_in_turn(sample_trips(20, 0), 5, 2))


def test_settings_and_folders_are_as_before_afterwards(workspace, monkeypatch):
    monkeypatch.setitem(fsspec.config.conf, "filecache", {"expiry_time": 5})
    before = dict(fsspec.config.conf)
    with kaen_options(workspace) as options:
        folder = Path(options["cache_dir"])
        assert folder.parent == workspace.root / "kaen-cache"
        assert fsspec.config.conf["filecache"] == {"expiry_time": 5, "cache_storage": str(folder)}
    assert fsspec.config.conf == before
    assert not folder.exists()


def test_settings_are_restored_after_an_error_too(workspace):
    before = dict(fsspec.config.conf)
    with pytest.raises(ZeroDivisionError), kaen_options(workspace):
        _ = 1 / 0
    assert fsspec.config.conf == before


def test_a_second_thread_waits_for_the_first(workspace):
    entered = threading.Event()

    def enter():
        with kaen_options(workspace):
            entered.set()

    thread = threading.Thread(target=enter)
    with kaen_options(workspace):
        thread.start()
        assert not entered.wait(0.1)
    assert entered.wait(PATIENCE_S)
    thread.join()


def test_what_a_killed_process_left_long_ago_is_removed(workspace):
    root = workspace.folder("kaen-cache")
    for name, age_days in (("old", 8), ("recent", 1)):
        (root / name).mkdir()
        (root / name / "copy").write_text("x")
        os.utime(root / name, (time.time() - age_days * 86_400,) * 2)
    with kaen_options(workspace):
        assert not (root / "old").exists()
        assert (root / "recent" / "copy").exists()
