import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from dctaxi.errors import RunnerError, StudyError
from dctaxi.runner import JobContext, JobState, Runner, runner_for
from dctaxi.workspace import Workspace

PATIENCE_S = 30


@dataclass
class Errand:
    """A job that does what it is told."""

    title: str = "errand"
    work: Callable[[JobContext], JobState] = lambda _context: JobState.FINISHED
    study: str | None = None
    refusal: Exception | None = None
    kind: str = "errand"
    total: int | None = None
    accepted: list[Workspace] = field(default_factory=list)

    def accept(self, workspace: Workspace) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.accepted.append(workspace)

    def run(self, context: JobContext):
        return self.work(context)


@pytest.fixture
def runner(workspace):
    return Runner(workspace)


def states(runner: Runner) -> list[tuple[str, str]]:
    return [(job.title, job.state) for job in runner.snapshot()]


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
    assert runner.snapshot()[0].message == message


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
    runner.submit(Errand())
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


@pytest.fixture
def live(workspace):
    runner = runner_for(workspace)
    yield runner
    runner.close()


def test_the_runner_of_a_workspace_is_found_again_through_its_thread(live, workspace, tmp_path):
    other = Workspace(tmp_path / "other", "sqlite:///other.db")
    other_runner = runner_for(other)

    try:
        assert runner_for(workspace) is live
        assert other_runner is not live
    finally:
        other_runner.close()


def test_tabs_that_come_at_once_get_the_same_runner(workspace):
    found = []
    barrier = threading.Barrier(8)

    def come() -> None:
        barrier.wait(PATIENCE_S)
        found.append(runner_for(workspace))

    tabs = [threading.Thread(target=come) for _ in range(8)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join(PATIENCE_S)
    found[0].close()

    assert len(set(map(id, found))) == 1


def test_the_thread_works_off_the_queue_one_job_at_a_time(live):
    at_work, most = 0, 0
    done = threading.Semaphore(0)

    def work(_context: JobContext):
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        threading.Event().wait(0.01)
        at_work -= 1
        done.release()
        return JobState.FINISHED

    for number in range(5):
        live.submit(Errand(str(number), work))

    assert all(done.acquire(timeout=PATIENCE_S) for _ in range(5))
    assert most == 1


def test_closing_stops_the_job_at_work_and_ends_the_thread(live, workspace):
    began = threading.Event()
    ended = threading.Event()

    def work(context: JobContext):
        began.set()
        while not context.stop_now():
            threading.Event().wait(0.01)
        ended.set()
        return JobState.STOPPED

    live.submit(Errand(work=work))
    assert began.wait(PATIENCE_S)
    live.close()

    assert ended.is_set()
    assert states(live) == [("errand", "stopped")]
    assert runner_for(workspace) is not live
    runner_for(workspace).close()
