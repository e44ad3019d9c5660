import pytest

from dctaxi.data import SampleSource, load_tables
from dctaxi.errors import EngineError
from dctaxi.populations import POPULATIONS, PopulationPlan
from dctaxi.records import never_stop
from dctaxi.runner import JobContext, training_job
from dctaxi.runner.runner import Runner
from dctaxi.runner.training_job import TrainingJob
from dctaxi.space import PRESETS
from tests.fake_engine import FakeEngine


def job_of(engine, n=20) -> TrainingJob:
    plan = PopulationPlan(
        PRESETS["chapter"].space, n=n, source=SampleSource(rows=60), title="what if"
    )
    return TrainingJob(plan, POPULATIONS, engine=engine)


def test_a_population_runs_in_the_queue_and_is_kept(workspace):
    runner = Runner(workspace)
    job = job_of(FakeEngine())
    runner.submit(job)
    (queued,) = runner.snapshot()
    assert (queued.kind, queued.title, queued.total) == ("population", "what if", 20)
    assert queued.partial is None

    runner.turn()

    (status,) = runner.snapshot()
    kept = POPULATIONS.load(job.plan.key, workspace)
    assert (status.state, status.done, status.failed) == ("finished", 20, 0)
    assert status.best_value == kept.values.min()
    assert status.device == "fake device"
    assert status.partial.complete
    assert status.partial.frame.equals(kept.frame)


def test_pages_can_draw_the_rows_so_far(workspace):
    runner = Runner(workspace)
    seen = []

    def look(number):
        seen.append((number, runner.snapshot()[0]))

    runner.submit(job_of(FakeEngine("lightning", before_each=look)))
    runner.turn()
    first_part, second_part = seen[7][1], seen[8][1]
    assert first_part.partial is None
    assert len(second_part.partial.frame) == 8
    assert not second_part.partial.complete


@pytest.mark.parametrize("stop", [Runner.stop_now, Runner.stop_after_trial])
def test_a_stop_keeps_what_is_done(workspace, stop):
    runner = Runner(workspace)

    def stop_at_third(number):
        if number == 2:
            stop(runner, "job-1")

    job = job_of(FakeEngine(before_each=stop_at_third))
    runner.submit(job)
    runner.turn()
    (status,) = runner.snapshot()
    assert (status.state, status.done) == ("stopped", 3)
    assert len(POPULATIONS.load(job.plan.key, workspace).frame) == 3


def test_members_without_a_result_are_counted(workspace):
    runner = Runner(workspace)
    runner.submit(job_of(FakeEngine(diverges=lambda _spec: True)))
    runner.turn()
    (status,) = runner.snapshot()
    assert (status.state, status.failed, status.best_value) == ("finished", 20, None)


def test_a_missing_engine_is_refused_before_the_queue(workspace, monkeypatch):
    monkeypatch.setattr(training_job, "engine_problem", lambda *_args, **_options: "needs numba.")
    with pytest.raises(EngineError, match="needs numba"):
        Runner(workspace).submit(job_of(None))


def test_what_it_waited_for_others_says_nothing_of_the_machine(workspace, monkeypatch):
    context = JobContext(
        workspace, never_stop, never_stop, lambda _changes: None, lambda: 3.0, load_tables
    )
    taken = []
    monkeypatch.setattr(
        training_job, "note_trained", lambda _result, waited_s: taken.append(waited_s)
    )
    job_of(FakeEngine()).run(context)
    assert taken == [3.0]


def test_each_failure_is_counted_once_while_parts_come_in(workspace, monkeypatch):
    monkeypatch.setattr(training_job, "_UPDATES_PER_S", 1e9)
    runner = Runner(workspace)
    seen = []
    engine = FakeEngine(
        "lightning",
        diverges=lambda _spec: True,
        before_each=lambda number: seen.append((number, runner.snapshot()[0].failed)),
    )
    runner.submit(job_of(engine))
    runner.turn()
    assert seen == [(number, number) for number in range(20)]
    assert runner.snapshot()[0].failed == 20


def test_only_what_was_trained_now_and_in_one_go_says_how_fast_this_machine_is(
    workspace, monkeypatch
):
    noted = []
    monkeypatch.setattr(training_job, "note_trained", lambda result, **_: noted.append(result.done))
    runner = Runner(workspace)

    def stop_at_third(number):
        if number == 2:
            runner.stop_now("job-1")

    for engine in (FakeEngine(before_each=stop_at_third), FakeEngine(), FakeEngine()):
        runner.submit(job_of(engine))
        runner.turn()
    assert [job.done for job in runner.snapshot()] == [3, 20, 20]
    assert noted == [3]
