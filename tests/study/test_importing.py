"""Studies copied out of whatever Optuna keeps them in."""

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import optuna
import pytest
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import create_trial

from dctaxi.analysis.reading import read_trials
from dctaxi.errors import StorageError, StudyError
from dctaxi.study import find_study, import_studies, list_studies
from dctaxi.workspace import Workspace
from tests import postgres
from tests.studies import table_of, train_study

pytestmark = [
    pytest.mark.usefixtures("no_notes_on_new_studies"),
    pytest.mark.filterwarnings("ignore::optuna.exceptions.ExperimentalWarning"),
    pytest.mark.xdist_group("postgres"),
]

OPTUNA_4 = Path(__file__).parent.parent / "analysis" / "reading" / "optuna4.db"


def make(storage, name="theirs", values=(3.0, 1.0), **options) -> optuna.Study:
    study = optuna.create_study(study_name=name, storage=storage, **options)
    study.add_trials([create_trial(value=value) for value in values])
    return study


def values(workspace: Workspace, name: str) -> list[float]:
    return read_trials(workspace, name)["value"].tolist()


def test_a_journal_is_copied_and_stays_as_it_is(workspace, tmp_path):
    file = tmp_path / "journal.log"
    make(JournalStorage(JournalFileBackend(str(file))))
    before = file.read_bytes()

    (imported,) = import_studies(str(file), workspace)

    assert (imported.new_name, imported.trials) == ("theirs", 2)
    assert values(workspace, "theirs") == [3.0, 1.0]
    assert file.read_bytes() == before


def test_a_file_of_optuna_4_is_copied(workspace):
    imported = import_studies(str(OPTUNA_4), workspace)
    assert [one.name for one in imported] == [s.name for s in list_studies(workspace)] != []


def test_a_file_of_optuna_3_1_is_brought_up_to_date_in_a_copy(workspace, tmp_path):
    file = tmp_path / "old.db"
    shutil.copy(OPTUNA_4.with_name("optuna3.db"), file)
    before = file.read_bytes()
    (imported,) = import_studies(str(file), workspace)
    assert (imported.name, len(values(workspace, "of optuna 3"))) == ("of optuna 3", 22)
    assert file.read_bytes() == before


def test_several_storages_are_merged_into_one(workspace, tmp_path):
    make(f"sqlite:///{tmp_path}/one.db", "one")
    make(f"sqlite:///{tmp_path}/two.db", "two", direction="maximize")
    other = Workspace(tmp_path / "other", f"sqlite:///{tmp_path}/ours.db")
    train_study(other, "ours")

    for name in ("one", "two", "ours"):
        import_studies(f"sqlite:///{tmp_path}/{name}.db", workspace)

    assert [study.name for study in list_studies(workspace)] == ["one", "two", "ours"]
    assert find_study("ours", workspace).plan == find_study("ours", other).plan
    assert table_of(workspace, "ours") == table_of(other, "ours")
    assert values(workspace, "two") == [-3.0, -1.0]


def test_a_study_on_a_server_is_copied(workspace, postgres_server):
    with postgres.database(postgres_server, "theirs") as url:
        train_study(Workspace(workspace.root, url), "ours")
        import_studies(url, workspace)
    assert len(values(workspace, "ours")) == 6


def test_one_is_chosen_and_called_something_else(workspace, tmp_path):
    url = f"sqlite:///{tmp_path}/their.db"
    for name in ("one", "two: the second/*"):
        make(url, name)

    (imported,) = import_studies(url, workspace, ["one"], new_name="mine")
    assert imported.new_name == "mine"
    (imported,) = import_studies(url, workspace, ["two: the second/*"])
    assert imported.new_name == "two- the second"
    with pytest.raises(StudyError, match="There is no study 'three' in that storage"):
        import_studies(url, workspace, ["three"])
    with pytest.raises(StudyError, match="Expected one study to name 'x', got 2"):
        import_studies(url, workspace, new_name="x")
    with pytest.raises(StudyError, match="There is a study 'mine' already"):
        import_studies(url, workspace, ["one"], new_name="mine")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "cannot be read"),
        (b"", "neither an SQLite file nor a journal"),
        (b"a,b\n1,2\n", "neither an SQLite file nor a journal"),
        (b'{"op_code": 99}\n', "cannot be read|neither"),
        (b"SQLite format 3\0" + b"\1" * 5000, "is not a database|is damaged|cannot be used"),
    ],
)
def test_what_is_no_storage_is_refused_in_a_sentence(workspace, tmp_path, content, problem):
    file = tmp_path / "file"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(StorageError, match=problem):
        import_studies(str(file), workspace)
    assert list_studies(workspace) == ()


def test_a_database_of_something_else_has_no_studies(workspace, tmp_path):
    file = tmp_path / "other.db"
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE things (a)")
    with pytest.raises(StorageError, match="holds none of Optuna's tables"):
        import_studies(str(file), workspace)


DAMAGE = {
    "a revision": "UPDATE alembic_version SET version_num = 'v9.9.9'",
    "an old revision": "UPDATE alembic_version SET version_num = 'v1.3.0.a'",
    "an attribute of a study": "UPDATE study_user_attributes SET value_json = '{'",
    "an attribute of a trial": "UPDATE trial_user_attributes SET value_json = '{'",
    "a distribution": "UPDATE trial_params SET distribution_json = '{}'",
    "a state": "UPDATE trials SET state = 'FINE'",
    "a date": "UPDATE trials SET datetime_complete = 'yesterday'",
    "a value": "UPDATE trial_values SET value = 'abc'",
    "columns": "DROP TABLE trials; CREATE TABLE trials (a)",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_named_in_a_sentence(workspace, tmp_path, damaged_file, damage):
    file = tmp_path / "their.db"
    shutil.copy(damaged_file, file)
    with closing(sqlite3.connect(file)) as database:
        database.executescript(DAMAGE[damage])
    with pytest.raises(StorageError, match=re.escape(str(file))):
        import_studies(str(file), workspace)
    assert list_studies(workspace) == ()


@pytest.fixture(scope="module")
def damaged_file(tmp_path_factory):
    """A file of Optuna's with something of everything that can be damaged."""
    file = tmp_path_factory.mktemp("theirs") / "their.db"
    study = make(f"sqlite:///{file}")
    study.set_user_attr("note", 1)
    uniform = optuna.distributions.FloatDistribution(0, 2)
    study.add_trial(
        create_trial(
            value=1.0, params={"x": 1.0}, distributions={"x": uniform}, user_attrs={"k": 1}
        )
    )
    return file


@pytest.mark.parametrize("line", ['{"op_code": 99}', '{"op_code": 4, "study_id": 0}'])
def test_a_damaged_journal_is_named_in_a_sentence(workspace, tmp_path, line):
    file = tmp_path / "journal.log"
    make(JournalStorage(JournalFileBackend(str(file))))
    file.write_text(f"{file.read_text()}{line}\n")
    with pytest.raises(StorageError, match=re.escape(f"The studies in {file} cannot be read")):
        import_studies(str(file), workspace)


def test_a_copy_of_a_running_study_does_not_run(workspace, tmp_path):
    train_study(workspace, "ours")
    shutil.copy(tmp_path / "studies.db", tmp_path / "copied.db")
    (imported,) = import_studies(
        str(tmp_path / "copied.db"), workspace, ["ours"], new_name="another"
    )
    assert imported.trials == 6
