import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from dctaxi.errors import StorageError
from dctaxi.storage.same_file import SameFile
from dctaxi.storage.url import parse_url


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "studies.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE t (x)")
        database.executemany("INSERT INTO t VALUES (?)", [("x" * 1000,)] * 100)
        database.commit()
    return path


def watched(file: Path) -> SameFile:
    return SameFile(parse_url(f"sqlite:///{file}"))


def test_a_file_that_stays_is_the_same(file: Path) -> None:
    same = watched(file)
    same.check()
    with closing(sqlite3.connect(file)) as database:
        database.execute("DELETE FROM t")
        database.commit()
        database.execute("VACUUM")
    same.check()


def test_a_file_that_is_gone_is_missed(file: Path) -> None:
    same = watched(file)
    file.unlink()
    with pytest.raises(StorageError, match="was deleted or moved away while it was written to"):
        same.check()


def test_another_file_in_its_place_is_told_apart(file: Path) -> None:
    same = watched(file)
    other = file.with_name("other.db")
    other.write_bytes(file.read_bytes())
    other.replace(file)
    with pytest.raises(StorageError, match="was replaced by another file"):
        same.check()


@pytest.mark.parametrize("size", [0, 20_000])
def test_a_file_that_was_cut_short_is_no_longer_whole(file: Path, size: int) -> None:
    same = watched(file)
    os.truncate(file, size)
    with pytest.raises(StorageError, match="was cut short"):
        same.check()
