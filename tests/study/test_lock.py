import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from dctaxi.errors import StudyError
from dctaxi.study import find_study, holder, lock, run_study
from dctaxi.study.holder import LOCK_KEY, Holder, holder_json, process_of, this_machine
from dctaxi.study.lifecycle import copy_study, create_study
from dctaxi.study.lock import Hold, held, is_running
from dctaxi.study.state import StudyState
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine
from tests.studies import plan_of, table_of

linux = pytest.mark.skipif(not this_machine(), reason="only Linux tells of other programs")


@pytest.fixture
def study_id(workspace: Workspace) -> int:
    return create_study(plan_of(), workspace).study_id


@pytest.fixture
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "_PATIENCE_S", 0.0)


def stored(workspace: Workspace) -> list[str]:
    with sa.create_engine(workspace.storage_url).connect() as connection:
        query = sa.text("SELECT value_json FROM study_user_attributes WHERE key = :key")
        return list(connection.execute(query, {"key": LOCK_KEY}).scalars())


def keep(workspace: Workspace, study_id: int, holder: Holder) -> None:
    with sa.create_engine(workspace.storage_url).begin() as connection:
        connection.execute(
            sa.text("DELETE FROM study_user_attributes WHERE key = :key"), {"key": LOCK_KEY}
        )
        connection.execute(
            sa.text(
                "INSERT INTO study_user_attributes (study_id, key, value_json) "
                "VALUES (:study_id, :key, :text)"
            ),
            {"study_id": study_id, "key": LOCK_KEY, "text": holder_json(holder)},
        )


def holder_in(workspace: Workspace, study_id: int) -> Holder:
    """Return who holds the lock while this program does."""
    with held(study_id, "study", workspace):
        (text,) = stored(workspace)
    return msgspec.json.decode(text, type=Holder)


@pytest.fixture
def another_program() -> Iterator[int]:
    program = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    yield program.pid
    program.kill()
    program.communicate()


def test_a_study_runs_while_its_lock_is_held_and_leaves_nothing(workspace, study_id):
    with held(study_id, "study", workspace):
        assert is_running(study_id, workspace)
        assert not is_running(study_id + 1, workspace)
    assert not is_running(study_id, workspace)
    assert stored(workspace) == []


def test_looking_whether_a_study_runs_makes_nothing(tmp_path):
    nowhere = Workspace(tmp_path / "home", f"sqlite:///{tmp_path}/studies.db")
    assert not is_running(1, nowhere)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("no_patience")
def test_a_second_run_is_refused_from_any_workspace(workspace, study_id, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    other = Workspace(tmp_path / "other", "sqlite:///studies.db")
    with held(study_id, "study", workspace):
        assert is_running(study_id, other)
        with pytest.raises(StudyError, match="'study' is running"), held(study_id, "study", other):
            pass


@linux
@pytest.mark.usefixtures("no_patience")
def test_a_program_that_lives_on_this_machine_holds_it_however_long(
    workspace, study_id, another_program
):
    long_ago = datetime.now(UTC) - timedelta(days=1)
    mine = holder_in(workspace, study_id)
    theirs = msgspec.structs.replace(
        mine, pid=another_program, started=process_of(another_program).started, renewed=long_ago
    )
    keep(workspace, study_id, theirs)
    assert is_running(study_id, workspace)
    with pytest.raises(StudyError, match="is running"), held(study_id, "study", workspace):
        pass


@linux
@pytest.mark.parametrize("change", ["dead", "id given to another", "copied file"])
def test_a_program_of_this_machine_that_is_no_more_loses_it_at_once(workspace, study_id, change):
    mine = holder_in(workspace, study_id)
    changes = {
        "dead": {"pid": 2**22 + 1},
        "id given to another": {"started": "1"},
        "copied file": {"file": "0:0"},
    }[change]
    keep(workspace, study_id, msgspec.structs.replace(mine, **changes))
    assert not is_running(study_id, workspace)
    with held(study_id, "study", workspace):
        assert is_running(study_id, workspace)


@linux
def test_a_lock_that_could_not_be_given_back_is_free_all_the_same(workspace, study_id, monkeypatch):
    def fail(*_: object) -> None:
        raise sa.exc.OperationalError("", {}, Exception("gone"))

    with held(study_id, "study", workspace), monkeypatch.context() as patch:
        patch.setattr(lock, "changing_alone", fail)
        holding = Hold(study_id, "study", workspace)
        holding._token = msgspec.json.decode(stored(workspace)[0], type=Holder).token
        holding.release()
        assert len(stored(workspace)) == 1
        assert not is_running(study_id, workspace)


@linux
def test_a_program_that_ended_and_was_not_buried_is_dead():
    program = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, program.pid, os.WEXITED | os.WNOWAIT)
    assert Path(f"/proc/{program.pid}").exists()
    assert process_of(program.pid) is None
    program.wait()


@pytest.mark.usefixtures("no_patience")
def test_another_machine_holds_it_while_it_renews_and_for_half_a_minute_more(
    workspace, study_id, monkeypatch
):
    mine = holder_in(workspace, study_id)
    assert timedelta(seconds=30) == holder.LOST_AFTER
    monkeypatch.setattr(holder, "LOST_AFTER", timedelta(days=1))  # nobody is so slow
    for hours, holds in ((12, True), (36, False)):
        renewed = datetime.now(UTC) - timedelta(hours=hours)
        theirs = msgspec.structs.replace(mine, machine="another", renewed=renewed)
        keep(workspace, study_id, theirs)
        assert is_running(study_id, workspace) is holds
        assert Hold(study_id, "study", workspace).take() is not holds


def test_renewing_says_when_and_leaves_what_is_anothers(workspace, study_id):
    with held(study_id, "study", workspace) as hold:
        (text,) = stored(workspace)
        mine = msgspec.json.decode(text, type=Holder)
        early = msgspec.structs.replace(mine, renewed=mine.renewed - timedelta(minutes=1))
        keep(workspace, study_id, early)
        hold.renew()
        assert msgspec.json.decode(stored(workspace)[0], type=Holder).renewed >= mine.renewed
        theirs = msgspec.structs.replace(mine, token="another's")
        keep(workspace, study_id, theirs)
        hold.renew()
        assert stored(workspace) == [holder_json(theirs)]
    assert stored(workspace) == [holder_json(theirs)]


def test_a_run_whose_lock_was_taken_over_writes_no_round_more(workspace, study_id):
    def take_over(progress):
        if progress.done == 10:
            keep(workspace, study_id, Holder("a", "another", 1, "1", "", datetime.now(UTC)))

    with pytest.raises(StudyError, match="went on in another program"):
        run_study("study", workspace, engine=FakeEngine(), on_progress=take_over)
    assert len(table_of(workspace)) == 10


def test_what_is_no_lock_holds_nothing(workspace, study_id):
    with sa.create_engine(workspace.storage_url).begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO study_user_attributes (study_id, key, value_json) "
                "VALUES (:study_id, :key, '[1, \"\\ud800\"]')"
            ),
            {"study_id": study_id, "key": LOCK_KEY},
        )
    assert not is_running(study_id, workspace)
    run_study("study", workspace, engine=FakeEngine())
    assert find_study("study", workspace).state.state is StudyState.FINISHED


def test_a_copy_of_a_study_and_of_a_file_is_not_locked(workspace, study_id, tmp_path):
    copy_study("study", "copy", workspace)
    assert LOCK_KEY not in find_study("copy", workspace).user_attrs
    with held(study_id, "study", workspace):
        assert LOCK_KEY not in find_study("study", workspace).user_attrs
        with sa.create_engine(workspace.storage_url).connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(tmp_path / "studies.db", tmp_path / "copied.db")
        copied = Workspace(workspace.root, f"sqlite:///{tmp_path}/copied.db")
        assert is_running(study_id, workspace)
        if this_machine():
            assert not is_running(study_id, copied)
