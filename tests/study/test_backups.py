"""All studies copied while one runs, put back as they were, and copied before tables change."""

import sqlite3
import threading
from contextlib import closing

import pytest

from dctaxi.errors import StorageError, StudyError
from dctaxi.storage import restore, stored_studies
from dctaxi.study import back_up_studies, list_studies, restore_studies, run_study, upgrade_studies
from dctaxi.study.lifecycle import create_study
from dctaxi.study.lock import held
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine
from tests.studies import plan_of, table_of, train_study
from tests.waiting import PATIENCE_S


def test_a_backup_holds_what_was_there_and_restores_it(workspace):
    train_study(workspace, "one")
    before = table_of(workspace, "one")
    backup, size = back_up_studies(workspace)
    assert backup.parent == workspace.root / "backups"
    assert size == backup.stat().st_size > 0
    train_study(workspace, "two")

    kept = restore_studies(workspace, backup)

    assert [study.name for study in list_studies(workspace)] == ["one"]
    assert table_of(workspace, "one") == before
    assert [s.name for s in stored_studies(f"sqlite:///{kept}")] == ["one", "two"]


def test_a_study_that_runs_is_copied_as_of_one_moment_and_runs_on(workspace, tmp_path):
    create_study(plan_of(n_trials=40, round_size=10, sampler="random"), workspace)
    copies = []

    def copy(progress):
        if not progress.in_round:
            copies.append(back_up_studies(workspace, tmp_path / f"{len(copies)}.db")[0])

    report = run_study("study", workspace, engine=FakeEngine(), on_progress=copy)

    assert report.done == 40
    counts = []
    for file in copies:
        with closing(sqlite3.connect(file)) as database:
            counts += database.execute("SELECT COUNT(*) FROM trials").fetchone()
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert set(counts) == {0, 10, 20, 30, 40}


def test_nothing_is_restored_under_a_study_that_runs(workspace):
    train_study(workspace, "one")
    backup, _ = back_up_studies(workspace)
    (entry,) = list_studies(workspace)
    with held(entry.study_id, "one", workspace), pytest.raises(StudyError, match="is running"):
        restore_studies(workspace, backup)


@pytest.mark.parametrize("content", [b"", b"words " * 5000, b"SQLite format 3\0" + b"\1" * 9000])
def test_what_is_no_backup_is_refused_and_the_studies_stay(workspace, tmp_path, content):
    train_study(workspace, "one")
    (tmp_path / "other").write_bytes(content)
    with pytest.raises(StorageError):
        restore_studies(workspace, tmp_path / "other")
    with pytest.raises(StorageError, match="There is no file"):
        restore_studies(workspace, tmp_path / "nothing")
    assert [study.name for study in list_studies(workspace)] == ["one"]


def test_an_empty_workspace_has_nothing_to_copy_and_takes_a_backup(workspace, tmp_path):
    with pytest.raises(StorageError, match="nothing to copy"):
        back_up_studies(workspace)
    other = Workspace(tmp_path / "other", f"sqlite:///{tmp_path}/other/studies.db")
    train_study(workspace, "one")
    backup, _ = back_up_studies(workspace)
    assert restore_studies(other, backup) is None
    assert [study.name for study in list_studies(other)] == ["one"]


def test_tables_of_an_older_optuna_are_copied_before_they_are_upgraded(workspace):
    train_study(workspace, "one")
    file = workspace.root / "studies.db"
    with closing(sqlite3.connect(file)) as database:
        database.execute("UPDATE alembic_version SET version_num = 'v3.0.0.d'")
        database.commit()
    with pytest.raises(StorageError, match="study upgrade"):
        list_studies(workspace)
    before = upgrade_studies(workspace)
    assert [study.name for study in list_studies(workspace)] == ["one"]
    with closing(sqlite3.connect(before)) as database:
        assert database.execute("SELECT * FROM alembic_version").fetchall() == [("v3.0.0.d",)]


def test_a_copy_of_a_database_that_is_written_to_all_the_time_ends(workspace, tmp_path):
    train_study(workspace, "one")
    file = workspace.root / "studies.db"
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE large (text TEXT)")
        other.execute("INSERT INTO large VALUES (zeroblob(30000000))")
        other.commit()
    ended = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(file, timeout=PATIENCE_S)) as other:
            while not ended.wait(0.001):
                other.execute("INSERT INTO large VALUES ('more')")
                other.commit()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        back_up_studies(workspace, tmp_path / "copy.db")
    finally:
        ended.set()
        writer.join()


def test_a_database_that_others_hold_is_not_restored_and_says_so(workspace, monkeypatch):
    monkeypatch.setattr("dctaxi.storage.backup.BUSY_TIMEOUT_S", 0.1)
    train_study(workspace, "one")
    backup, _ = back_up_studies(workspace)
    with closing(sqlite3.connect(workspace.root / "studies.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="locked"):
            restore(workspace.storage_url, backup)
    assert [study.name for study in list_studies(workspace)] == ["one"]
