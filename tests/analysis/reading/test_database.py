"""The pages read the database without Optuna; what is wrong with it is said all the same."""

import sqlite3
from contextlib import closing
from pathlib import Path

import optuna
import pytest

from dctaxi.analysis.reading.frames import read_trials
from dctaxi.analysis.reading.studies import read_studies, study_version
from dctaxi.errors import StorageError
from dctaxi.storage import quiet_optuna
from dctaxi.workspace import Workspace


def refusals(url: str, folder: Path) -> set[str]:
    """Return what each way of reading says: it is to be one sentence for all of them."""
    workspace = Workspace(folder, url)
    found = set()
    for read in (
        lambda: read_studies(workspace),
        lambda: read_trials(workspace, "study"),
        lambda: study_version(workspace, "study"),
    ):
        with pytest.raises(StorageError) as refused:
            read()
        found.add(str(refused.value))
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "studies.db"
    with quiet_optuna():
        optuna.create_study(study_name="study", storage=f"sqlite:///{path}")
    return path


def test_text_is_said_to_be_no_database(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a database, only words " * 100)
    (sentence,) = refusals(f"sqlite:///{tmp_path}/notes.txt", tmp_path)
    assert "is not a database: name an SQLite file" in sentence


def test_a_folder_is_said_to_be_one(tmp_path: Path) -> None:
    (sentence,) = refusals(f"sqlite:///{tmp_path}", tmp_path)
    assert sentence == (
        f"The database {tmp_path} is a folder: name a file in it, such as studies.db."
    )


def test_a_damaged_file_is_said_to_be_damaged(file: Path, tmp_path: Path) -> None:
    file.write_bytes(file.read_bytes()[:20_000])
    (sentence,) = refusals(f"sqlite:///{file}", tmp_path)
    assert sentence.startswith(f"The database {file} is damaged")


def test_a_missing_driver_is_said_to_be_missing(tmp_path: Path) -> None:
    (sentence,) = refusals("mysql+mysqldb://me:secret@localhost/studies", tmp_path)
    assert "needs a Python driver" in sentence
    assert "secret" not in sentence


def test_an_unknown_kind_of_database_is_named(tmp_path: Path) -> None:
    assert refusals("cabinet://drawer", tmp_path) == {
        "Expected a database that SQLAlchemy knows, got cabinet://drawer."
    }


def test_a_database_in_memory_is_refused(tmp_path: Path) -> None:
    (sentence,) = refusals("sqlite://", tmp_path)
    assert "name a file" in sentence


def test_a_newer_schema_asks_for_a_newer_optuna(file: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'v99.0.0.a'")
        connection.commit()
    workspace = Workspace(tmp_path, f"sqlite:///{file}")
    for read in (lambda: read_studies(workspace), lambda: read_trials(workspace, "study")):
        with pytest.raises(StorageError, match=f"{file} was made by a newer Optuna than"):
            read()


def test_a_locked_database_is_said_to_be_locked(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dctaxi.storage.connection._BUSY_TIMEOUT_S", 0.05)
    with closing(sqlite3.connect(file, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        (sentence,) = refusals(f"sqlite:///{file}", tmp_path)
    assert "is locked by another program: close it there" in sentence
