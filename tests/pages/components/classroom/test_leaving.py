import pytest

from dctaxi.access import Actor, Role
from dctaxi.classroom import MINE, ClassSettings, enter, member_of, members, open_place
from dctaxi.errors import ClassError
from dctaxi.populations import POPULATIONS, PopulationPlan
from dctaxi.runner import JobState, StudyJob, TrainingJob, runner_for
from dctaxi.workspace import Workspace
from pages.components.classroom import leaving
from tests.fake_engine import FakeEngine
from tests.studies import SPACE, plan_of
from tests.waiting import PATIENCE_S, until

TEACHER = Actor("t", "Ms T", Role.TEACHER)


@pytest.fixture
def settings(tmp_path) -> ClassSettings:
    return ClassSettings(tmp_path / "class", "student", "teacher")


@pytest.fixture
def ada(settings) -> Actor:
    return member_of(settings, enter(settings, "student", "Ada")).actor


@pytest.fixture
def work(settings, ada, monkeypatch) -> Workspace:
    """Ada's workspace, in which a study trains and a population waits behind it."""
    monkeypatch.setattr(leaving, "_PATIENCE_S", PATIENCE_S)
    work = open_place(settings, ada, MINE)
    runner = runner_for(work)
    engine = FakeEngine(waits=True)
    runner.submit(StudyJob(plan_of(), engine=engine))
    until(lambda: engine.round_sizes)
    runner.submit(TrainingJob(PopulationPlan(SPACE, n=8), POPULATIONS))
    return work


def test_with_somebody_goes_what_they_train_and_nothing_of_theirs_comes_back(settings, ada, work):
    runner = runner_for(work)
    leaving.put_out(settings, TEACHER, ada.id)
    assert [job.state for job in runner.snapshot()] == [JobState.STOPPED] * 2
    assert runner.closed
    assert members(settings) == ()
    assert not work.root.exists()


def test_who_still_trains_stays_until_that_has_ended(settings, ada, work, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(leaving, "_PATIENCE_S", 0.0)
        patch.setattr(type(runner_for(work)), "stop_now", lambda *_: None)  # as a slow one
        with pytest.raises(ClassError, match="Something of theirs still trains: try again"):
            leaving.put_out(settings, TEACHER, ada.id)
    assert [one.name for one in members(settings)] == ["Ada"]
    assert work.root.exists()
    leaving.put_out(settings, TEACHER, ada.id)
    assert not work.root.exists()
