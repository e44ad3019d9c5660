"""Trials while its study runs, waits, or was cut short."""

import dataclasses
import math

import pytest
from streamlit.testing.v1 import AppTest

from dctaxi.analysis.reading import StudySummary, read_trials
from dctaxi.errors import StudyError
from dctaxi.runner import ResumeJob, StudyJob, runner_for
from dctaxi.training.fused.preparation import Preparation
from dctaxi.workspace import Workspace
from pages.components.selection.filter_text import number_text
from pages.components.study import picker
from tests.fake_engine import FakeEngine, install
from tests.pages.trials_page import PAGE, figure, more_trials, slider, texts
from tests.pages.visiting import check, open_page
from tests.studies import short_plan, train_study
from tests.waiting import until, until_idle


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    return install(monkeypatch, waits=True)


def page_of_six_that_goes_on(workspace: Workspace, engine: FakeEngine) -> AppTest:
    """Show a study of six trials that trains four more."""
    train_study(workspace, "six")
    app = open_page(PAGE, study="six")
    runner_for(workspace).submit(ResumeJob("six", n_trials=4))
    until(lambda: engine.round_sizes)
    return check(app.run())


def test_while_a_study_runs_table_and_plots_follow_until_they_are_asked_to_stay(
    workspace: Workspace, engine: FakeEngine
) -> None:
    app = page_of_six_that_goes_on(workspace, engine)
    assert "running" in texts(app)
    engine.permits.release(1)
    until(lambda: len(read_trials(workspace, "six")) == 7)
    check(app.run())
    assert len(app.dataframe[0].value) == 7
    check(app.toggle(key="trials_follow").set_value(False).run())
    before = figure(app, "plot_contour").to_json()
    engine.permits.release(1)
    until(lambda: len(read_trials(workspace, "six")) == 8)
    check(app.run())
    assert len(app.dataframe[0].value) == 7
    assert figure(app, "plot_contour").to_json() == before
    engine.go.set()
    until_idle(workspace)
    assert len(check(app.run()).dataframe[0].value) == 10


def test_the_filters_of_a_study_that_runs_follow_it_and_keep_what_is_set(
    workspace: Workspace, engine: FakeEngine
) -> None:
    app = page_of_six_that_goes_on(workspace, engine)
    assert "As of 6 trials" in texts(app)
    assert app.button_group(key="filter_statuses_six").options == ["finished 6"]
    bound = sorted(read_trials(workspace, "six")["value"])[3]
    check(slider(app, "value").set_range(-math.inf, bound).run())
    (before,) = [s.key for s in app.select_slider if s.key.startswith("filter_slider_value_")]
    for total in (7, 8):
        engine.permits.release(1)
        until(lambda total=total: len(read_trials(workspace, "six")) == total)  # type: ignore[misc]
        check(app.run())
        assert f"As of {total} trials" in texts(app)
        assert app.button_group(key="filter_statuses_six").options == [f"finished {total}"]
        assert slider(app, "value").value == (-math.inf, bound)
        assert slider(app, "value").key == before  # the browser keeps the one that it has
    lowest, highest = read_trials(workspace, "six")["params_lr"].agg(["min", "max"])
    ends = slider(app, "params_lr").options
    assert [end.rstrip("\N{WORD JOINER}") for end in (ends[0], ends[-1])] == [
        number_text(lowest),
        number_text(highest),
    ]
    engine.go.set()


def test_filters_stay_as_they_are_while_the_pointer_holds_one(
    workspace: Workspace, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    train_study(workspace, "six")
    app = open_page(PAGE, study="six")
    runner_for(workspace).submit(ResumeJob("six", n_trials=4))
    until(lambda: engine.round_sizes)
    monkeypatch.setattr("pages.components.trials.follow.hold.is_held", lambda: True)
    check(app.run())
    before = slider(app, "value").options
    drawn = figure(app, "plot_contour").to_json()
    engine.permits.release(1)
    until(lambda: len(read_trials(workspace, "six")) == 7)
    check(app.run())
    assert slider(app, "value").options == before
    assert figure(app, "plot_contour").to_json() != drawn
    engine.go.set()


def test_the_head_of_a_study_that_runs_tells_how_far_it_is(
    workspace: Workspace, engine: FakeEngine
) -> None:
    runner_for(workspace).submit(StudyJob(short_plan("six")))
    engine.permits.release(2)
    until(lambda: runner_for(workspace).snapshot()[0].done == 2)
    app = open_page(PAGE, study="six")
    left = {metric.label: metric for metric in app.metric}
    assert app.get("progress")[0].value == 33
    assert "2 of 6 trials" in app.get("progress")[0].text
    best = read_trials(workspace, "six").sort_values("value").iloc[0]
    (said,) = (metric for label, metric in left.items() if label.startswith("Best so far"))
    assert f"constant answer {best['constant_objective']:,.2f}" in said.label
    assert said.value == f"{best['value']:,.2f} USD"
    assert f"Trial {best['number']}: `seed` {best['params_seed']}" in said.help
    assert "Time left" in left
    assert len(app.get("vega_lite_chart")) >= 1
    engine.go.set()


def test_before_the_first_training_the_engine_is_being_prepared(
    workspace: Workspace, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiling = Preparation("preparing", "Preparing the engine, once.")
    for said in ("ahead.state", "preparation"):
        monkeypatch.setattr(f"pages.components.shared.job_controls.{said}", lambda: compiling)
    runner_for(workspace).submit(StudyJob(short_plan("six")))
    until(lambda: runner_for(workspace).snapshot()[0].state == "preparing")
    app = open_page(PAGE, study="six")
    assert "Preparing the engine, once." in app.get("progress")[0].text
    engine.go.set()


def test_a_study_that_waits_says_so_and_can_be_taken_out(
    workspace: Workspace, engine: FakeEngine
) -> None:
    for name in ("first", "second"):
        runner_for(workspace).submit(StudyJob(short_plan(name)))
    until(lambda: engine.round_sizes)  # the first of them waits no more
    app = open_page(PAGE, study="second")
    assert "Number 1 in the queue" in texts(app)
    assert "queued" in app.subheader[0].value
    assert "The first trials are training" not in texts(app)
    assert "trials_follow" not in [toggle.key for toggle in app.toggle]
    check(app.button(key=f"job_remove_{runner_for(workspace).snapshot()[1].id}").click().run())
    assert runner_for(workspace).snapshot()[1].state == "stopped"
    engine.go.set()


def test_a_study_that_begins_while_its_page_is_drawn_waits_no_more_and_is_no_failure(
    workspace: Workspace, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("first", "second"):
        runner_for(workspace).submit(StudyJob(short_plan(name)))
    begun = dataclasses.replace(runner_for(workspace).snapshot()[1], id="no longer in the queue")
    monkeypatch.setattr("pages.components.study.live._job_of", lambda _runner, _study: begun)
    assert "It starts by itself" in texts(open_page(PAGE, study="second"))
    engine.go.set()


def test_a_stopped_study_offers_the_rest_of_its_trials(
    workspace: Workspace, engine: FakeEngine
) -> None:
    runner_for(workspace).submit(StudyJob(short_plan("six")))
    engine.permits.release(2)
    until(lambda: runner_for(workspace).snapshot()[0].done == 2)
    app = open_page(PAGE, study="six")
    check(app.button(key="job_stop_now").click().run())
    until_idle(workspace)
    check(app.run())
    rest = app.button(key="job_resume_rest")
    assert rest.label == "Resume: 4 trials left"
    engine.go.set()
    check(rest.click().run())
    until_idle(workspace)
    assert len(read_trials(workspace, "six")) == 6


def test_a_failed_study_says_why(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise StudyError("The engine is on strike.")

    monkeypatch.setattr("dctaxi.study.run.make_engine", refuse)
    runner_for(workspace).submit(StudyJob(short_plan("six")))
    until_idle(workspace)
    app = open_page(PAGE, study="six")
    assert [error.value for error in app.error] == ["The engine is on strike."]
    assert app.button(key="job_resume_rest").label == "Resume: 6 trials left"


def test_a_study_of_an_earlier_server_is_resumed_from_its_trials(
    workspace: Workspace, engine: FakeEngine
) -> None:
    train_study(workspace, "six")
    engine.go.set()
    app = open_page(PAGE, study="six")
    check(more_trials(app).set_value(2).run())
    check(app.button(key="job_resume_trials").click().run())
    until_idle(workspace)
    assert len(read_trials(workspace, "six")) == 8


def test_the_first_trials_of_a_study_appear_in_the_tab_that_launched_it(
    workspace: Workspace, engine: FakeEngine
) -> None:
    runner_for(workspace).submit(StudyJob(short_plan("fresh")))
    app = open_page(PAGE, study="fresh")
    assert not app.dataframe
    engine.permits.release(3)
    until(lambda: len(read_trials(workspace, "fresh")) == 3)
    assert len(check(app.run()).dataframe[0].value) == 3
    engine.go.set()


def test_a_running_study_without_trials_says_when_they_come(
    workspace: Workspace, engine: FakeEngine
) -> None:
    runner_for(workspace).submit(StudyJob(short_plan("fresh")))
    until(lambda: engine.round_sizes)
    assert "first trials are training" in texts(open_page(PAGE, study="fresh"))
    engine.go.set()


def test_a_study_that_ends_while_the_page_reads_it_is_not_shown_as_running(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    train_study(workspace, "six")
    read, before = picker.read_studies, [True]

    def read_studies(workspace: Workspace) -> tuple[StudySummary, ...]:
        runs = before and before.pop()
        return tuple(
            dataclasses.replace(study, state="running") if runs else study
            for study in read(workspace)
        )

    monkeypatch.setattr(picker, "read_studies", read_studies)
    app = open_page(PAGE, study="six")
    assert not before
    assert "finished" in app.subheader[0].value
    assert "running" not in app.subheader[0].value
