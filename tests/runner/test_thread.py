import threading

import pytest

from dctaxi.runner import JobContext, JobState, queue, runner_for
from dctaxi.workspace import Workspace
from tests.runner.errand import Errand, states
from tests.waiting import PATIENCE_S


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


def test_closing_stops_the_job_at_work_and_ends_the_thread(live, workspace, monkeypatch):
    monkeypatch.setattr(queue, "_CLOSE_PATIENCE_S", PATIENCE_S)
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
