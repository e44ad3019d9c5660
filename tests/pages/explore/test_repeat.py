import pytest
from streamlit.testing.v1 import AppTest

from dctaxi.analysis import repeated_configurations, repeats_sentences
from dctaxi.populations import REPEATS
from dctaxi.study import choice_of, find_study
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine, every
from tests.pages.visiting import check, open_page, texts
from tests.studies import train_study
from tests.waiting import until, until_idle

PAGE = "pages/explore/whatif.py"


def train(app: AppTest) -> AppTest:
    return check(app.button(key="seeds_train").click().run())


def sentences(workspace: Workspace) -> tuple[str, ...]:
    """Return what is said of the repeats in the workspace."""
    (kept,) = REPEATS.list(workspace)
    return repeats_sentences(repeated_configurations(REPEATS.load(kept.id, workspace)))


def test_without_a_study_says_where_to_start_one() -> None:
    assert "There is no study yet" in texts(open_page(PAGE, ask="repeat"))


def test_a_study_without_a_finished_trial_has_no_winner(workspace: Workspace) -> None:
    train_study(workspace, "bad", diverges=True)
    assert "no winner to test" in texts(open_page(PAGE, ask="repeat", study="bad"))


def test_before_training_the_cost_is_said(study: str, engine: FakeEngine) -> None:
    app = open_page(PAGE, ask="repeat", study=study)
    assert "320 trainings" in texts(app)
    assert not engine.trained
    assert not app.get("plotly_chart")


def test_the_best_trials_are_trained_again_and_ranked_anew(
    workspace: Workspace, study: str, engine: FakeEngine
) -> None:
    app = train(open_page(PAGE, ask="repeat", study=study))
    assert len(engine.trained) == 5 * 64
    (kept,) = REPEATS.list(workspace)
    assert kept.plan.origin == study
    for sentence in sentences(workspace):
        assert sentence in texts(app)
    assert "320 trainings" in texts(app)
    ranking = app.dataframe[0].value
    assert len(ranking) == 5
    assert ranking["median"].is_monotonic_increasing
    assert sorted(ranking["before"]) == [1, 2, 3, 4, 5]
    shrinkage = ranking["median"] - ranking["scored"]
    assert ranking["shrinkage"].to_numpy() == pytest.approx(shrinkage.to_numpy())
    assert len(app.get("plotly_chart")) == 1


def test_a_trial_of_the_new_ranking_becomes_the_choice_of_the_study(
    workspace: Workspace, study: str, engine: FakeEngine
) -> None:
    app = train(open_page(PAGE, ask="repeat", study=study))
    offered = app.selectbox(key=f"seeds_choice_{study}")
    assert offered.options[0] == f"Trial {app.dataframe[0].value['trial'].iloc[0]}"
    check(offered.set_value(int(app.dataframe[0].value["trial"].iloc[1])).run())
    check(app.button(key="seeds_choose").click().run())
    chosen = choice_of(find_study(study, workspace).user_attrs)
    assert chosen == app.dataframe[0].value["trial"].iloc[1]
    assert f"now trial {chosen}" in app.selectbox(key=f"seeds_choice_{study}").label
    assert engine.trained


def test_fewer_finished_trials_than_asked_for_are_all_repeated(
    workspace: Workspace, engine: FakeEngine
) -> None:
    train_study(workspace, "three", n_trials=3)
    app = open_page(PAGE, ask="repeat", study="three")
    assert "has 3 finished trials" in texts(app)
    train(app)
    assert len(engine.trained) == 3 * 64


def test_repeats_that_all_diverge_are_said(
    study: str, engine: FakeEngine, workspace: Workspace
) -> None:
    engine.diverges = every
    app = train(open_page(PAGE, ask="repeat", study=study))
    (sentence,) = sentences(workspace)
    assert sentence in texts(app)


def test_stopping_keeps_what_is_done_and_says_so(
    workspace: Workspace, study: str, engine: FakeEngine
) -> None:
    engine.go.clear()
    engine.permits.release(100)
    app = train(open_page(PAGE, ask="repeat", study=study))
    until(lambda: len(engine.trained) == 100)
    check(app.button(key="seeds_stop").click().run())
    until_idle(workspace)
    check(app.run())
    assert "stopped, 320 were planned" in texts(app)
    assert app.button(key="seeds_train").label == "Train the rest"
    assert len(app.dataframe[0].value) == 5


def test_another_draw_is_another_question(study: str, engine: FakeEngine) -> None:
    app = open_page(PAGE, ask="repeat", study=study)
    check(app.number_input(key="seeds_top").set_value(1).run())
    check(app.number_input(key="seeds_count").set_value(8).run())
    check(app.number_input(key="seeds_draw").set_value(3).run())
    train(app)
    first = {spec.seed for spec in engine.trained}
    assert len(engine.trained) == len(first) == 8
    engine.trained.clear()
    check(app.number_input(key="seeds_draw").set_value(4).run())
    if not engine.trained:  # too slow to be trained at once
        train(app)
    assert first.isdisjoint(spec.seed for spec in engine.trained)


def test_the_best_are_judged_on_all_rows_where_that_is_asked(
    workspace: Workspace, study: str
) -> None:
    app = open_page(PAGE, ask="repeat", study=study, judge="val_rmse_all")
    assert app.toggle(key="judge_all_study").value is True
    train(app)
    (kept,) = REPEATS.list(workspace)
    assert kept.plan.objective == "val_rmse_all"
    scored = [trial.value for trial in kept.plan.trials]
    assert scored == pytest.approx([0.7 * trial.train_rmse * 3 for trial in kept.plan.trials])
