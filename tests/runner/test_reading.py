"""Jobs whose data come over the network, and those that wait behind them."""

import pytest

from dctaxi.data import GlobSource, SampleSource, sample_trips
from dctaxi.runner import JobState, Runner, StudyJob
from dctaxi.study import StudyState, create_study, find_study, run_study
from tests.data.csv_files import csv_of
from tests.data.hostile import hostile_server
from tests.fake_engine import FakeEngine
from tests.runner.errand import Errand, states
from tests.studies import plan_of
from tests.waiting import PATIENCE_S


@pytest.fixture(scope="module")
def server():
    with hostile_server() as running:
        yield running


@pytest.fixture
def runner(workspace):
    runner = Runner(workspace)
    yield runner
    runner.close()


def from_server(server, path):
    address = f"{server.address}/{path}"
    return GlobSource(address, address)


def work_off(runner, jobs):
    """Run jobs as the runner's thread does, until so many have finished."""
    while sum(status.state.finished for status in runner.snapshot()) < jobs:
        if not runner.turn():
            with runner.queue._lock:
                runner.queue._lock.wait(0.05)


def test_a_source_that_hangs_holds_nobody_up(runner, server):
    runner.submit(Errand("slow", data=from_server(server, "drip")))
    runner.submit(Errand("quick", data=SampleSource()))
    work_off(runner, 1)

    slow = next(one for one in runner.snapshot() if one.title == "slow")
    assert states(runner) == [("slow", "queued"), ("quick", "finished")]
    assert slow.doing == "reading its data"


def test_a_stop_ends_the_download_of_a_job_that_waits_for_it(runner, server):
    job = runner.submit(Errand("slow", data=from_server(server, "silent")))
    assert not runner.turn()
    reading = runner.queue._entries[job].reading
    runner.stop_now(job)

    assert states(runner) == [("slow", "stopped")]
    with runner.queue._lock:
        assert runner.queue._lock.wait_for(lambda: reading.ended, PATIENCE_S)
    assert not runner.turn()


def test_a_job_gets_the_tables_that_were_read_before_its_turn(runner, server, workspace):
    server.files["trips.csv"] = csv_of(sample_trips(60, 0))
    source = from_server(server, "file/trips.csv")
    got = []
    job = Errand(data=source)
    job.work = lambda context: got.append(context.read(source, workspace)) or JobState.FINISHED
    runner.submit(job)
    work_off(runner, 1)

    assert len(got[0].train) == 60
    assert server.asked["trips.csv"] == 2  # training and validation, and no more in its turn


def test_what_reading_raises_is_raised_in_the_jobs_turn(runner, server, workspace):
    source = from_server(server, "short")
    job = Errand(data=source)
    job.work = lambda context: context.read(source, workspace)
    runner.submit(job)
    work_off(runner, 1)

    (status,) = runner.snapshot()
    assert status.state == "failed"
    assert status.message.endswith("/short ended before its end; try again, or use a local copy.")


def test_a_study_whose_data_fail_says_so_itself(runner, server, workspace):
    plan = plan_of("study", n_trials=4, source=from_server(server, "short"))
    runner.submit(StudyJob(plan, engine=FakeEngine()))
    work_off(runner, 1)

    assert find_study("study", workspace).state.state is StudyState.FAILED
    assert "ended before its end" in find_study("study", workspace).state.message


def test_no_more_than_four_sources_are_read_at_once(runner, server):
    for number in range(6):
        runner.submit(Errand(f"slow {number}", data=from_server(server, "drip")))
    runner.submit(Errand("quick"))
    assert runner.turn()
    assert [one.doing for one in runner.snapshot()] == ["reading its data"] * 4 + [""] * 3


def test_a_stop_in_the_middle_of_reading_leaves_a_study_that_can_go_on(server, workspace):
    create_study(plan_of("study", n_trials=4, source=from_server(server, "drip")), workspace)
    asked = iter([False] * 3)
    report = run_study("study", workspace, stop_now=lambda: next(asked, True), engine=FakeEngine())
    assert (report.state, report.done) == (StudyState.STOPPED, 0)
