import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dctaxi.analysis.reading import read_trials
from dctaxi.populations import POPULATIONS
from dctaxi.runner import runner_for
from dctaxi.space import FloatRange, SearchSpace, space_to_link
from dctaxi.study import find_study, leave_out, list_studies
from dctaxi.workspace import Workspace
from pages.components.shared import state
from pages.components.whatif import advice
from tests.fake_engine import FakeEngine, every
from tests.pages.explore.whatif import LOW_RATES, PAGE, answer, at_hand, metrics, train, write
from tests.pages.visiting import check, go, open_page, texts
from tests.studies import SPACE, train_study
from tests.waiting import until, until_idle


def test_without_a_study_the_working_space_is_the_start(engine: FakeEngine) -> None:
    app = open_page(PAGE)
    assert "There is no study yet" in texts(app)
    assert "Move a range" in texts(app)
    assert "Trials inside" not in metrics(app)
    app = train(write(app, "lr", "0.02:0.04"))
    assert "beats the study's best" not in texts(app)
    assert "256 trainings" in texts(app)
    assert len(engine.trained) == 2 * 256


def test_training_answers_in_words_and_numbers(
    workspace: Workspace, study: str, engine: FakeEngine
) -> None:
    app = open_page(PAGE, study=study, whatif=LOW_RATES)
    assert "trainings, about " in texts(app)
    app = train(app)
    said = texts(app)
    assert answer(workspace).startswith("Better: ")
    assert answer(workspace) in said
    assert "beats the study's best with" in said
    assert "64 trainings" in said
    assert "on fake device" in said
    assert len(engine.trained) == 2 * 64
    assert {one.plan.origin for one in POPULATIONS.list(workspace)} == {study}


def test_ranges_that_change_nothing_are_inconclusive(study: str, workspace: Workspace) -> None:
    app = train(open_page(PAGE, study=study, whatif="n=64;seed=0;optimizer=Adam"))
    assert answer(workspace).startswith("Inconclusive: ")
    assert answer(workspace) in texts(app)


def test_beside_inconclusive_stands_the_button_that_trains_eight_times_as_many(
    study: str, workspace: Workspace, engine: FakeEngine
) -> None:
    app = train(open_page(PAGE, study=study, whatif="n=64;seed=0;optimizer=Adam"))
    engine.trained.clear()
    check(app.button(key="whatif_more").click().run())
    until_idle(workspace)
    check(app.run())
    assert len(engine.trained) == 2 * 512
    assert at_hand(app) == "n=512;seed=0;optimizer=Adam"
    assert "Both ask about the same ranges, so their medians differ by chance" in texts(app)
    better = train(open_page(PAGE, study=study, whatif=LOW_RATES))
    assert "whatif_more" not in [button.key for button in better.button]


def test_two_medians_of_the_same_ranges_say_why_they_differ(study: str) -> None:
    app = train(open_page(PAGE, study=study, whatif=LOW_RATES))
    (why,) = [c.value for c in app.caption if "Two medians of these ranges" in c.value]
    assert metrics(app)["Median of them"] in why
    assert "so what differs is chance" in why  # the study of these tests draws at random


def test_the_whole_space_is_trained_once_and_kept(study: str, engine: FakeEngine) -> None:
    train(open_page(PAGE, study=study, whatif=LOW_RATES))
    engine.trained.clear()
    # Now that the speed is known, moving a range is enough.
    app = write(open_page(PAGE, study=study, whatif="n=64;seed=0"), "lr", "0.03:0.05")
    assert "the median in these ranges" in texts(app)
    assert len(engine.trained) == 64
    assert all(0.03 <= spec.lr <= 0.05 for spec in engine.trained)


def test_a_machine_that_is_slow_is_asked_to_train_by_a_button(
    study: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(open_page(PAGE, study=study, whatif=LOW_RATES))
    monkeypatch.setattr("pages.components.trained.train_button.AT_ONCE_S", 0.0)
    app = open_page(PAGE, study=study, whatif="n=64;seed=1;lr=0.03:0.05")
    assert app.button(key="whatif_train").label == "Train"
    assert "64 trainings, about" in texts(app)


def test_divergence_everywhere_is_said(study: str, engine: FakeEngine) -> None:
    engine.diverges = every
    app = train(open_page(PAGE, study=study, whatif=LOW_RATES))
    assert "All 64 trainings of" in app.error[0].value


def test_while_a_population_trains_its_progress_shows_and_stopping_keeps_what_is_done(
    workspace: Workspace, study: str, engine: FakeEngine
) -> None:
    train(open_page(PAGE, study=study, whatif="n=64;seed=5;lr=0.02:0.04"))
    engine.go.clear()
    before = len(engine.trained)
    engine.permits.release(10)
    app = train(open_page(PAGE, study=study, whatif=LOW_RATES))
    until(lambda: len(engine.trained) == before + 10)
    check(app.run())
    assert "of 64 trainings" in app.get("progress")[0].proto.text
    assert "whatif_train" not in [button.key for button in app.button]
    check(app.button(key="whatif_stop").click().run())
    until_idle(workspace)
    check(app.run())
    assert "10 trainings" in texts(app)
    assert "stopped, 64 were planned" in texts(app)
    assert app.button(key="whatif_train").label == "Train the rest"
    assert "54 of 64 trainings left, " in texts(app)
    engine.go.set()
    assert "stopped" not in texts(train(app))


def test_a_link_trains_nothing_and_names_no_job_before_a_click(
    workspace: Workspace, study: str, engine: FakeEngine
) -> None:
    train(open_page(PAGE, study=study, whatif=LOW_RATES))  # so that the speed is known
    engine.trained.clear()
    before = runner_for(workspace).snapshot()
    link = {"whatif": "n=64;seed=3;lr=0.02:0.04;title=by link", "card": LOW_RATES}
    app = open_page(PAGE, study=study, **link)
    check(app.run())
    assert "64 trainings, about" in texts(app)
    assert (runner_for(workspace).snapshot(), engine.trained) == (before, [])
    app = train(app)
    assert "the median in these ranges" in texts(app)
    assert runner_for(workspace).snapshot()[-1].title == "by link"
    write(app, "lr", "0.03:0.05")
    assert len(engine.trained) == 2 * 64


def test_a_link_to_a_space_trains_nothing_on_any_page_before_a_click(
    workspace: Workspace, study: str, engine: FakeEngine
) -> None:
    train(open_page(PAGE, study=study, whatif=LOW_RATES))
    engine.trained.clear()
    word = space_to_link(SPACE.replace("lr", FloatRange(0.01, 0.02)))
    app = go(open_page("pages/search/new.py", space=word), PAGE)
    app.segmented_control(key=state.START).set_value(state.FROM_SPACE)
    check(app.run())
    assert "256 trainings, about" in texts(app)
    assert not engine.trained
    assert len(POPULATIONS.list(workspace)) == 2


def test_a_page_of_its_own_accord_trains_at_once_as_before(study: str, engine: FakeEngine) -> None:
    train(open_page(PAGE, study=study, whatif=LOW_RATES))
    engine.trained.clear()
    assert "The whole space: 256 trainings" in texts(open_page(PAGE))
    assert len(engine.trained) == 256


def test_it_continues_as_a_child_study_with_the_trials_inside(
    workspace: Workspace, study: str
) -> None:
    app = open_page(PAGE, study=study, whatif=LOW_RATES)
    inside = int(metrics(app)["Trials inside"].split()[0])
    check(app.button(key="whatif_continue").click().run())
    assert f"{inside} of 40 trials kept" in texts(app)
    assert app.text_input(key="whatif_child_name").value == "forty-child"
    app.number_input(key="whatif_child_trials").set_value(7)
    check(app.button(key="whatif_child_run").click().run())
    until_idle(workspace)
    child = find_study("forty-child", workspace)
    assert child.plan is not None
    assert child.plan.space["lr"] == FloatRange(0.02, 0.04, log=True)
    assert child.plan.parent == study
    trials = read_trials(workspace, "forty-child")
    assert len(trials) == inside + 7
    assert trials["params_lr"].between(0.02, 0.04).all()
    home = open_page("pages/search/studies.py")
    assert f"continues forty with {inside} of its 40 trials" in texts(home)
    parent = find_study(study, workspace).plan
    assert parent is not None
    assert parent.space == SPACE


def test_a_child_is_watched_also_where_a_plot_stands_in_the_address(
    workspace: Workspace, study: str
) -> None:
    app = train(open_page(PAGE, study=study, whatif=LOW_RATES, whatif_plot_kind="Dots"))
    assert app.segmented_control(key="whatif_plot_kind").value == "strip"
    check(app.button(key="whatif_continue").click().run())
    check(app.button(key="whatif_child_run").click().run())
    assert app.title[0].value == "Trials"
    until_idle(workspace)


def test_a_child_with_a_name_that_cannot_be_is_refused(workspace: Workspace, study: str) -> None:
    app = open_page(PAGE, study=study, whatif=LOW_RATES)
    check(app.button(key="whatif_continue").click().run())
    app.text_input(key="whatif_child_name").set_value("no/name")
    check(app.button(key="whatif_child_run").click().run())
    assert [each.name for each in list_studies(workspace)] == [study]


def test_a_study_of_another_program_is_no_start(workspace: Workspace) -> None:
    import optuna

    optuna.create_study(storage=workspace.storage_url, study_name="theirs")
    app = open_page(PAGE, study="theirs")
    assert "made by another program" in app.info[0].value


def test_advice_is_taken_over_with_its_button(study: str) -> None:
    app = train(open_page(PAGE, study=study, whatif="n=256;seed=0;optimizer=Adam"))
    check(app.button(key="whatif_advice_0").click().run())
    assert at_hand(app) == "n=256;seed=0;optimizer=Adam;lr=0.0204:0.07"  # what may gain most


def objective_of(app: AppTest) -> str:
    (toggle,) = [each for each in app.toggle if each.key.startswith("judge_all")]
    return "val_rmse_all" if toggle.value else "own"


def test_advice_follows_what_is_left_out(
    workspace: Workspace, study: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def counted(_: SearchSpace, trials: pd.DataFrame) -> tuple[()]:
        asked.append(int(trials["value"].count()))
        return ()

    monkeypatch.setattr(advice, "advise", counted)
    app = open_page(PAGE, study=study)
    leave_out(study, range(3), workspace)
    check(app.run())
    assert asked == [40, 37]
    assert "From 37 trials" in texts(app)


def test_without_a_study_trainings_are_judged_on_all_rows(
    workspace: Workspace, engine: FakeEngine
) -> None:
    app = train(write(open_page(PAGE), "lr", "0.02:0.04"))
    assert app.query_params["judge"] == "val_rmse_all"
    assert {one.plan.objective for one in POPULATIONS.list(workspace)} == {"val_rmse_all"}
    engine.trained.clear()
    check(app.toggle(key="judge_all_space").set_value(False).run())
    assert not engine.trained  # the same trainings are judged by what they measured, too
    assert "judge" not in app.query_params
    values = [POPULATIONS.load(one.id, workspace).values for one in POPULATIONS.list(workspace)]
    assert f"{values[0].min():.2f}" not in texts(app)


def test_an_address_of_before_means_what_it_meant() -> None:
    word = space_to_link(SPACE)
    assert objective_of(open_page(PAGE, space=word, whatif=LOW_RATES)) == "own"
    assert objective_of(open_page(PAGE, whatif=LOW_RATES)) == "own"
    judged = {"space": word, "whatif": LOW_RATES, "judge": "val_rmse_all"}
    assert objective_of(open_page(PAGE, **judged)) == "val_rmse_all"


def test_a_study_asks_its_own_question_and_can_be_judged_on_all_rows(
    workspace: Workspace, study: str
) -> None:
    app = train(open_page(PAGE, study=study, whatif=LOW_RATES))
    before = metrics(app)["Best of them"]
    assert {one.plan.objective for one in POPULATIONS.list(workspace)} == {"train_val_rmse"}
    check(app.toggle(key="judge_all_study").set_value(True).run())
    assert app.query_params["judge"] == "val_rmse_all"
    assert metrics(app)["Best of them"] != before
    trials = read_trials(workspace, study)
    assert f"{trials['val_rmse_all'].min():.2f}" == f"{0.7 * trials['value'].min():.2f}"
    assert "beats the study's best with" in texts(app)


def test_a_study_that_is_judged_on_all_rows_has_no_switch(workspace: Workspace) -> None:
    train_study(workspace, "fair", n_trials=4, objective="val_rmse_all")
    assert [one.key for one in open_page(PAGE, study="fair").toggle] == ["whatif_plain"]
