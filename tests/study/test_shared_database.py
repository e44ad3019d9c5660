"""What studies do is the same on every kind of database, and for programs that share one."""

import os
import subprocess
import sys
from pathlib import Path

import optuna
import pytest
import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from dctaxi.analysis.reading import (
    TrialReader,
    read_studies,
    read_trials,
    study_progress,
    study_version,
)
from dctaxi.errors import StorageError, StudyError
from dctaxi.storage import tables, trial_writer, writing
from dctaxi.storage.writer import RoundWriter
from dctaxi.study import (
    back_up_studies,
    choose_trial,
    copy_study,
    create_study,
    delete_study,
    enqueue_trial,
    find_study,
    keep_remarks,
    list_studies,
    rename_study,
    restore_studies,
    run_study,
    study_exists,
)
from dctaxi.study.holder import this_machine
from dctaxi.study.state import StudyState
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine
from tests.studies import plan_of, table_of, train_study

pytestmark = pytest.mark.xdist_group("postgres")

linux = pytest.mark.skipif(not this_machine(), reason="only Linux tells of other programs")
ROOT = Path(__file__).parent.parent.parent
RUN = """
import sys
from pathlib import Path
from dctaxi.study import run_study
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine

def wait(number):
    if number == 15:
        print("training", flush=True)
        input()

workspace = Workspace(Path(sys.argv[1]), sys.argv[2])
run_study("study", workspace, engine=FakeEngine(before_each=wait))
"""


def running_program(root: Path, workspace: Workspace) -> subprocess.Popen[str]:
    """Return a program that runs the study and waits for a line in its second round."""
    program = subprocess.Popen(
        [sys.executable, "-c", RUN, root, workspace.storage_url],
        cwd=ROOT,
        env=os.environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout.readline() == "training\n"
    return program


def counts(workspace: Workspace) -> dict[str, int]:
    with sa.create_engine(workspace.storage_url, poolclass=NullPool).connect() as connection:
        return {
            table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar()
            for table in (*tables.OF_TRIALS, *tables.OF_STUDIES)
        }


def test_a_study_runs_goes_on_and_is_read_alike(shared, tmp_path):
    alone = Workspace(tmp_path / "alone", f"sqlite:///{tmp_path}/alone.db")
    for workspace in (shared, alone):
        create_study(plan_of(n_trials=20, round_size=6, sampler="tpe"), workspace)
        run_study("study", workspace, engine=FakeEngine())
        params = {**table_of(workspace)[0][3], "lr": 0.03}
        enqueue_trial("study", params, workspace)
        run_study("study", workspace, n_trials=5, engine=FakeEngine())

    assert table_of(shared) == table_of(alone)
    frames = [read_trials(workspace, "study") for workspace in (shared, alone)]
    lasting = [f.drop(columns=[c for c in f if "time" in c or "_s" in c]) for f in frames]
    assert lasting[0].equals(lasting[1])
    assert TrialReader().read(shared, "study")[0].equals(frames[0])
    assert len(study_progress(shared, "study").numbers) == 25
    assert study_version(shared, "study").finished == 25
    (summary,), (other,) = read_studies(shared), read_studies(alone)
    assert (summary.state, summary.done, summary.best, summary.space) == (
        other.state, other.done, other.best, other.space,
    )  # fmt: skip


def test_rounds_are_written_by_our_own_writer(shared):
    study_id = create_study(plan_of(), shared).study_id
    with writing(shared.storage_url) as storage:
        assert isinstance(trial_writer(storage, study_id), RoundWriter)


def test_a_study_is_copied_renamed_remarked_on_and_deleted_whole(shared):
    train_study(shared, "kept")
    before = counts(shared)
    train_study(shared, "one")
    assert copy_study("one", "two", shared) == 6
    rename_study("two", "three", shared)
    assert table_of(shared, "three") == table_of(shared, "one")
    choose_trial("one", 3, shared)
    keep_remarks("one", ["tag"], "note", shared)
    assert [study.name for study in list_studies(shared)] == ["kept", "one", "three"]
    with pytest.raises(StudyError, match="There is a study 'one' already"):
        rename_study("three", "one", shared)

    for name in ("one", "three"):
        delete_study(name, shared)

    assert not study_exists("one", shared)
    assert counts(shared) == before


def test_what_ids_a_server_gives_is_known_to_the_writer(shared):
    """Ids of other programs' trials lie between those of a round."""
    with writing(shared.storage_url) as storage:
        theirs = optuna.create_study(study_name="theirs", storage=storage)
        study_id = create_study(plan_of("ours"), shared).study_id
        writer = trial_writer(storage, study_id)
        for value in range(3):
            theirs.add_trial(optuna.trial.create_trial(value=0.0))
            trial = optuna.trial.create_trial(value=float(value), user_attrs={"mine": value})
            trial._trial_id = -1
            assert writer.write([trial, trial], {"place": value}) == (2 * value, 2 * value + 1)
        ours = optuna.load_study(study_name="ours", storage=storage).trials
    assert [t.value for t in ours] == [0, 0, 1, 1, 2, 2]
    assert [t.user_attrs["mine"] for t in ours] == [0, 0, 1, 1, 2, 2]


def test_of_two_workspaces_on_one_database_only_one_runs_a_study(shared, tmp_path):
    create_study(plan_of(n_trials=30, sampler="random", round_size=10), shared)
    other = Workspace(tmp_path / "other", shared.storage_url)
    program = running_program(tmp_path / "one", shared)

    assert find_study("study", other).state.state is StudyState.RUNNING
    with pytest.raises(StudyError, match="The study 'study' is running"):
        run_study("study", other, engine=FakeEngine())
    with pytest.raises(StudyError, match="The study 'study' is running"):
        delete_study("study", other)

    program.communicate("\n")
    assert program.returncode == 0
    table = table_of(shared)
    assert len({tuple(row[3].items()) for row in table}) == len(table) == 30
    assert find_study("study", other).state.state is StudyState.FINISHED


@linux
def test_a_killed_run_is_resumed_at_once_from_another_workspace(shared, tmp_path):
    create_study(plan_of(n_trials=30, sampler="random", round_size=10), shared)
    other = Workspace(tmp_path / "other", shared.storage_url)
    program = running_program(tmp_path / "one", shared)
    program.kill()
    program.communicate()

    assert find_study("study", other).state.state is StudyState.INTERRUPTED
    assert run_study("study", other, engine=FakeEngine()).new == 20
    assert len(table_of(shared)) == 30


def test_a_server_is_backed_up_with_its_own_tools(shared, tmp_path):
    if shared.storage_url.startswith("sqlite"):
        pytest.skip("a file is copied")
    train_study(shared, "one")
    for action in (
        lambda: back_up_studies(shared),
        lambda: restore_studies(shared, tmp_path / "some.db"),
    ):
        with pytest.raises(StorageError, match="pg_dump and pg_restore"):
            action()
