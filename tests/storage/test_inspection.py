"""Databases and journals of strangers, looked at before anything reads them."""

import sqlite3
from contextlib import closing
from pathlib import Path

import optuna
import pytest
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import create_trial

from dctaxi.errors import LimitError, StorageError
from dctaxi.limits import Limits
from dctaxi.storage import apart, restore
from dctaxi.storage.inspection import Bounds, inspected
from dctaxi.study import import_studies, importing, list_studies
from dctaxi.workspace import Workspace

pytestmark = [
    pytest.mark.usefixtures("no_notes_on_new_studies"),
    pytest.mark.filterwarnings("ignore::optuna.exceptions.ExperimentalWarning"),
]

ENDLESS = (
    "WITH RECURSIVE n(trial_id) AS (SELECT 1 UNION ALL SELECT trial_id + 1 FROM n) "
    "SELECT trial_id, trial_id AS number, 1 AS study_id, 'COMPLETE' AS state, "
    "NULL AS datetime_start, NULL AS datetime_complete FROM n"
)

HOSTILE = {
    "a view": f"ALTER TABLE trials RENAME TO t; CREATE VIEW trials AS {ENDLESS}",
    "a view in other letters": f"ALTER TABLE trials RENAME TO t; CREATE VIEW Trials AS {ENDLESS}",
    "a virtual table": "DROP TABLE trial_values; CREATE VIRTUAL TABLE trial_values USING fts5(a)",
    "a computed column": (
        "ALTER TABLE studies ADD COLUMN more AS (printf('%.*c', 100000000, 'x'))"
    ),
    "a trigger": (
        "CREATE TRIGGER act AFTER DELETE ON trial_system_attributes "
        "BEGIN DELETE FROM studies; END"
    ),
    "a view that says it is a table": (
        f"ALTER TABLE trials RENAME TO t; CREATE VIEW trials AS {ENDLESS}; "
        "PRAGMA writable_schema = ON; "
        "UPDATE sqlite_master SET type = 'table', rootpage = 2 WHERE name = 'trials'"
    ),
}  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database of Optuna's with three trials."""
    study = optuna.create_study(study_name="theirs", storage=f"sqlite:///{tmp_path}/their.db")
    study.add_trials([create_trial(value=value) for value in (3.0, 1.0, 2.0)])
    return tmp_path / "their.db"


def change(file: Path, script: str) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.executescript(script)


@pytest.mark.parametrize("what", HOSTILE)
def test_a_database_that_computes_is_refused_before_it_is_read(
    workspace: Workspace, file: Path, what: str
) -> None:
    change(file, HOSTILE[what])
    with pytest.raises(StorageError, match=r"their\.db"):
        import_studies(str(file), workspace)
    with pytest.raises(StorageError, match=r"their\.db"):
        restore(workspace.storage_url, file)
    assert list_studies(workspace) == ()


def test_views_and_tables_of_their_own_beside_optunas_are_let_be(
    workspace: Workspace, file: Path
) -> None:
    change(file, "CREATE TABLE mine (a); CREATE VIEW best AS SELECT min(value) FROM trial_values")
    (imported,) = import_studies(str(file), workspace)
    assert imported.trials == 3


@pytest.mark.parametrize(
    ("bounds", "says"),
    [
        (Bounds(studies=0), "0 are read"),
        (Bounds(trials=2), "holds 3 trials"),
        (Bounds(value_bytes=0), "values of more than"),
    ],
)
def test_more_than_is_read_is_refused(
    workspace: Workspace, file: Path, monkeypatch: pytest.MonkeyPatch, bounds: Bounds, says: str
) -> None:
    monkeypatch.setattr(apart, "BOUNDS", bounds)
    with pytest.raises(StorageError, match=says):
        import_studies(str(file), workspace)
    with pytest.raises(StorageError, match=says):
        restore(workspace.storage_url, file)
    assert list_studies(workspace) == ()


def test_looking_ends_when_its_time_is_over(file: Path) -> None:
    with (
        pytest.raises(StorageError, match="takes longer than 0 seconds"),
        inspected(file, Bounds(seconds=0.2)) as database,
    ):
        database.execute(f"SELECT count(*) FROM ({ENDLESS})").fetchone()


@pytest.mark.parametrize(
    ("bounds", "says"),
    [
        (Bounds(studies=0), "0 are read"),
        (Bounds(trials=1), "holds 2 trials"),
        (Bounds(value_bytes=1), "lines of more"),
    ],
)
def test_a_journal_is_bounded_likewise(
    workspace: Workspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    bounds: Bounds,
    says: str,
) -> None:
    file = tmp_path / "journal.log"
    study = optuna.create_study(storage=JournalStorage(JournalFileBackend(str(file))))
    study.add_trials([create_trial(value=value) for value in (3.0, 1.0)])
    monkeypatch.setattr(apart, "BOUNDS", bounds)
    with pytest.raises(StorageError, match=says):
        import_studies(str(file), workspace)


@pytest.mark.parametrize("limits", [Limits(trials=2), Limits(disk_mb=0.05)])
def test_the_limits_of_a_class_hold_before_the_first_row_is_copied(
    workspace: Workspace, file: Path, limits: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    student = Workspace(workspace.root, workspace.storage_url, limits=limits)
    monkeypatch.delattr(importing, "writing")  # whatever would be written fails otherwise
    with pytest.raises(LimitError):
        import_studies(str(file), student)
    assert list_studies(workspace) == ()
