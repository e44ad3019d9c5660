import importlib
import sqlite3
import threading
from contextlib import closing

import pytest

from dctaxi.classroom import enter, live, member_of, members
from dctaxi.classroom.database import connected


def test_all_who_enter_a_fresh_class_at_once_are_in_it(settings):
    gate = threading.Barrier(8)
    words, failures = [], []

    def come(number: int) -> None:
        gate.wait()
        try:
            words.append(enter(settings, "student", f"Student {number}"))
        except Exception as error:
            failures.append(error)

    coming = [threading.Thread(target=come, args=(number,)) for number in range(8)]
    for thread in coming:
        thread.start()
    for thread in coming:
        thread.join()
    assert failures == []
    assert {member_of(settings, word).name for word in words} == {
        f"Student {number}" for number in range(8)
    }


def test_a_class_whose_first_secret_was_made_by_another_takes_that_one(settings, monkeypatch):
    """As where two come at once: both see none, and the second finds one when it is its turn."""
    module = importlib.import_module("dctaxi.classroom.members")
    theirs = []
    make = module._make_secret

    def after_another(path) -> None:
        make(path)
        theirs.append(path.read_bytes())
        make(path)

    monkeypatch.setattr(module, "_make_secret", after_another)
    enter(settings, "student", "Ada")
    assert theirs == [(settings.folder / "secret").read_bytes()]


@pytest.mark.parametrize("tables", [(), ("members",)])
def test_a_database_whose_maker_died_early_is_completed(settings, tables):
    settings.folder.mkdir()
    with closing(sqlite3.connect(settings.folder / "class.db")) as connection:
        for table in tables:
            connection.execute(
                f"CREATE TABLE {table} (id TEXT PRIMARY KEY, name TEXT NOT NULL, "
                "folded TEXT NOT NULL UNIQUE, role TEXT NOT NULL, pass TEXT NOT NULL, "
                "open_until REAL NOT NULL DEFAULT 0)"
            )
    assert live(settings) is None
    enter(settings, "student", "Ada")
    assert [one.name for one in members(settings)] == ["Ada"]
    with connected(settings.folder) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_class_that_is_deleted_while_it_is_served_begins_anew(settings):
    enter(settings, "student", "Ada")
    for path in settings.folder.iterdir():
        path.unlink()
    assert members(settings) == ()
