from pathlib import Path

import pytest

from dctaxi.errors import StudyError, WorkspaceError
from dctaxi.study import lock
from dctaxi.study.lock import held, is_running
from dctaxi.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "home", f"sqlite:///{tmp_path}/studies.db")


def test_a_study_runs_while_its_lock_is_held(workspace: Workspace) -> None:
    with held(1, "study", workspace):
        assert is_running(1, workspace)
        assert not is_running(2, workspace)
    assert not is_running(1, workspace)


def test_looking_whether_a_study_runs_makes_nothing(workspace: Workspace) -> None:
    assert not is_running(1, workspace)
    assert not workspace.root.exists()


def test_a_second_run_is_refused(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "_PATIENCE_S", 0.0)
    with (
        held(1, "study", workspace),
        pytest.raises(StudyError, match="'study' is running"),
        held(1, "study", workspace),
    ):
        pass


def test_one_database_has_one_lock_however_it_is_written(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with held(1, "study", workspace):
        assert is_running(1, Workspace(workspace.root, "sqlite:///studies.db"))
        assert not is_running(1, Workspace(workspace.root, "sqlite:///others.db"))


def test_a_lock_that_cannot_be_written_is_named(workspace: Workspace) -> None:
    with held(1, "study", workspace):
        (file,) = (workspace.root / "locks").iterdir()
    file.unlink(missing_ok=True)
    file.mkdir()
    with pytest.raises(WorkspaceError, match=r"\.lock cannot be written"), held(1, "s", workspace):
        pass
    assert not is_running(1, workspace)
