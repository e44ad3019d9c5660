import numpy as np

from dctaxi.analysis.reading import read_trials
from dctaxi.teaching.replay import replay_of, replay_text
from dctaxi.workspace import Workspace
from tests.pages.visiting import check, open_page, texts
from tests.studies import ONE_CONFIGURATION, keep_study, plan_of, train_study

PAGE = "pages/learn/replay.py"


def test_without_a_study_says_where_to_start_one() -> None:
    assert "There is no study yet" in texts(open_page(PAGE))


def test_a_study_with_one_trial_has_nothing_to_play(workspace: Workspace) -> None:
    keep_study(plan_of("one"), workspace, [3.0])
    assert "this study has 1 so far" in texts(open_page(PAGE, study="one"))


def test_a_study_that_searched_nothing_says_so(workspace: Workspace) -> None:
    keep_study(plan_of("fixed", space=ONE_CONFIGURATION), workspace, [3.0, 3.0])
    assert "This study searched no hyperparameter" in texts(open_page(PAGE, study="fixed"))


def test_table_and_sentence_keep_step_with_the_buttons(workspace: Workspace) -> None:
    keep_study(plan_of("four"), workspace, [5.0, None, 4.0, 6.0])
    replay = replay_of(read_trials(workspace, "four"))
    app = open_page(PAGE, study="four", trial="1")
    assert replay_text(replay, 1) in texts(app)
    assert app.dataframe[0].value["number"].tolist() == ["1", "0"]
    check(app.button(key="replay_jump").click().run())
    assert replay_text(replay, 2) in texts(app)
    assert app.button(key="replay_jump").disabled
    assert app.query_params["trial"] == "2"
    check(app.button(key="replay_back").click().run())
    check(app.button(key="replay_back").click().run())
    table = app.dataframe[0].value
    assert table["number"].tolist() == ["0"]
    assert np.allclose(table["best"], [5.0])
    assert len(app.get("vega_lite_chart")) == 2
    check(app.selectbox(key="x").select("batch_size").run())
    assert "batch_size" not in app.selectbox(key="y").options
    assert app.selectbox(key="y").value != "batch_size"


def test_playing_goes_on_by_itself_to_the_end_and_then_starts_anew(workspace: Workspace) -> None:
    keep_study(plan_of("three"), workspace, [5.0, 4.0, 6.0])
    app = open_page(PAGE, study="three")
    check(app.button(key="replay_play").click().run())
    assert app.slider(key="replay_slider").value == 0
    assert app.slider(key="replay_slider").disabled
    check(app.run())
    assert app.slider(key="replay_slider").value == 1
    check(app.run())
    assert app.slider(key="replay_slider").value == 2
    assert app.button(key="replay_play").label == "Play"
    check(app.run())
    assert app.slider(key="replay_slider").value == 2
    check(app.button(key="replay_play").click().run())
    assert app.slider(key="replay_slider").value == 0


def test_a_browser_that_lags_behind_does_not_take_the_end_back(workspace: Workspace) -> None:
    keep_study(plan_of("three"), workspace, [5.0, 4.0, 6.0])
    app = open_page(PAGE, study="three")
    check(app.button(key="replay_play").click().run())
    check(app.run())
    check(app.run())
    assert app.button(key="replay_play").label == "Play"
    check(app.slider(key="replay_slider").set_value(1).run())  # the beat before, reported late
    assert app.slider(key="replay_slider").value == 2
    check(app.slider(key="replay_slider").set_value(1).run())  # the reader's own move
    assert app.slider(key="replay_slider").value == 1


def test_another_study_begins_at_its_start(workspace: Workspace) -> None:
    train_study(workspace, "long", n_trials=6)
    keep_study(plan_of("three"), workspace, [5.0, 4.0, 6.0])
    app = open_page(PAGE, study="long", trial="5")
    assert app.slider(key="replay_slider").value == 5
    check(app.selectbox(key="trial_study").select("three").run())
    assert app.slider(key="replay_slider").value == 0
    assert app.slider(key="replay_slider").max == 2
