import optuna
import pytest
from sqlalchemy import select

from dctaxi.errors import StudyError
from dctaxi.storage import quiet_optuna, reading, tables, writing
from dctaxi.study.catalog import (
    check_new_name,
    delete_study,
    find_study,
    list_studies,
    rename_study,
    study_exists,
)
from dctaxi.study.lifecycle import create_study, run_study
from dctaxi.study.lock import held
from tests.fake_engine import FakeEngine
from tests.studies import plan_of


def make(workspace, name, **changes) -> int:
    return create_study(plan_of(name, **changes), workspace).study_id


def test_a_fresh_workspace_has_no_studies_and_stays_empty(workspace):
    assert list_studies(workspace) == ()
    assert not study_exists("study", workspace)
    assert not (workspace.root / "studies.db").exists()


def test_lists_studies_oldest_first(workspace):
    make(workspace, "one")
    make(workspace, "two")

    assert [(s.name, s.plan.name) for s in list_studies(workspace)] == [
        ("one", "one"), ("two", "two"),
    ]  # fmt: skip


def test_lists_studies_of_other_tools_without_a_plan(workspace):
    make(workspace, "ours")
    with quiet_optuna():
        optuna.create_study(study_name="their's", storage=workspace.storage_url)

    theirs = list_studies(workspace)[1]

    assert (theirs.name, theirs.plan, theirs.state) == ("their's", None, None)


def test_renames_in_place(workspace):
    study_id = make(workspace, "old", n_trials=3)
    run_study("old", workspace, engine=FakeEngine())

    rename_study("old", "new", workspace)

    entry = find_study("new", workspace)
    assert (entry.study_id, entry.plan.name) == (study_id, "new")
    assert not study_exists("old", workspace)
    assert run_study("new", workspace, n_trials=1, engine=FakeEngine()).done == 4


def test_refuses_to_rename_to_a_name_that_is_taken_or_unusable(workspace):
    make(workspace, "one")
    make(workspace, "two")

    with pytest.raises(StudyError, match="There is a study 'two' already"):
        rename_study("one", "two", workspace)
    with pytest.raises(StudyError, match="Expected a study name"):
        rename_study("one", "a/b", workspace)
    assert [s.name for s in list_studies(workspace)] == ["one", "two"]


def test_deletes_every_row_of_a_study_and_of_no_other(workspace):
    deleted = make(workspace, "deleted", n_trials=12, sampler="cmaes", round_size=5)
    make(workspace, "kept", n_trials=2)
    for name in ("deleted", "kept"):
        run_study(name, workspace, engine=FakeEngine())
    with reading(workspace.storage_url) as storage:
        before = storage.get_all_trials(2)

    delete_study("deleted", workspace)

    assert [s.name for s in list_studies(workspace)] == ["kept"]
    with reading(workspace.storage_url) as storage, storage.engine.connect() as connection:
        assert storage.get_all_trials(2) == before
        trials = set(connection.scalars(select(tables.TRIALS.c.trial_id)))
        for table in tables.OF_TRIALS:
            assert set(connection.scalars(select(table.c.trial_id))) <= trials
        for table in tables.OF_STUDIES:
            assert deleted not in set(connection.scalars(select(table.c.study_id)))


def test_deletes_through_optuna_on_an_unknown_schema(workspace, monkeypatch):
    make(workspace, "study", n_trials=2)
    run_study("study", workspace, engine=FakeEngine())
    monkeypatch.setattr("dctaxi.study.catalog.KNOWN_SCHEMA", "v99")

    delete_study("study", workspace)

    assert list_studies(workspace) == ()


@pytest.mark.parametrize(
    "change", [delete_study, lambda name, workspace: rename_study(name, "other", workspace)]
)
def test_refuses_to_change_a_study_that_runs(workspace, change):
    study_id = make(workspace, "study")

    with held(study_id, "study", workspace), pytest.raises(StudyError, match="is running"):
        change("study", workspace)

    assert study_exists("study", workspace)


@pytest.mark.parametrize(
    "use",
    [find_study, delete_study, lambda n, w: rename_study(n, "b", w), lambda n, w: run_study(n, w)],
)
def test_says_which_study_is_missing(workspace, use):
    with pytest.raises(StudyError, match="There is no study 'nowhere'"):
        use("nowhere", workspace)
    make(workspace, "another")
    with pytest.raises(StudyError, match="There is no study 'nowhere'"):
        use("nowhere", workspace)


def test_refuses_to_run_a_study_of_another_tool(workspace):
    with writing(workspace.storage_url) as storage, quiet_optuna():
        optuna.create_study(study_name="theirs", storage=storage)

    with pytest.raises(StudyError, match="was not made by this program"):
        run_study("theirs", workspace, engine=FakeEngine())


def test_checks_a_new_name(workspace):
    make(workspace, "taken")

    assert check_new_name("free", workspace) == "free"
    with pytest.raises(StudyError, match="There is a study 'taken' already"):
        check_new_name("taken", workspace)
