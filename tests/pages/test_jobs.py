import pytest
from streamlit.testing.v1 import AppTest

from dctaxi.analysis.reading import read_trials
from dctaxi.errors import StudyError
from dctaxi.populations import POPULATIONS, PopulationPlan
from dctaxi.runner import StudyJob, TrainingJob, runner_for
from dctaxi.study import delete_study, rename_study
from dctaxi.workspace import Workspace
from pages.components.shared.plain import Plain
from tests.fake_engine import FakeEngine, install
from tests.pages.visiting import check, open_page
from tests.strangers import picture
from tests.studies import SOURCE, SPACE, short_plan
from tests.waiting import until, until_idle

PAGE = "pages/search/studies.py"
TRIALS = "pages/explore/trials.py"


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    return install(monkeypatch, waits=True)


def texts(app: AppTest) -> str:
    return "\n".join(str(each.value) for each in (*app.markdown, *app.caption, *app.error))


def jobs_link(app: AppTest) -> str:
    found = (link.proto.label for link in app.get("page_link"))
    return next((label for label in found if "running" in label), "")


def state_of(workspace: Workspace, place: int = 0) -> str:
    return runner_for(workspace).snapshot()[place].state


def launch(workspace: Workspace, name: str, **changes: object) -> None:
    runner_for(workspace).submit(StudyJob(short_plan(name, **changes)))


def test_a_running_study_shows_its_numbers_and_the_way_to_it(
    workspace: Workspace, engine: FakeEngine
) -> None:
    launch(workspace, "six")
    engine.permits.release(2)
    until(lambda: runner_for(workspace).snapshot()[0].done == 2)
    app = open_page(PAGE)
    assert app.get("progress")[0].value == 33
    assert "2 of 6 trials" in app.get("progress")[0].text
    assert [
        link.proto.query_string for link in app.get("page_link") if "Watch" in link.proto.label
    ] == ["study=six"]
    engine.go.set()


def test_a_study_that_was_deleted_or_renamed_has_no_link_any_more(
    workspace: Workspace, engine: FakeEngine
) -> None:
    engine.go.set()
    for name in ("gone", "old"):
        launch(workspace, name)
    until_idle(workspace)
    delete_study("gone", workspace)
    rename_study("old", "new", workspace)
    app = open_page(PAGE)
    assert len(app.expander[0].get("page_link")) == 0
    assert "2 jobs ended" in app.expander[0].label


def test_what_has_ended_stands_in_a_list(workspace: Workspace, engine: FakeEngine) -> None:
    engine.go.set()
    launch(workspace, "six")
    plan = PopulationPlan(SPACE, n=4, source=SOURCE)
    runner_for(workspace).submit(TrainingJob(plan, POPULATIONS))
    until_idle(workspace)
    app = open_page(PAGE)
    assert [each.label for each in app.expander] == ["2 jobs ended since the server started"]
    assert "6 of 6 trials" in texts(app)


def test_every_page_says_what_trains_and_waits(workspace: Workspace, engine: FakeEngine) -> None:
    assert "running" not in jobs_link(open_page(TRIALS))
    launch(workspace, "first")
    launch(workspace, "second")
    until(lambda: state_of(workspace) != "queued")
    assert jobs_link(open_page(TRIALS)) == "1 running, 1 waiting"
    assert jobs_link(open_page(PAGE)) == ""  # which lists them
    engine.go.set()


def test_a_failed_study_says_why(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise StudyError("The engine is on strike.")

    monkeypatch.setattr("dctaxi.study.run.make_engine", refuse)
    launch(workspace, "six")
    until(lambda: state_of(workspace) == "failed")
    app = open_page(PAGE)
    assert [error.value for error in app.error] == ["The engine is on strike."]


def test_stop_after_this_trial_keeps_what_trains(workspace: Workspace, engine: FakeEngine) -> None:
    launch(workspace, "six")
    engine.permits.release(1)
    until(lambda: runner_for(workspace).snapshot()[0].done == 1)
    app = open_page(PAGE)
    check(app.button(key="job_stop_after").click().run())
    assert "Stopping" in texts(app)
    engine.permits.release(1)
    until(lambda: state_of(workspace) == "stopped")
    assert len(read_trials(workspace, "six")) == 2


def test_stop_now_cuts_short_at_one_click(workspace: Workspace, engine: FakeEngine) -> None:
    launch(workspace, "six")
    engine.permits.release(1)
    until(lambda: runner_for(workspace).snapshot()[0].done == 1)
    app = open_page(PAGE)
    check(app.button(key="job_stop_now").click().run())
    until(lambda: state_of(workspace) == "stopped")
    assert len(read_trials(workspace, "six")) == 1


def test_a_second_study_waits_and_can_be_taken_out(
    workspace: Workspace, engine: FakeEngine
) -> None:
    launch(workspace, "first")
    launch(workspace, "second")
    until(lambda: engine.round_sizes)  # the first of them waits no more
    app = open_page(PAGE)
    assert "number 1 in the queue" in texts(app)
    waiting = runner_for(workspace).snapshot()[1]
    check(app.button(key=f"job_remove_{waiting.id}").click().run())
    assert state_of(workspace, 1) == "stopped"
    engine.go.set()


def test_two_tabs_see_the_same_jobs(workspace: Workspace, engine: FakeEngine) -> None:
    launch(workspace, "six")
    until(lambda: bool(engine.round_sizes))  # there is a trial to stop after
    one, other = open_page(PAGE), open_page(PAGE)
    check(one.button(key="job_stop_after").click().run())
    assert "Stopping" in texts(check(other.run()))
    engine.go.set()


def test_a_title_that_came_with_a_link_is_text_while_it_trains_and_afterwards(
    workspace: Workspace, engine: FakeEngine
) -> None:
    title = picture("title", "http://127.0.0.1:1")
    plan = PopulationPlan(SPACE, n=4, source=SOURCE, title=title)
    runner_for(workspace).submit(TrainingJob(plan, POPULATIONS))
    until(lambda: engine.round_sizes)
    shown = [texts(open_page(PAGE))]
    engine.go.set()
    until_idle(workspace)
    shown.append(texts(open_page(PAGE)))
    for text in shown:
        assert Plain(title) in text
        assert "![title]" not in text
        assert "http://" not in text
