import threading

import pytest

from dctaxi.errors import RunnerError, StudyError
from dctaxi.runner import JobContext, JobState, Runner
from tests.runner.errand import Errand, states
from tests.waiting import PATIENCE_S, until


@pytest.fixture
def runner(workspace):
    return Runner(workspace)


def test_a_turn_runs_the_next_job_in_the_order_of_coming(runner):
    order = []
    for name in ("one", "two"):
        runner.submit(Errand(name, lambda _c, name=name: order.append(name) or JobState.FINISHED))

    assert states(runner) == [("one", "queued"), ("two", "queued")]
    assert runner.turn()
    assert states(runner) == [("one", "finished"), ("two", "queued")]
    assert runner.turn()
    assert not runner.turn()
    assert order == ["one", "two"]


def test_a_job_is_checked_when_it_is_submitted(runner, workspace):
    errand = Errand()
    runner.submit(errand)

    assert errand.accepted == [workspace]


def test_a_job_that_is_refused_is_not_queued(runner):
    with pytest.raises(StudyError, match="no such thing"):
        runner.submit(Errand(refusal=StudyError("no such thing")))

    assert runner.snapshot() == ()


def test_refuses_a_second_job_for_a_study_that_waits(runner):
    runner.submit(Errand(study="study"))

    with pytest.raises(RunnerError, match="'study' runs or waits already"):
        runner.submit(Errand(study="study"))
    runner.submit(Errand(study="another"))


def test_of_two_requests_for_a_study_that_come_at_once_one_is_refused(runner):
    answers = []
    barrier = threading.Barrier(2)

    def come() -> None:
        barrier.wait(PATIENCE_S)
        try:
            answers.append(runner.submit(Errand(study="study")))
        except RunnerError:
            answers.append("refused")

    tabs = [threading.Thread(target=come) for _ in range(2)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join(PATIENCE_S)

    assert sorted(answers) == ["job-1", "refused"]


def test_takes_another_job_for_a_study_that_has_ended(runner):
    runner.submit(Errand(study="study"))
    runner.turn()

    runner.submit(Errand(study="study"))
    assert [state for _, state in states(runner)] == ["finished", "queued"]


def raising(error: BaseException):
    def work(_context: JobContext):
        raise error

    return work


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (StudyError("The data are gone."), "The data are gone."),
        (ValueError("odd"), "The job failed with ValueError: odd"),
        (MemoryError(), "The job failed with MemoryError: "),
        (SystemExit(3), "The job failed with SystemExit: 3"),
    ],
)
def test_a_job_that_fails_says_why_and_the_next_one_runs(runner, error, message):
    runner.submit(Errand("bad", raising(error)))
    runner.submit(Errand("good"))

    runner.turn()
    runner.turn()

    assert states(runner) == [("bad", "failed"), ("good", "finished")]
    said = runner.snapshot()[0].message
    assert said.startswith(message)
    assert ("in errors.log)" in said) == (not isinstance(error, StudyError))


def test_what_a_job_tells_is_seen_while_it_runs(runner):
    seen = []

    def work(context: JobContext):
        context.update({"state": JobState.RUNNING, "done": 3, "total": 7, "device": "cpu"})
        seen.extend(runner.snapshot())
        return JobState.FINISHED

    runner.submit(Errand(work=work))
    runner.turn()

    (status,) = seen
    assert (status.state, status.done, status.total, status.device) == ("running", 3, 7, "cpu")
    assert runner.snapshot()[0].done == 3


def test_a_job_prepares_until_it_says_that_it_runs(runner):
    seen = []
    runner.submit(Errand(work=lambda _c: seen.extend(states(runner)) or JobState.FINISHED))
    runner.turn()

    assert seen == [("errand", "preparing")]


@pytest.mark.parametrize("stop", [Runner.stop_now, Runner.stop_after_trial])
def test_a_queued_job_that_is_stopped_never_runs(runner, stop):
    job_id = runner.submit(Errand(work=raising(AssertionError("it ran"))))

    stop(runner, job_id)

    assert states(runner) == [("errand", "stopped")]
    assert not runner.turn()


@pytest.mark.parametrize(
    ("stop", "heard"),
    [(Runner.stop_now, (True, True)), (Runner.stop_after_trial, (False, True))],
)
def test_a_running_job_hears_how_it_is_to_stop(runner, stop, heard):
    asked = []

    def work(context: JobContext):
        context.update({"state": JobState.RUNNING})
        stop(runner, runner.snapshot()[0].id)
        context.update({"state": JobState.RUNNING, "done": 1})
        asked.append((context.stop_now(), context.stop_after_trial()))
        asked.append(runner.snapshot()[0].state)
        return JobState.STOPPED

    runner.submit(Errand(work=work))
    runner.turn()

    assert asked == [heard, "stopping"]
    assert states(runner) == [("errand", "stopped")]


def test_stopping_what_has_ended_changes_nothing(runner):
    job_id = runner.submit(Errand())
    runner.turn()

    runner.stop_now(job_id)
    runner.stop_after_trial(job_id)

    assert states(runner) == [("errand", "finished")]


def test_there_is_no_stopping_a_job_that_never_was(runner):
    with pytest.raises(RunnerError, match="There is no job 'job-9'"):
        runner.stop_now("job-9")


def test_every_change_has_a_version_of_its_own(runner):
    versions = []

    def work(context: JobContext):
        for done in range(3):
            context.update({"done": done})
            versions.append(runner.snapshot()[0].version)
        return JobState.FINISHED

    runner.submit(Errand(work=work))
    versions.append(runner.snapshot()[0].version)
    runner.turn()
    versions.append(runner.snapshot()[0].version)

    assert versions == sorted(set(versions), key=versions.index)
    assert len(set(versions)) == 5


def test_forgets_the_oldest_of_very_many_ended_jobs(runner):
    for number in range(60):
        runner.submit(Errand(str(number)))
        runner.turn()
    runner.submit(Errand("waiting"))

    titles = [title for title, _ in states(runner)]
    assert titles == [*map(str, range(10, 60)), "waiting"]


def test_the_time_of_a_job_stands_still_when_it_has_ended(runner):
    def work(_context: JobContext):
        until(lambda: runner.snapshot()[0].elapsed_s > 0)
        return JobState.FINISHED

    runner.submit(Errand(work=work))
    assert runner.snapshot()[0].elapsed_s == 0
    runner.turn()

    assert runner.snapshot()[0].elapsed_s == runner.snapshot()[0].elapsed_s > 0


def test_a_closed_runner_takes_no_jobs_and_can_be_closed_again(runner):
    runner.submit(Errand("waiting"))
    runner.close()
    runner.close()

    assert states(runner) == [("waiting", "stopped")]
    with pytest.raises(RunnerError, match="The runner is closed"):
        runner.submit(Errand())
