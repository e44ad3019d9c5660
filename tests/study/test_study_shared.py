import dataclasses
import sqlite3

import optuna
import pytest
from optuna.trial import TrialState

from dctaxi.data import SampleSource, load
from dctaxi.errors import StorageError, StudyError
from dctaxi.storage import quiet_optuna
from dctaxi.study.catalog import find_study, list_studies
from dctaxi.study.lifecycle import create_study, enqueue_trial, run_study
from dctaxi.study.lock import held, is_running
from tests.fake_engine import FakeEngine
from tests.studies import plan_of, trials_of


def test_another_program_reads_whole_rounds_while_the_study_runs(workspace):
    counts = []

    def look(number: int) -> None:
        if number % 10 == 5:
            counts.append(len(trials_of(workspace)))

    create_study(plan_of(round_size=10), workspace)
    run_study("study", workspace, engine=FakeEngine(before_each=look))

    assert counts == [0, 10, 20]


def test_trials_that_others_add_while_it_runs_are_counted_and_heard(workspace):
    def add(number: int) -> None:
        if number == 5:
            with quiet_optuna():
                optuna.load_study(study_name="study", storage=workspace.storage_url).add_trial(
                    optuna.trial.create_trial(value=0.5)
                )

    create_study(plan_of(round_size=10), workspace)
    run_study("study", workspace, engine=FakeEngine(before_each=add))

    trials = trials_of(workspace)
    assert [t.number for t in trials] == list(range(31))
    assert trials[0].value == 0.5  # it came before the first round was stored


def test_trains_enqueued_configurations_first(workspace):
    params = {**_params_of_a_trial(workspace), "lr": 0.05}
    create_study(plan_of(enqueue=(params,), n_trials=5), workspace)
    enqueue_trial("study", {**params, "lr": 0.06}, workspace)

    run_study("study", workspace, engine=FakeEngine())

    trials = trials_of(workspace)
    assert [t.params["lr"] for t in trials[:2]] == [0.05, 0.06]
    assert [t.number for t in trials] == list(range(5))
    assert {t.state for t in trials} == {TrialState.COMPLETE}


def _params_of_a_trial(workspace):
    create_study(plan_of("other", n_trials=1), workspace)
    run_study("other", workspace, engine=FakeEngine())
    return trials_of(workspace, "other")[0].params


def test_a_configuration_enqueued_while_it_runs_is_trained_next(workspace):
    params = _params_of_a_trial(workspace)

    def enqueue(number: int) -> None:
        if number == 5:
            enqueue_trial("study", {**params, "lr": 0.05}, workspace)

    create_study(plan_of(round_size=10), workspace)
    run_study("study", workspace, engine=FakeEngine(before_each=enqueue))

    trials = trials_of(workspace)
    assert [t.number for t in trials] == list(range(30))
    assert 0.05 in [t.params["lr"] for t in trials]
    assert {t.state for t in trials} == {TrialState.COMPLETE}


def test_fails_what_a_dead_program_left_running(workspace):
    create_study(plan_of(n_trials=5), workspace)
    with quiet_optuna():
        optuna.load_study(study_name="study", storage=workspace.storage_url).ask()

    run_study("study", workspace, engine=FakeEngine())

    states = [t.state for t in trials_of(workspace)]
    assert states == [TrialState.FAIL, *[TrialState.COMPLETE] * 4]


def test_refuses_to_run_a_study_twice_at_a_time(workspace):
    study_id = create_study(plan_of(), workspace).study_id

    with held(study_id, "study", workspace):
        assert is_running(study_id, workspace)
        with pytest.raises(StudyError, match="is running: stop it"):
            run_study("study", workspace, engine=FakeEngine())
    assert not is_running(study_id, workspace)


def test_a_resumed_run_knows_the_best_of_the_runs_before(workspace):
    create_study(plan_of(n_trials=20), workspace)
    first = run_study("study", workspace, engine=FakeEngine())
    second = run_study("study", workspace, n_trials=1, engine=FakeEngine(diverges=lambda _s: True))

    assert (second.done, second.failed, second.new) == (21, 1, 1)
    assert (second.best_value, second.best_number) == (first.best_value, first.best_number)
    assert second.best_params == first.best_params


def test_refuses_to_resume_a_complete_study_without_a_number(workspace):
    create_study(plan_of(n_trials=3), workspace)
    run_study("study", workspace, engine=FakeEngine())

    with pytest.raises(StudyError, match="has its 3 trials already: say how many more"):
        run_study("study", workspace, engine=FakeEngine())
    with pytest.raises(StudyError, match="Expected from 1 to 99,997 more trials, got 100,000"):
        run_study("study", workspace, n_trials=100_000, engine=FakeEngine())


def test_refuses_other_data_than_the_study_began_with(workspace):
    create_study(plan_of(n_trials=3), workspace)
    run_study("study", workspace, engine=FakeEngine())
    other = load(SampleSource(rows=90), "raw", workspace)

    with pytest.raises(StudyError, match="data of the study 'study' changed"):
        run_study("study", workspace, n_trials=1, engine=FakeEngine(), data=other)


def test_a_name_taken_in_this_moment_by_another_program_is_refused(workspace, monkeypatch):
    create_study(plan_of(), workspace)
    monkeypatch.setattr("dctaxi.study.lifecycle.check_new_name", lambda name, _workspace: name)

    with pytest.raises(StudyError, match="There is a study 'study' already"):
        create_study(plan_of(n_trials=5), workspace)

    assert find_study("study", workspace).plan.n_trials == 30


def test_a_study_that_cannot_be_written_whole_is_not_there(workspace, monkeypatch):
    def full(*_arguments):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("dctaxi.study.lineage.Inheritance.write", full)
    with pytest.raises(StorageError, match="disk is full"):
        create_study(plan_of(), workspace)

    assert list_studies(workspace) == ()


def test_refuses_a_taken_name_and_writes_nothing(workspace):
    create_study(plan_of(), workspace)

    with pytest.raises(StudyError, match="There is a study 'study' already"):
        create_study(dataclasses.replace(plan_of(), sampler_seed=7), workspace)

    assert find_study("study", workspace).plan == plan_of()
