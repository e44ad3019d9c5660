import dataclasses
import threading

import pytest

from dctaxi.data import GlobSource
from dctaxi.errors import EngineError, LimitError, StudyError
from dctaxi.limits import Limits
from dctaxi.runner import ResumeJob, Runner, StudyJob, study_job
from dctaxi.study import StudyPlan, StudyState, find_study, list_studies
from tests.fake_engine import FakeEngine
from tests.studies import plan_of
from tests.waiting import PATIENCE_S, until


def plan_in_rounds(name="study", **changes) -> StudyPlan:
    return plan_of(name, **{"n_trials": 12, "round_size": 4} | changes)


@pytest.fixture
def runner(workspace):
    return Runner(workspace)


def test_runs_a_study_and_tells_how_it_went(runner, workspace):
    seen = []
    engine = FakeEngine(before_each=lambda _number: seen.extend(runner.snapshot()))
    runner.submit(StudyJob(plan_in_rounds(), engine=engine))
    runner.turn()

    (status,) = runner.snapshot()
    best = find_study("study", workspace)
    assert best.state.state is StudyState.FINISHED
    assert (status.state, status.done, status.total, status.failed) == ("finished", 12, 12, 0)
    assert status.best_value is not None
    assert status.best_params["lr"] > 0
    assert status.device == "fake device"
    assert status.latest_curve
    assert (seen[0].state, seen[-1].state) == ("preparing", "running")
    assert [s.done for s in seen] == [0] * 4 + [4] * 4 + [8] * 4
    assert all(one.eta_s > 0 for one in seen)
    assert seen[0].doing == "training 4 trials"
    assert seen[-1].eta_s > 0
    assert seen[-1].trials_per_s > 0


def test_takes_the_name_when_it_is_queued(runner, workspace):
    runner.submit(StudyJob(plan_in_rounds(), baseline={"typical": 4.0}))

    entry = find_study("study", workspace)
    assert entry.state.state is StudyState.CREATED
    assert entry.user_attrs["dctaxi:baseline"] == {"typical": 4.0}
    with pytest.raises(StudyError, match="There is a study 'study' already"):
        Runner(workspace).submit(StudyJob(plan_in_rounds()))


def test_an_engine_that_cannot_work_here_is_refused_and_nothing_written(
    runner, workspace, monkeypatch
):
    monkeypatch.setattr(study_job, "engine_problem", lambda *_args, **_options: "No numba here.")

    with pytest.raises(EngineError, match="No numba here"):
        runner.submit(StudyJob(plan_in_rounds()))

    assert runner.snapshot() == ()
    assert list_studies(workspace) == ()


def test_data_that_cannot_be_read_fails_the_job_in_words(runner, workspace, tmp_path):
    source = GlobSource(str(tmp_path / "none.csv"), str(tmp_path / "none.csv"))
    runner.submit(StudyJob(plan_in_rounds(source=source), engine=FakeEngine()))
    runner.turn()

    (status,) = runner.snapshot()
    assert status.state == "failed"
    assert "none.csv" in status.message
    assert find_study("study", workspace).state.message == status.message


@pytest.mark.parametrize(
    ("stop", "kept"), [(Runner.stop_now, 4), (Runner.stop_after_trial, 8)]
)  # fmt: skip
def test_stops_and_resumes_with_more_trials(runner, stop, kept):
    def stop_in_the_second_round(number: int) -> None:
        if number == 5:
            stop(runner, runner.snapshot()[0].id)

    runner.submit(
        StudyJob(plan_in_rounds(), engine=FakeEngine(before_each=stop_in_the_second_round))
    )
    runner.turn()
    stopped = runner.snapshot()[0]
    runner.submit(ResumeJob("study", n_trials=10, engine=FakeEngine()))
    runner.turn()
    resumed = runner.snapshot()[1]

    assert (stopped.state, stopped.done) == ("stopped", kept)
    assert (resumed.state, resumed.done, resumed.total) == ("finished", kept + 10, kept + 10)


def test_runs_a_queue_of_studies_while_pages_look(workspace):
    with_thread = Runner(workspace)
    thread = threading.Thread(target=lambda: with_thread.queue.work(quick=False))
    thread.start()
    for name in ("one", "two", "three"):
        with_thread.submit(StudyJob(plan_in_rounds(name), engine=FakeEngine()))
    until(lambda: all(job.state.finished for job in with_thread.snapshot()))
    with_thread.close()
    thread.join(PATIENCE_S)

    assert [(j.title, j.state, j.done) for j in with_thread.snapshot()] == [
        ("one", "finished", 12), ("two", "finished", 12), ("three", "finished", 12),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("job", "why"),
    [
        (ResumeJob("nowhere"), "There is no study 'nowhere'"),
        (ResumeJob("study", n_trials=0), "Expected from 1 to 100,000 more trials, got 0"),
        (ResumeJob("study", n_trials=100_001), "more trials, got 100,001"),
        (ResumeJob("study", timeout_s=-1), "positive number of seconds"),
    ],
)
def test_refuses_to_resume_what_cannot_be_resumed(runner, job, why):
    runner.submit(StudyJob(plan_in_rounds(), engine=FakeEngine()))
    runner.turn()

    with pytest.raises(StudyError, match=why):
        runner.submit(job)
    assert len(runner.snapshot()) == 1


def test_who_resumes_has_no_more_trials_than_who_makes_a_study(workspace):
    limited = Runner(dataclasses.replace(workspace, limits=Limits(trials=15)))
    limited.submit(StudyJob(plan_in_rounds(), engine=FakeEngine()))
    limited.turn()

    with pytest.raises(LimitError, match="at most 15 trials, got 16"):
        limited.submit(ResumeJob("study", n_trials=4, engine=FakeEngine()))
