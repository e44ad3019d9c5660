import contextlib
import itertools
import threading

import optuna
import pytest
import sqlalchemy
from sqlalchemy import select

from dctaxi.analysis.reading import read_studies
from dctaxi.errors import StudyError
from dctaxi.storage import quiet_optuna, reading, tables, writing
from dctaxi.study.catalog import (
    check_new_name,
    delete_study,
    find_study,
    list_studies,
    maker_of,
    rename_study,
    study_exists,
)
from dctaxi.study.lifecycle import create_study, enqueue_trial, run_study
from dctaxi.study.lock import held
from dctaxi.study.plan import NEWER_MAKER, OTHER_MAKER
from dctaxi.study.state import STATE_KEY, StateRecord, StudyState
from tests.fake_engine import FakeEngine
from tests.studies import SPACE, make_newer, plan_of, table_of


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


FIXED = {"type": "fixed", "value": 0.9}


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 2},
        {"early_stopping": True},
        {"sampler": "evolution"},
        {"objective": "rmse_of_tomorrow"},
        {"source": {"kind": "stream", "url": "x"}},
        {"space": {"version": 2, "parameters": {}}},
        {"space": {**SPACE.to_json(), "order": []}},
        {"space": {"version": 1, "parameters": SPACE.to_json()["parameters"] | {"beta": FIXED}}},
        {
            "space": {
                "version": 1,
                "parameters": SPACE.to_json()["parameters"] | {"lr": {"type": "normal"}},
            }
        },
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_tells_a_study_of_a_newer_release_and_leaves_it_alone(workspace, changes):
    make(workspace, "theirs", n_trials=2)
    run_study("theirs", workspace, engine=FakeEngine())
    plan = make_newer(workspace, "theirs", **changes)
    before = find_study("theirs", workspace).user_attrs
    trials = table_of(workspace, "theirs")

    entry = find_study("theirs", workspace)
    assert (entry.plan, entry.maker) == (None, NEWER_MAKER)
    assert maker_of(entry.user_attrs) == NEWER_MAKER
    assert entry.state.state is StudyState.FINISHED
    assert [one.maker for one in list_studies(workspace)] == [NEWER_MAKER]
    child = plan_of("child", parent="theirs")
    for use in (
        lambda: run_study("theirs", workspace, n_trials=1, engine=FakeEngine()),
        lambda: enqueue_trial("theirs", {}, workspace),
        lambda: create_study(child, workspace, carry_over=True),
    ):
        with pytest.raises(StudyError, match="was made by a newer release of this program: update"):
            use()
    with pytest.raises(StudyError, match="There is a study 'theirs' already"):
        make(workspace, "theirs")
    rename_study("theirs", "renamed", workspace)
    assert find_study("renamed", workspace).user_attrs == before
    assert before["dctaxi:plan"] == plan
    assert table_of(workspace, "renamed") == trials


@pytest.mark.parametrize("changes", [{"n_trials": "many"}, {"version": None}, {"space": 3}])
def test_a_plan_that_no_release_writes_is_another_programs(workspace, changes):
    make(workspace, "theirs")
    make_newer(workspace, "theirs", **changes)
    assert find_study("theirs", workspace).maker == OTHER_MAKER


def test_a_run_that_ends_while_it_is_looked_at_is_not_taken_for_an_interrupted_one(workspace):
    study_id = make(workspace, "study")

    def keep(state: StudyState) -> None:
        record = StateRecord.now(state, requested_trials=30)
        with writing(workspace.storage_url) as storage:
            storage.set_study_user_attr(study_id, STATE_KEY, record.to_json())

    def seen(*, ends_after: int) -> set[str]:
        """Return the states that readers see if a run ends after so many of their queries."""
        found = set()
        for read in (list_studies, read_studies):
            queries = itertools.count()
            with contextlib.ExitStack() as run:
                run.enter_context(held(study_id, "study", workspace))
                keep(StudyState.RUNNING)
                reading_thread = threading.get_ident()

                def end(*_: object, run=run, queries=queries, reader=reading_thread) -> None:
                    if threading.get_ident() == reader and next(queries) == ends_after:
                        keep(StudyState.STOPPED)
                        run.close()

                sqlalchemy.event.listen(sqlalchemy.Engine, "after_cursor_execute", end)
                try:
                    (study,) = read(workspace)
                finally:
                    sqlalchemy.event.remove(sqlalchemy.Engine, "after_cursor_execute", end)
            state = study.state
            found.add(state if isinstance(state, str) else state.state.value)
        return found

    states = set.union(*(seen(ends_after=number) for number in range(10)))
    assert states == {"running", "stopped"}
