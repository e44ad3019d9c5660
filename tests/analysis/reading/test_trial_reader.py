import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import optuna
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from optuna.trial import TrialState, create_trial
from pandas.testing import assert_frame_equal

from dctaxi.analysis.reading import trial_reader
from dctaxi.analysis.reading.frames import read_trials_and_parameters
from dctaxi.analysis.reading.studies import study_version
from dctaxi.analysis.reading.trial_reader import TrialReader
from dctaxi.errors import StorageError, StudyError
from dctaxi.storage import quiet_optuna, writing
from dctaxi.workspace import Workspace
from tests.analysis.agreement import assert_same_trials
from tests.analysis.conftest import ask_parameters


def new_study(workspace: Workspace, name: str = "s") -> optuna.Study:
    return optuna.create_study(
        study_name=name,
        storage=workspace.storage_url,
        sampler=optuna.samplers.RandomSampler(seed=1),
    )


def ended(study: optuna.Study, values: list[float]) -> None:
    for value in values:
        study.tell(study.ask(), value)


def act(study: optuna.Study, action: str) -> None:
    """Do one thing that changes a study; what ends a trial ends the oldest that runs."""
    if action == "enqueue":
        study.enqueue_trial({"lr": 0.01})
    elif action == "ask":
        ask_parameters(study.ask())
    elif running := study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
        number = running[0].number
        trial = optuna.Trial(study, running[0]._trial_id)
        if action == "set":
            trial.set_user_attr("curve", [[20, 3.5, 2.5]])
            trial.set_user_attr("train_rmse", 1.5)
        elif action in ("prune", "fail"):
            state = TrialState.PRUNED if action == "prune" else TrialState.FAIL
            study.tell(number, state=state)
        else:
            study.tell(number, float(action))


@pytest.mark.parametrize("objectives", [1, 2])
def test_a_text_in_a_numbers_place_is_said_in_a_sentence(
    workspace: Workspace, objectives: int
) -> None:
    study = optuna.create_study(
        study_name="s", storage=workspace.storage_url, directions=["minimize"] * objectives
    )
    study.tell(study.ask(), [2.0] * objectives)
    with closing(sqlite3.connect(workspace.root / "studies.db")) as database, database:
        database.execute("UPDATE trial_values SET value = 'many'")
    with pytest.raises(StorageError, match="the text 'many' where the value of a trial belongs"):
        read_trials_and_parameters(workspace, "s")


ACTIONS = ("ask", "ask", "enqueue", "set", "prune", "fail", "0", "2.5", "inf")


@given(st.lists(st.lists(st.sampled_from(ACTIONS), max_size=5), min_size=2, max_size=4))
@settings(max_examples=6, suppress_health_check=list(HealthCheck))
def test_agrees_with_optuna_whatever_happens_between_two_readings(
    written_once: Path, tmp_path_factory: pytest.TempPathFactory, readings: list[list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("reader")
    shutil.copy(written_once, folder / "studies.db")
    workspace = Workspace(folder, f"sqlite:///{folder}/studies.db")
    reader = TrialReader()
    with writing(workspace.storage_url) as storage:
        study = optuna.load_study(study_name="every kind", storage=storage)
        for actions in readings:
            for action in actions:
                act(study, action)
            trials, parameters = reader.read(workspace, study.study_name)
            assert_same_trials(trials, study)
            whole, all_parameters = read_trials_and_parameters(workspace, study.study_name)
            assert_frame_equal(trials, whole)
            assert parameters == all_parameters


def test_reads_ended_trials_once(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = []

    def counting(*arguments: object) -> object:
        rows = read_rows(*arguments)  # type: ignore[arg-type]
        sizes.append(len(rows.ids))
        return rows

    read_rows = trial_reader.read_rows
    monkeypatch.setattr(trial_reader, "read_rows", counting)
    study, reader = new_study(workspace), TrialReader()
    reader.read(workspace, "s")
    ended(study, [1.0, 2.0, 3.0])
    study.ask()
    ended(study, [4.0])
    for _ in range(2):
        reader.read(workspace, "s")
    study.tell(3, 0.5)
    for _ in range(2):
        trials, _ = reader.read(workspace, "s")
    assert sizes == [0, 5, 1, 1, 0]
    assert trials["value"].tolist() == [1.0, 2.0, 3.0, 0.5, 4.0]


def test_the_same_frame_comes_back_while_nothing_changes(workspace: Workspace) -> None:
    ended(new_study(workspace), [1.0, 2.0])
    reader = TrialReader()
    assert reader.read(workspace, "s")[0] is reader.read(workspace, "s")[0]


def test_more_unfinished_trials_than_can_be_followed_are_still_read_right(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial_reader, "_MOST_OPEN", 2)
    study, reader = new_study(workspace), TrialReader()
    for _ in range(4):
        study.ask()
        ended(study, [1.0])
    reader.read(workspace, "s")
    for number in (6, 0):
        study.tell(number, 5.0)
        assert_same_trials(reader.read(workspace, "s")[0], study)


def test_notices_a_study_made_again_with_the_ids_and_times_of_the_one_before(
    workspace: Workspace,
) -> None:
    """As when a child is made again from other trials of the same parent."""
    parent = new_study(workspace, "parent")
    ended(parent, [1.0, 2.0, 3.0])
    first, second, third = parent.trials
    reader, seen = TrialReader(), []
    for kept in ([first, second, third], [first, parent.trials[0], third]):
        child = new_study(workspace, "child")
        child.add_trials(kept)
        trials, _ = reader.read(workspace, "child")
        assert_same_trials(trials, child)
        seen.append((child._study_id, child.trials[0]._trial_id, study_version(workspace, "child")))
        optuna.delete_study(study_name="child", storage=workspace.storage_url)
    (first_study, first_trial, first_version), (study, trial, version) = seen
    assert (first_study, first_trial) == (study, trial)
    assert first_version != version


def test_a_study_that_was_deleted_is_missing(workspace: Workspace) -> None:
    ended(new_study(workspace), [1.0])
    reader = TrialReader()
    reader.read(workspace, "s")
    optuna.delete_study(study_name="s", storage=workspace.storage_url)
    with pytest.raises(StudyError, match="no study 's'"):
        reader.read(workspace, "s")
    ended(new_study(workspace), [7.0])
    assert reader.read(workspace, "s")[0]["value"].tolist() == [7.0]


def test_remembers_only_the_studies_read_last(workspace: Workspace) -> None:
    for name in ("a", "b", "c"):
        ended(new_study(workspace, name), [1.0])
    reader = TrialReader(studies=2)
    frames = {name: reader.read(workspace, name)[0] for name in ("a", "b", "c")}
    assert reader.read(workspace, "b")[0] is frames["b"]
    assert reader.read(workspace, "a")[0] is not frames["a"]


def test_several_threads_see_whole_trials_while_a_study_grows(workspace: Workspace) -> None:
    study, reader = new_study(workspace), TrialReader()
    with closing(sqlite3.connect(workspace.root / "studies.db")) as file:
        file.execute("PRAGMA journal_mode=WAL")
    wrong: list[str] = []
    over = threading.Event()

    def watch() -> None:
        while not over.is_set():
            trials, _ = reader.read(workspace, "s")
            whole = trials[trials["state"] == "COMPLETE"]
            if trials["number"].tolist() != list(range(len(trials))):
                wrong.append("numbers")
            if whole[["value", "params_lr", "train_rmse"]].isna().any(axis=None):
                wrong.append("cells")

    ask_parameters(study.ask())
    watchers = [threading.Thread(target=watch) for _ in range(3)]
    template = study.trials[0]
    more = [
        create_trial(
            value=1.0,
            params=template.params,
            distributions=template.distributions,
            user_attrs={"train_rmse": 0.5},
        )
    ]
    with quiet_optuna():
        for watcher in watchers:
            watcher.start()
        for _ in range(15):
            study.add_trials(more)
    over.set()
    for watcher in watchers:
        watcher.join()
    assert wrong == []
    assert len(reader.read(workspace, "s")[0]) == 16
