import json

import pytest
from streamlit.testing.v1 import AppTest

from dctaxi.plots.learn.trace import trace_data, trace_text
from dctaxi.space import PRESETS, Fixed
from dctaxi.teaching.network_shapes import read_list
from dctaxi.teaching.training_trace import TRACES
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine, every
from tests.pages.visiting import check, open_page, texts
from tests.waiting import until_idle

PAGE = "pages/learn/network.py"


def train(app: AppTest, workspace: Workspace) -> AppTest:
    """Ask for the training and look at the page when it has ended."""
    check(app.button(key="network_train").click().run())
    until_idle(workspace)
    return check(app.run())


def test_begins_with_the_chapters_network_and_trains_nothing_by_itself(engine: FakeEngine) -> None:
    app = open_page(PAGE)
    assert "from 8 to 3 to 5 to 8 to 1" in texts(app)
    assert "104 numbers to train" in texts(app)
    assert "200 trainings" in texts(app)
    assert not engine.trained


def test_batch_norm_stands_before_every_linear() -> None:
    app = open_page(PAGE)
    check(app.toggle(key="network_norm").set_value(True).run())
    assert "batch normalisation of its input (4 in all)" in texts(app)
    assert "152 numbers to train" in texts(app)


def test_the_network_of_the_address_is_shown() -> None:
    app = open_page(PAGE, network_list="[7, 11]", network_norm="true", network_seed="5")
    assert "from 8 to 7 to 11 to 1" in texts(app)
    assert app.number_input(key="network_seed").value == 5
    app = open_page(PAGE, network_norm="perhaps", network_seed="-3")
    assert (app.toggle(key="network_norm").value, app.number_input(key="network_seed").value) == (
        False, 42,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3, 5, 8", r"must be a list of whole numbers such as \[7, 11\]"),
        ("[3, 0]", "must be"),
        ("[]", "num_hidden_neurons"),
        ("[65]", "make it smaller here"),
        ("**[3]**", "must be a list"),
        ("![x](//example.org/x.png)", r"but is '!\[x\](//example.org/x.png)'"),
    ],
)
def test_a_list_that_is_none_is_one_sentence(text: str, words: str) -> None:
    app = open_page(PAGE, network_list=text)
    (error,) = app.error
    assert words in error.value
    assert not app.get("plotly_chart")
    assert not [button for button in app.button if button.key == "network_train"]


def test_a_list_is_drawn_from_the_space() -> None:
    app = open_page(PAGE)
    space = PRESETS["chapter"].space.replace("num_layers", Fixed(2))
    app.session_state["working_space"] = space.replace(
        "num_hidden_layer_neurons", Fixed(9)
    ).to_json()  # fmt: skip
    check(app.button(key="network_draw").click().run())
    assert json.loads(app.text_input(key="network_list").value) == [9, 9]


def test_a_training_is_shown_whole_and_then_step_by_step(workspace: Workspace) -> None:
    app = open_page(PAGE, network_list="[4]")
    train(app, workspace)
    (kept,) = TRACES.list(workspace)
    assert kept.plan.specs()[-1] == read_list("[4]")
    assert app.slider(key="network_steps_slider").value == 200
    assert "RMSE at step 200: " in texts(app)
    assert "the constant answer" in texts(app)
    trace = trace_data(TRACES.load(kept.id, workspace).frame, modes=False)
    assert app.query_params["step"] == "200"
    check(app.button(key="network_steps_back").click().run())
    assert "RMSE at step 199" in texts(app)
    check(app.button(key="network_steps_start").click().run())
    assert trace_text(trace, until=0) in texts(app)
    check(app.button(key="network_steps_play").click().run())
    check(app.run())
    assert app.slider(key="network_steps_slider").value > 1
    assert app.slider(key="network_steps_slider").disabled


def test_the_step_of_the_address_is_shown_once_the_network_is_trained(
    workspace: Workspace, engine: FakeEngine
) -> None:
    app = train(open_page(PAGE, step="40"), workspace)
    assert "RMSE at step 40:" in texts(app)
    assert "RMSE at step 40:" in texts(open_page(PAGE, step="40"))
    assert "RMSE at step 200:" in texts(open_page(PAGE, step="a lot"))
    assert len(engine.trained) == 200


def test_a_training_that_diverges_is_said(workspace: Workspace, engine: FakeEngine) -> None:
    engine.diverges = every
    app = train(open_page(PAGE), workspace)
    assert "validation batch diverged" in texts(app)
