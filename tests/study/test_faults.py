"""Whatever fails under a run, and wherever, every round is whole or not there, and it goes on."""

import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from dctaxi.errors import StorageError, StudyError
from dctaxi.storage import writer
from dctaxi.study import find_study
from dctaxi.study.lifecycle import create_study, run_study
from dctaxi.study.state import StudyState
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine
from tests.faults import inject
from tests.studies import plan_of, table_of

INSERTS = 4
"""Inserts of a round into SQLite: trials, values, parameters, steps; attributes follow."""


def full() -> OperationalError:
    return OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))


def started(workspace: Workspace, **changes) -> None:
    create_study(plan_of(n_trials=24, round_size=8, **changes), workspace)


@pytest.fixture
def whole(tmp_path) -> list:
    """The table of the study that nothing happened to."""
    workspace = Workspace(tmp_path / "whole", f"sqlite:///{tmp_path}/whole/studies.db")
    started(workspace)
    run_study("study", workspace, engine=FakeEngine())
    return table_of(workspace)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("on", [1, 2, INSERTS, INSERTS + 2, 3 * INSERTS])
def test_a_write_that_fails_anywhere_leaves_whole_rounds(workspace, monkeypatch, whole, on, after):
    started(workspace)
    with monkeypatch.context() as patch:
        inject(patch, writer, "_insert", on=on, error=full(), after=after)
        with pytest.raises(StorageError, match="disk is full: free some space and resume"):
            run_study("study", workspace, engine=FakeEngine())
    kept = table_of(workspace)
    assert len(kept) % 8 == 0
    assert kept == whole[: len(kept)]
    assert find_study("study", workspace).state.state is StudyState.FAILED

    run_study("study", workspace, engine=FakeEngine())
    assert table_of(workspace) == whole


@pytest.mark.parametrize("error", [MemoryError("no memory"), OSError(5, "Input/output error")])
@pytest.mark.parametrize("on", [1, 2, 3])
def test_an_engine_that_fails_in_a_round_loses_that_round_alone(
    workspace, monkeypatch, whole, on, error
):
    started(workspace)
    engine = FakeEngine()
    inject(monkeypatch, engine, "run", on=on, error=error)
    with pytest.raises(StudyError, match=f"The study failed with {type(error).__name__}"):
        run_study("study", workspace, engine=engine)
    assert table_of(workspace) == whole[: 8 * (on - 1)]
    run_study("study", workspace, engine=engine)
    assert table_of(workspace) == whole


def test_slow_storage_and_a_slow_engine_change_no_trial(workspace, monkeypatch, whole):
    started(workspace)
    inject(monkeypatch, writer, "_insert", slow_s=0.005)
    engine = FakeEngine()
    inject(monkeypatch, engine, "run", slow_s=0.02)
    run_study("study", workspace, engine=engine)
    assert table_of(workspace) == whole
