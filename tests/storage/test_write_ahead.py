import sqlite3
from contextlib import closing

import pytest

from dctaxi.storage.write_ahead import set_write_ahead


@pytest.fixture
def written(tmp_path):
    """A file, and a connection that is about to write to it."""
    with closing(sqlite3.connect(tmp_path / "file.db", isolation_level=None)) as writer:
        writer.execute("CREATE TABLE facts (fact)")
        writer.execute("BEGIN IMMEDIATE")
        yield tmp_path / "file.db", writer


def test_waits_for_whoever_writes_where_sqlite_gives_up_at_once(written, monkeypatch):
    path, writer = written
    waited = []

    def sleep(_seconds: float) -> None:
        waited.append("waited")
        if len(waited) == 3:
            writer.execute("COMMIT")

    monkeypatch.setattr("dctaxi.storage.write_ahead.time.sleep", sleep)
    with closing(sqlite3.connect(path)) as connection:
        set_write_ahead(connection, 60)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert waited == ["waited"] * 3


def test_gives_up_once_patience_is_over(written):
    path, _writer = written
    with closing(sqlite3.connect(path)) as connection:
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            set_write_ahead(connection, 0)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
