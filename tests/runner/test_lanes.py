"""What is quickly done overtakes, and what somebody may ask for at all."""

import dataclasses
import threading

import pytest

from dctaxi.access import Actor, Role
from dctaxi.errors import AccessError, LimitError
from dctaxi.limits import Limits
from dctaxi.runner import JobContext, JobState, Runner, runner_for
from tests.runner.errand import Errand, states
from tests.waiting import PATIENCE_S, until


def test_a_quick_job_is_done_while_one_that_takes_long_goes_on(workspace):
    runner = runner_for(workspace)
    asked, done = threading.Event(), threading.Event()

    def long(context: JobContext) -> JobState:
        asked.wait(PATIENCE_S)
        while not done.is_set() and not context.stop_after_trial():
            threading.Event().wait(0.001)
        return JobState.FINISHED

    def quick(_context: JobContext) -> JobState:
        done.set()
        return JobState.FINISHED

    runner.submit(Errand("long", long))
    runner.submit(Errand("quick", quick, expected_s=0.2))
    asked.set()
    until(lambda: ("quick", "finished") in states(runner))
    runner.close()


def test_two_long_ones_of_two_workspaces_go_on_side_by_side(workspace, tmp_path):
    other = dataclasses.replace(workspace, root=tmp_path / "other")
    runners = [runner_for(workspace), runner_for(other)]
    met = threading.Barrier(2)

    def work(context: JobContext) -> JobState:
        while not context.stop_after_trial():
            threading.Event().wait(0.001)
            if met.n_waiting or context.waited_s() > 0:
                met.wait(PATIENCE_S)
                return JobState.FINISHED
        return JobState.STOPPED

    for runner in runners:
        runner.submit(Errand("long", work))
    until(lambda: all(states(runner) == [("long", "finished")] for runner in runners))
    for runner in runners:
        runner.close()


def test_a_job_that_trained_as_long_as_it_may_stops_with_a_sentence(workspace):
    runner = Runner(dataclasses.replace(workspace, limits=Limits(seconds=0.0)))

    def work(context: JobContext) -> JobState:
        while not context.stop_after_trial():
            pass
        return JobState.STOPPED

    runner.submit(Errand(work=work))
    runner.turn()
    (job,) = runner.snapshot()
    assert (job.state, job.message) == (
        JobState.STOPPED,
        "Stopped after 0 seconds of training, which is what this class allows a job; what had "
        "ended is kept.",
    )


def test_a_round_that_takes_far_longer_than_a_job_may_is_cut(workspace):
    runner = Runner(dataclasses.replace(workspace, limits=Limits(seconds=0.01)))

    def one_round(context: JobContext) -> JobState:
        while not context.stop_now():  # which nobody asked for
            pass
        return JobState.STOPPED

    runner.submit(Errand(work=one_round))
    runner.turn()
    (job,) = runner.snapshot()
    assert job.state is JobState.STOPPED
    assert "seconds of training, which is what this class allows" in job.message


def test_a_full_queue_takes_no_other_job(workspace):
    runner = Runner(dataclasses.replace(workspace, limits=Limits(queue=1)))
    runner.submit(Errand("one"))
    with pytest.raises(LimitError, match="this class allows 1: wait for the end of one"):
        runner.submit(Errand("two"))
    runner.turn()
    runner.submit(Errand("two"))


def test_a_viewer_asks_for_nothing_and_stops_nothing(workspace):
    mine = Runner(workspace)
    job = mine.submit(Errand())
    viewer = dataclasses.replace(workspace, actor=Actor("v", "V", Role.VIEWER))
    theirs = Runner(viewer, mine.queue)

    with pytest.raises(AccessError, match="A viewer may not train models here"):
        theirs.submit(Errand())
    for stop in (theirs.stop_now, theirs.stop_after_trial):
        with pytest.raises(AccessError, match="A viewer may not stop jobs here"):
            stop(job)
    assert states(theirs) == [("errand", "queued")]


def test_the_runner_of_a_workspace_is_one_queue_for_everybody_who_acts_there(workspace):
    mine = runner_for(workspace)
    viewer = dataclasses.replace(workspace, actor=Actor("v", "V", Role.VIEWER))
    theirs = runner_for(viewer)
    assert theirs.queue is mine.queue
    assert theirs.workspace == viewer
    mine.close()


def test_a_page_hears_of_the_end_of_its_jobs(workspace):
    runner = Runner(workspace)
    first, second = (runner.submit(Errand(name)) for name in ("first", "second"))
    assert not runner.wait_for_end([first, second], 0)
    waiting = threading.Thread(target=runner.wait_for_end, args=([first, second], PATIENCE_S))
    waiting.start()
    runner.turn()
    runner.stop_now(second)  # one that never had its turn has ended too
    waiting.join(PATIENCE_S)
    assert not waiting.is_alive()
    assert runner.wait_for_end([first, second, "none"], 0)
