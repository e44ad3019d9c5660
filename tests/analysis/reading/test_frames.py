import sqlite3
from pathlib import Path

import optuna
import pandas as pd
import pytest
import sqlalchemy as sa
from pandas.testing import assert_frame_equal

from dctaxi.analysis.reading import frames, studies
from dctaxi.errors import StorageError, StudyError
from dctaxi.storage import connected
from dctaxi.workspace import Workspace
from tests.analysis.agreement import assert_same_trials, optunas_own


def test_agrees_with_optuna_on_every_state_and_on_conditional_parameters(
    study: optuna.Study, workspace: Workspace
) -> None:
    ours = frames.read_trials(workspace, study.study_name)
    assert set(ours["state"]) == {"COMPLETE", "PRUNED", "FAIL", "RUNNING", "WAITING"}
    assert ours["params_num_hidden_layer_2_neurons"].isna().any()
    assert_same_trials(ours, study)


def test_whole_numbers_stay_whole_and_times_stay_times(
    study: optuna.Study, workspace: Workspace
) -> None:
    ours = frames.read_trials(workspace, study.study_name)
    own = optunas_own(study)
    for column in ("number", "params_seed", "params_optimizer", "params_lr", "datetime_start"):
        assert ours[column].dtype.kind == own[column].dtype.kind


def test_another_schema_is_read_through_optuna_with_the_same_result(
    study: optuna.Study, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    fast, parameters = frames.read_trials_and_parameters(workspace, study.study_name)
    summaries = studies.read_studies(workspace)
    monkeypatch.setattr(frames, "is_known", lambda _: False)
    monkeypatch.setattr(studies, "is_known", lambda _: False)
    slow, same = frames.read_trials_and_parameters(workspace, study.study_name)
    assert same == parameters
    assert_frame_equal(slow, fast)
    assert studies.read_studies(workspace) == summaries


def test_columns_come_in_a_fixed_order_with_parameters_as_they_were_asked(
    study: optuna.Study, workspace: Workspace
) -> None:
    ours = frames.read_trials(workspace, study.study_name)
    assert list(ours.columns[:8]) == [
        "number", "value", "state", "status", "duration_s", "datetime_start", "datetime_complete",
        "params_seed",
    ]  # fmt: skip
    assert list(ours.columns[-12:]) == [
        "chapter_objective", "train_rmse", "val_rmse", "train_rmse_eval", "val_rmse_all",
        "constant_objective", "constant_rmse_all", "train_s", "round_s", "curve", "message",
        "engine",
    ]  # fmt: skip


def test_reads_what_is_stored_with_a_trial(study: optuna.Study, workspace: Workspace) -> None:
    ours = frames.read_trials(workspace, study.study_name).set_index("number")
    assert ours.loc[0, "curve"] == [[20, 3.5, 2.5], [33, 1.5, 2.0]]
    assert ours.loc[0, "train_rmse"] == 1.5
    assert pd.isna(ours.loc[0, "val_rmse_all"])
    assert "test_rmse" not in ours
    assert ours.loc[0, "status"] == "finished"
    assert ours.loc[5, ["status", "message"]].tolist() == ["diverged", "diverged at step 7"]
    assert [point[2] for point in ours.loc[1, "curve"]] == [3.0]  # what was reported
    assert ours.loc[[1, 2, 18, 19], "status"].tolist() == [
        "stopped", "failed", "running", "waiting",
    ]  # fmt: skip


def test_a_study_without_trials_is_an_empty_frame(workspace: Workspace) -> None:
    optuna.create_study(study_name="empty", storage=workspace.storage_url)
    trials, parameters = frames.read_trials_and_parameters(workspace, "empty")
    assert trials.empty
    assert {"number", "value", "state", "curve"} <= set(trials)
    assert parameters == ()


def test_parameters_say_kind_range_and_choices(study: optuna.Study, workspace: Workspace) -> None:
    known = {p.name: p for p in frames.read_trials_and_parameters(workspace, study.study_name)[1]}
    assert list(known)[:5] == ["seed", "optimizer", "lr", "dropout", "num_layers"]
    assert known["optimizer"].choices == ("Adam", "SGD")
    assert (known["lr"].kind, known["lr"].low, known["lr"].high, known["lr"].log) == (
        "float", 0.009, 0.07, True,
    )  # fmt: skip
    assert (known["dropout"].step, known["batch_size"].kind) == (0.25, "int")
    assert not any(p.dynamic for p in known.values())


def test_a_range_that_changed_within_a_study_is_covered_whole(workspace: Workspace) -> None:
    study = optuna.create_study(study_name="moved", storage=workspace.storage_url)
    for low, high in ((1, 5), (3, 9)):
        trial = study.ask()
        trial.suggest_int("n", low, high)
        study.tell(trial, 1.0)
    (parameter,) = frames.read_trials_and_parameters(workspace, "moved")[1]
    assert (parameter.low, parameter.high, parameter.dynamic) == (1, 9, True)


def test_the_version_changes_with_every_start_and_end_of_a_trial(workspace: Workspace) -> None:
    study = optuna.create_study(study_name="s", storage=workspace.storage_url)
    versions = [studies.study_version(workspace, "s")]
    for value in (1.0, None):
        trial = study.ask()
        versions.append(studies.study_version(workspace, "s"))
        state = optuna.trial.TrialState.FAIL if value is None else None
        study.tell(trial, value, state=state)
        versions.append(studies.study_version(workspace, "s"))
    assert len(set(versions)) == len(versions)
    assert studies.study_version(workspace, "s") == versions[-1]


def test_summaries_count_trials_and_name_the_best(
    study: optuna.Study, workspace: Workspace
) -> None:
    study.set_user_attr(
        "dctaxi:state",
        {"state": "stopped", "message": "", "requested_trials": 40, "updated_at": "2026-01-01"},
    )
    study.set_user_attr("dctaxi:parent", {"name": "earlier", "study_id": 9, "kept": 1, "of": 2})
    (summary,) = studies.read_studies(workspace)
    assert (summary.name, summary.state, summary.parent) == ("every kind", "stopped", "earlier")
    assert (summary.done, summary.failed, summary.running, summary.total) == (9, 9, 1, 40)
    assert summary.best_value == 0.0
    assert "lr 0.009\N{EN DASH}0.07 log" in summary.space
    first = study.trials[0].datetime_start
    assert summary.created == first


def test_a_workspace_without_a_database_has_no_studies_and_stays_empty(
    workspace: Workspace,
) -> None:
    assert studies.read_studies(workspace) == ()
    with pytest.raises(StudyError, match="no study 'x'"):
        frames.read_trials(workspace, "x")
    with pytest.raises(StudyError, match="no study 'x'"):
        studies.study_version(workspace, "x")
    assert list(workspace.root.iterdir()) == []


def test_an_unknown_study_is_named(study: optuna.Study, workspace: Workspace) -> None:
    assert study.study_name != "nobody"
    with pytest.raises(StudyError, match="nobody"):
        frames.read_trials(workspace, "nobody")


@pytest.mark.parametrize("name", ["it's", 'a "b"', "50%", "x; DROP TABLE trials", "日本"])
def test_any_study_name_is_only_a_name(name: str, workspace: Workspace) -> None:
    study = optuna.create_study(study_name=name, storage=workspace.storage_url)
    study.tell(study.ask(), 1.0)
    assert len(frames.read_trials(workspace, name)) == 1


@pytest.mark.parametrize("folder", ["with space", "per%20cent", "ha#sh", "quest?ion", "ümlaut"])
def test_any_folder_can_hold_the_database(folder: str, tmp_path: Path) -> None:
    (tmp_path / folder).mkdir()
    engine = sqlite3.connect(tmp_path / folder / "s.db")
    engine.execute("CREATE TABLE studies (study_id INTEGER)")
    engine.close()
    url = sa.URL.create("sqlite", database=str(tmp_path / folder / "s.db"))
    with connected(url.render_as_string()) as connection:
        assert connection is not None


def test_a_file_that_is_no_database_is_named(workspace: Workspace) -> None:
    (workspace.root / "studies.db").write_text("no database " * 200)
    with pytest.raises(StorageError, match="not a database"):
        studies.read_studies(workspace)


def test_a_database_of_something_else_has_no_studies(workspace: Workspace) -> None:
    other = sqlite3.connect(workspace.root / "studies.db")
    other.execute("CREATE TABLE photographs (id INTEGER)")
    other.close()
    assert studies.read_studies(workspace) == ()


def test_a_text_that_is_no_url_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="URL"):
        studies.read_studies(Workspace(tmp_path, "studies.db"))


def test_reading_never_writes_nor_waits_for_a_writer(
    study: optuna.Study, workspace: Workspace
) -> None:
    path = workspace.root / "studies.db"
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("DELETE FROM trial_values")
    assert len(frames.read_trials(workspace, study.study_name)) == 20
    writer.execute("ROLLBACK")
    writer.close()
    before = path.read_bytes()
    with connected(workspace.storage_url) as connection:
        assert connection is not None
        with pytest.raises(sa.exc.OperationalError, match="readonly"):
            connection.execute(sa.text("DELETE FROM trials"))
    assert path.read_bytes() == before


def test_what_another_program_keeps_under_our_names_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace(tmp_path, f"sqlite:///{tmp_path}/studies.db")
    other = optuna.create_study(study_name="other", storage=workspace.storage_url)
    other.set_user_attr("dctaxi:parent", {"of": "another"})
    other.set_user_attr("dctaxi:state", {"state": "running"})
    theirs = {
        "status": 3, "message": {"text": "?"}, "curve": [0.5, 0.25], "train_rmse": "low",
        "val_rmse": 2, "chapter_objective": True,
    }  # fmt: skip
    other.add_trial(optuna.trial.create_trial(value=1.0, user_attrs=theirs))
    trials = frames.read_trials(workspace, "other")
    (trial,) = trials.to_dict("records")
    assert (trial["status"], trial["val_rmse"]) == ("finished", 2.0)
    assert trials[["message", "curve", "train_rmse", "chapter_objective"]].isna().all(axis=None)
    (summary,) = studies.read_studies(workspace)
    assert (summary.state, summary.parent, summary.done) == (None, None, 1)
    monkeypatch.setattr(frames, "is_known", lambda _: False)
    assert_frame_equal(frames.read_trials(workspace, "other"), trials)
