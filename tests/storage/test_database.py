import logging
import os
import shutil
import sqlite3
import warnings
from contextlib import closing

import optuna
import pytest
import sqlalchemy
from optuna.storages import RDBStorage
from optuna.study import StudyDirection

from dctaxi.errors import StorageError
from dctaxi.storage import KNOWN_SCHEMA, database, emptied_text, stored_studies
from dctaxi.storage.database import quiet_optuna, reading, writing
from dctaxi.storage.errors import opening_errors, storage_errors

MINIMIZE = [StudyDirection.MINIMIZE]


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    file = tmp_path_factory.mktemp("template") / "studies.db"
    with writing(f"sqlite:///{file}") as storage, quiet_optuna():
        storage.create_new_study(MINIMIZE, "study")
    return file


@pytest.fixture
def file(template, tmp_path):
    return shutil.copy(template, tmp_path / "studies.db")


def change(file, statement: str) -> None:
    connection = sqlite3.connect(file)
    connection.execute(statement)
    connection.commit()
    connection.close()


def refused(url: str, opener=writing, **arguments) -> str:
    with (
        pytest.raises(StorageError) as caught,
        opener(url, **arguments) as storage,
        quiet_optuna(),
    ):
        storage.create_new_study(MINIMIZE, "another")
    return str(caught.value)


def test_makes_the_database_and_its_folder(tmp_path):
    url = f"sqlite:///{tmp_path}/new/folder/studies.db"

    with writing(url) as storage, quiet_optuna():
        storage.create_new_study(MINIMIZE, "study")

    assert optuna.get_all_study_names(url) == ["study"]


def test_says_nothing_of_the_studies_it_makes_and_leaves_optunas_log_alone(
    tmp_path, caplog, monkeypatch
):
    monkeypatch.setattr(logging.getLogger("optuna"), "propagate", True)
    caplog.set_level(logging.INFO, logger="optuna")
    with writing(f"sqlite:///{tmp_path}/studies.db") as storage, quiet_optuna():
        storage.create_new_study(MINIMIZE, "study")
        optuna.storages.InMemoryStorage().create_new_study(MINIMIZE, "study")
    assert caplog.messages == []

    optuna.storages.InMemoryStorage().create_new_study(MINIMIZE, "loud")
    assert set(caplog.messages) == {"A new study created in memory with name: loud"}


def test_writes_ahead_and_syncs_at_checkpoints(file):
    with writing(f"sqlite:///{file}") as storage, storage.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 30_000


def test_reading_makes_no_file(tmp_path):
    with reading(f"sqlite:///{tmp_path}/studies.db") as storage:
        assert storage is None

    assert list(tmp_path.iterdir()) == []


def test_reading_a_database_of_something_else_finds_no_studies(tmp_path):
    change(tmp_path / "other.db", "CREATE TABLE recipes (name)")

    with reading(f"sqlite:///{tmp_path}/other.db") as storage:
        assert storage is None


def test_reading_goes_on_while_another_program_writes(file):
    with writing(f"sqlite:///{file}") as writer, writer.engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.exec_driver_sql("UPDATE studies SET study_name = 'renamed'")

        with reading(f"sqlite:///{file}", busy_timeout_s=0) as reader:
            assert [s.study_name for s in reader.get_all_studies()] == ["study"]


def test_reading_cannot_write(file):
    assert "is read-only" in refused(f"sqlite:///{file}", reading)


@pytest.mark.parametrize("opener", [writing, reading])
def test_a_locked_database_is_said_to_be_locked(file, opener):
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("PRAGMA journal_mode=DELETE")
    holder.execute("BEGIN EXCLUSIVE")

    message = refused(f"sqlite:///{file}", opener, busy_timeout_s=0.05)

    holder.close()
    assert message == (
        f"The database {file} is locked by another program: close it there, or wait and try again."
    )


def test_a_read_only_database_is_said_to_be_read_only(file):
    message = refused(f"sqlite:///file:{file}?mode=ro&uri=true")

    assert "is read-only: allow writing" in message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to read-only files")
def test_a_file_without_the_right_to_write_is_said_to_be_read_only(file):
    file.chmod(0o400)

    assert "is read-only: allow writing" in refused(f"sqlite:///{file}")


@pytest.mark.parametrize("opener", [writing, reading])
def test_a_newer_schema_asks_for_a_newer_optuna(file, opener):
    change(file, "UPDATE alembic_version SET version_num = 'v99.0.0.a'")

    message = refused(f"sqlite:///{file}", opener)

    assert "was made by a newer Optuna" in message
    assert "update Optuna" in message


@pytest.mark.parametrize("opener", [writing, reading])
def test_an_older_schema_names_the_command_that_upgrades_it(file, opener):
    change(file, "UPDATE alembic_version SET version_num = 'v3.0.0.a'")

    assert f"`python -m dctaxi study upgrade --storage sqlite:///{file}`" in refused(
        f"sqlite:///{file}", opener
    )


def test_of_two_programs_that_begin_at_once_the_later_finds_the_tables(tmp_path, monkeypatch):
    """Another one makes them between this one's look and its own making."""
    url = f"sqlite:///{tmp_path}/new.db"
    real, looks = database._schema, []

    def other_is_faster(*arguments):
        looks.append(real(*arguments))
        if len(looks) == 1:
            with writing(url):
                pass
            return None
        return looks[-1]

    def made_twice(*arguments, **options):
        if not options["skip_table_creation"] and len(looks) > 2:
            raise sqlalchemy.exc.IntegrityError("", {}, Exception("UNIQUE constraint failed"))
        return RDBStorage(*arguments, **options)

    monkeypatch.setattr(database, "_schema", other_is_faster)
    monkeypatch.setattr(database, "RDBStorage", made_twice)
    with writing(url) as storage:
        assert storage.get_all_studies() == []


def test_an_older_schema_on_a_server_names_the_command_that_upgrades_one():
    with (
        pytest.raises(StorageError, match=r"`optuna storage upgrade --storage postgresql://u:\*\*"),
        opening_errors("postgresql://u:secret@host/studies"),
    ):
        raise RuntimeError("The runtime optuna version requires a table schema: storage upgrade.")


@pytest.mark.parametrize("opener", [writing, reading])
def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path, opener):
    file = tmp_path / "notes.txt"
    file.write_text("not a database, only words " * 100)

    assert refused(f"sqlite:///{file}", opener) == (
        f"The database {file} is not a database: name an SQLite file made by Optuna, or a new one."
    )
    assert file.read_text().startswith("not a database")


@pytest.mark.parametrize("opener", [writing, reading])
@pytest.mark.parametrize("url", ["", "studies.db", "sqlite", "://"])
def test_what_is_no_url_gets_an_example(opener, url):
    assert refused(url, opener).startswith(
        "Expected the URL of a database such as sqlite:///studies.db, got"
    )


@pytest.mark.parametrize("opener", [writing, reading])
def test_an_unknown_kind_of_database_is_named(opener):
    assert refused("cabinet://drawer", opener) == (
        "Expected a database that SQLAlchemy knows, got cabinet://drawer."
    )


@pytest.mark.parametrize("opener", [writing, reading])
def test_a_missing_driver_is_said_to_be_missing_and_the_password_kept(opener):
    message = refused("mysql+mysqldb://me:secret@localhost/studies", opener)

    assert "needs a Python driver" in message
    assert "secret" not in message


def test_a_server_that_cannot_be_reached_is_said_to_be_so():
    # No driver of a database server is among the dependencies, so its error is raised here.
    lost = sqlalchemy.exc.OperationalError("SELECT 1", {}, OSError("no route to host"))
    with (
        pytest.raises(StorageError, match="cannot be reached: check the address"),
        storage_errors("postgresql://me:secret@db.example/studies"),
    ):
        raise lost


def test_a_path_with_braces_is_a_path(tmp_path):
    file = tmp_path / "{odd}.db"

    with writing(f"sqlite:///{file}"):
        pass

    assert file.exists()


def test_closing_leaves_no_connection_open(file):
    with warnings.catch_warnings():
        warnings.simplefilter("error", ResourceWarning)
        with writing(f"sqlite:///{file}") as storage:
            storage.get_all_studies()
        assert storage.engine.pool.checkedin() == 0


@pytest.mark.parametrize("how", ["DELETE FROM alembic_version", "DROP TABLE alembic_version"])
def test_a_database_whose_maker_died_before_it_noted_the_version_is_completed(file, how):
    change(file, how)
    assert [study.name for study in stored_studies(f"sqlite:///{file}")] == ["study"]

    with reading(f"sqlite:///{file}") as storage:
        assert [study.study_name for study in storage.get_all_studies()] == ["study"]

    with closing(sqlite3.connect(file)) as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchall() == [
            (KNOWN_SCHEMA,)
        ]


def test_older_tables_without_a_version_are_not_taken_for_known_ones(file):
    change(file, "DELETE FROM alembic_version")
    change(file, "ALTER TABLE trial_values DROP COLUMN value_type")

    assert "names no version of its tables" in refused(f"sqlite:///{file}", reading)


def test_a_database_that_was_emptied_says_so(workspace):
    assert emptied_text(workspace.storage_url) == ""
    (workspace.root / "studies.db").touch()
    said = emptied_text(workspace.storage_url)
    assert "is there and empty: if studies were in it, put back a copy" in said
    optuna.create_study(storage=workspace.storage_url)
    assert emptied_text(workspace.storage_url) == ""
