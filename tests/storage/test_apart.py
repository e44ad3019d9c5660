"""Files that end the process which reads them, or would not let it end."""

import json
import resource
import signal
import tempfile
from pathlib import Path

import optuna
import pytest
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import create_trial

from dctaxi.errors import StorageError
from dctaxi.storage import apart, plain_studies, restore
from dctaxi.study import import_studies, list_studies
from dctaxi.workspace import Workspace

pytestmark = [
    pytest.mark.usefixtures("no_notes_on_new_studies"),
    pytest.mark.filterwarnings("ignore::optuna.exceptions.ExperimentalWarning"),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database of Optuna's with a trial."""
    study = optuna.create_study(study_name="theirs", storage=f"sqlite:///{tmp_path}/their.db")
    study.add_trial(create_trial(value=1.0))
    return tmp_path / "their.db"


@pytest.fixture(autouse=True)
def copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which files are copied aside."""
    folder = tmp_path / "copies"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def begin_with(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every Python that is started from now on run this first."""
    (folder / "sitecustomize.py").write_text(code)
    monkeypatch.setenv("PYTHONPATH", str(folder))


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (signal.SIGKILL, r"reading them ended the process that did it \(-9\)"),
        (signal.SIGXCPU, "take longer than 60 seconds to read"),
    ],
)
def test_a_reader_that_is_killed_is_told_in_a_sentence_and_leaves_nothing(
    workspace: Workspace,
    file: Path,
    copies: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    says: str,
) -> None:
    import_studies(str(file), workspace, new_name="before")
    with monkeypatch.context() as patched:
        begin_with(f"import os; os.kill(os.getpid(), {number:d})", file.parent, patched)
        with pytest.raises(StorageError, match=says):
            import_studies(str(file), workspace)
        with pytest.raises(StorageError, match=says):
            restore(workspace.storage_url, file)
    assert [study.name for study in list_studies(workspace)] == ["before"]
    assert list(copies.iterdir()) == []
    (imported,) = import_studies(str(file), workspace)
    assert imported.trials == 1


def test_a_file_that_takes_too_long_is_given_up(
    workspace: Workspace, file: Path, copies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_with("while True: pass", file.parent, monkeypatch)
    monkeypatch.setattr(apart, "SECONDS", 1)
    with pytest.raises(StorageError, match="take longer than 1 seconds to read"):
        import_studies(str(file), workspace)
    assert (list_studies(workspace), list(copies.iterdir())) == ((), [])


def test_a_journal_that_takes_too_much_memory_is_given_up(
    workspace: Workspace, tmp_path: Path, copies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = tmp_path / "journal.log"
    optuna.create_study(study_name="x", storage=JournalStorage(JournalFileBackend(str(journal))))
    lists = ",".join(["[]"] * 5_000_000)  # 15 MB, of which Python makes 320
    with journal.open("a") as lines:
        lines.write(
            f'{{"op_code": 2, "worker_id": "w", "study_id": 0, "user_attr": {{"a": [{lists}]}}}}\n'
        )
    monkeypatch.setattr(apart, "MEMORY_BYTES", 64 * 2**20)
    with pytest.raises(StorageError, match=r"take more than 0\.3 GB of memory to read"):
        import_studies(str(journal), workspace)
    assert (list_studies(workspace), list(copies.iterdir())) == ((), [])


def test_the_reader_limits_itself(
    workspace: Workspace, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_CORE")
    found = file.parent / "limits.json"
    begin_with(
        "import atexit, json, pathlib, resource\n"
        f"found = lambda: [resource.getrlimit(getattr(resource, one)) for one in {names}]\n"
        f"atexit.register(lambda: pathlib.Path({str(found)!r}).write_text(json.dumps(found())))",
        file.parent,
        monkeypatch,
    )
    before = [resource.getrlimit(getattr(resource, name)) for name in names]
    import_studies(str(file), workspace)
    size = file.stat().st_size
    most = [2**30 + 16 * size, 60, 64 * 2**20 + 8 * size, 0]
    assert json.loads(found.read_text()) == [[one, one] for one in most]
    assert [resource.getrlimit(getattr(resource, name)) for name in names] == before


def test_what_no_database_has_room_for_leaves_no_half_of_a_study(
    shared: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = tmp_path / "journal.log"
    study = optuna.create_study(storage=JournalStorage(JournalFileBackend(str(journal))))
    study.add_trials(
        [create_trial(value=1.0, intermediate_values={step: 1.0}) for step in (1, 10**30)]
    )
    monkeypatch.setattr(plain_studies, "_BYTES_AT_ONCE", 1)  # the first is written by then
    with pytest.raises(StorageError, match="room for"):
        import_studies(str(journal), shared)
    assert list_studies(shared) == ()
