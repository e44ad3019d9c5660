"""The Compare page: what is chosen, what may be said of it, and its views."""

import numpy as np
import optuna
import pytest
from streamlit.testing.v1 import AppTest

from dctaxi.analysis.reading import read_trials
from dctaxi.analysis.studies import SearchRuns, verdict_sentences
from dctaxi.plots import gallery
from dctaxi.runner import StudyJob, runner_for
from dctaxi.storage import quiet_optuna, writing
from dctaxi.workspace import Workspace
from tests.fake_engine import install
from tests.pages.visiting import check, open_page, texts
from tests.studies import keep_study, plan_of, train_study
from tests.waiting import until, until_idle

PAGE = "pages/explore/compare.py"
VIEWS = [view.name for view in gallery.PAGES["compare"]]


def progress(app: AppTest) -> str:
    return "\n".join(bar.proto.text for bar in app.get("progress"))


def runs(name: str, workspace: Workspace, *studies: str) -> SearchRuns:
    """Return one search of random trials, as its studies in the workspace ran it."""
    values = tuple(read_trials(workspace, study)["value"].to_numpy(float) for study in studies)
    return SearchRuns(name, values, np.concatenate(values))


def test_without_a_study_says_where_to_start_one() -> None:
    assert "There is no study yet" in texts(open_page(PAGE))


def test_one_study_alone_is_not_compared(workspace: Workspace) -> None:
    train_study(workspace, "only")
    app = open_page(PAGE)
    assert "Choose two studies or more" in texts(app)
    assert not app.get("plotly_chart")


def test_two_searches_are_compared_in_every_view(workspace: Workspace) -> None:
    train_study(workspace, "a", n_trials=8)
    train_study(workspace, "b", n_trials=8, sampler="qmc")
    app = open_page(PAGE)
    app.multiselect(key="compare_studies").set_value(["a", "b"])
    check(app.run())
    assert app.query_params["studies"] == ["a", "b"]
    said = verdict_sentences([runs(name, workspace, name) for name in ("a", "b")])
    assert said[0].startswith("b and a both draw at random")
    assert said[0] in texts(app)
    for view in VIEWS:
        check(app.pills(key="compare_view").set_value(view).run())
        assert app.query_params["view"] == view
        assert app.subheader[0].value == gallery.PLOTS[view].title
        if view != "differences":
            (chart,) = app.get("plotly_chart")
            assert chart.proto.alt in texts(app)
    rows = app.dataframe[0].value
    assert rows.loc["sampler"].to_list() == ["Random (rustuna)", "Quasi-Monte Carlo"]


def test_repeats_are_one_search(workspace: Workspace) -> None:
    for seed in (1, 2):
        train_study(workspace, f"run-{seed}", sampler_seed=seed)
    app = open_page(PAGE, studies="run-1")
    check(app.multiselect(key="compare_studies").set_value(["run-1", "run-2"]).run())
    (said,) = verdict_sentences([runs("run (2 repeats)", workspace, "run-1", "run-2")])
    assert said in texts(app)
    assert "run (2 repeats)" in texts(app)


def test_two_searches_of_studies_that_begin_alike_are_told_apart(workspace: Workspace) -> None:
    names = [f"taxi-{number}" for number in (1, 2, 3, 4)]
    for name, seed, sampler in zip(
        names, (1, 2, 1, 2), ("random", "random", "qmc", "qmc"), strict=True
    ):
        keep_study(plan_of(name, sampler=sampler, sampler_seed=seed), workspace, [1.0, 2.0])
    app = open_page(PAGE, studies=names, view="differences")
    assert list(app.dataframe[0].value) == ["taxi-1 (2 repeats)", "taxi-3 (2 repeats)"]


def test_an_address_with_a_study_twice_or_of_elsewhere_says_so(workspace: Workspace) -> None:
    keep_study(plan_of("a"), workspace, [1.0])
    keep_study(plan_of("b"), workspace, [2.0])
    twice = open_page(PAGE, studies=["a", "a"])
    assert "Choose two studies or more" in texts(twice)
    gone = open_page(PAGE, studies=["c", "d"])
    assert [one.value for one in gone.warning] == ["There is no study named 'c', 'd' here."]
    assert not gone.multiselect(key="compare_studies").value


def test_searches_that_ran_once_are_run_again_at_one_click_and_join_the_comparison(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(monkeypatch)
    train_study(workspace, "a")
    train_study(workspace, "b", sampler="tpe")
    app = open_page(PAGE, studies=["a", "b"])
    assert app.button(key="compare_run_again").label.endswith(": 6 studies")
    check(app.button(key="compare_run_again").click().run())
    until_idle(workspace)
    check(app.run())
    chosen = app.multiselect(key="compare_studies").value
    made = {f"{name}-seed-{seed}" for name in "ab" for seed in (43, 44, 45)}
    assert set(chosen) == {"a", "b"} | made
    assert "a (4 repeats)" in texts(app)
    assert not [button for button in app.button if button.key == "compare_run_again"]


def test_runs_that_are_there_already_are_added_first(workspace: Workspace) -> None:
    for seed in (1, 2, 3, 4):
        train_study(workspace, f"run-{seed}", sampler_seed=seed)
    train_study(workspace, "same-seed", sampler_seed=1)
    train_study(workspace, "other", sampler="qmc")
    app = open_page(PAGE, studies=["run-1", "other"])
    assert app.button(key="compare_add_runs").label == "Add 3 runs from the list of studies"
    check(app.button(key="compare_add_runs").click().run())
    chosen = app.multiselect(key="compare_studies").value
    assert set(chosen) == {"other", "run-1", "run-2", "run-3", "run-4"}


def test_more_searches_than_colours_are_not_compared(workspace: Workspace) -> None:
    for trials in range(3, 10):
        keep_study(plan_of(f"of {trials}", n_trials=trials), workspace, [1.0])
    app = open_page(PAGE, studies=[f"of {trials}" for trials in range(3, 10)])
    assert "Choose up to 6 searches" in texts(app)
    assert not app.get("plotly_chart")


def test_empty_and_failed_and_foreign_studies_are_told_not_compared(workspace: Workspace) -> None:
    keep_study(plan_of("none"), workspace)
    train_study(workspace, "bad", diverges=True)
    app = open_page(PAGE)
    check(app.multiselect(key="compare_studies").set_value(["none", "bad"]).run())
    (said,) = verdict_sentences([runs(name, workspace, name) for name in ("none", "bad")])
    assert said in texts(app)
    with writing(workspace.storage_url) as storage, quiet_optuna():
        study = optuna.create_study(study_name="foreign", storage=storage)
        study.tell(study.ask(), 1.0)
    app = open_page(PAGE)
    check(app.multiselect(key="compare_studies").set_value(["foreign", "bad"]).run())
    assert "another program" in app.warning[0].value
    check(app.pills(key="compare_view").set_value("importance_sides").run())


def test_what_trains_of_the_compared_studies_shows_how_far_it_is_until_it_has_ended(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    train_study(workspace, "a")
    engine = install(monkeypatch, waits=True)
    for name in ("b", "c"):
        runner_for(workspace).submit(StudyJob(plan_of(name, n_trials=8)))
    until(lambda: engine.round_sizes)
    app = open_page(PAGE, studies=["a", "b", "c"])
    assert "of 8 trials" in progress(app)
    assert "Waiting: c." in texts(app)
    engine.go.set()
    until_idle(workspace)
    check(app.run())
    assert not progress(app)
    (chart,) = app.get("plotly_chart")
    assert "after 8 trials" in chart.proto.alt
