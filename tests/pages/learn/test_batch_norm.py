import pytest
from streamlit.testing.v1 import AppTest

from dctaxi.teaching.training_trace import TRACES
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine
from tests.pages.visiting import check, open_page, texts
from tests.waiting import until, until_idle

PAGE = "pages/learn/batch_norm.py"


def watch(app: AppTest) -> AppTest:
    return check(app.button(key="batch_norm_trace_train").click().run())


def test_the_address_holds_the_features_and_the_steps_and_trains_nothing(
    engine: FakeEngine,
) -> None:
    app = open_page(PAGE, batch_norm_features="Scaled", batch_norm_steps="120")
    assert app.segmented_control(key="batch_norm_features").value == "scaled"
    assert "120 trainings" in texts(app)  # what watching costs
    assert not engine.trained


@pytest.mark.parametrize(
    "query",
    [{"batch_norm_steps": "4000"}, {"batch_norm_steps": "x"}, {"batch_norm_features": "Other"}],
)
def test_an_address_that_asks_for_what_there_is_not_shows_the_defaults(query) -> None:
    app = open_page(PAGE, **query)
    assert app.slider(key="batch_norm_steps").value == 40
    assert app.segmented_control(key="batch_norm_features").value == "raw"
    assert not app.error


def test_a_training_is_watched_in_both_modes_and_kept(
    workspace: Workspace, engine: FakeEngine
) -> None:
    app = watch(open_page(PAGE, batch_norm_steps="20"))
    until_idle(workspace)
    check(app.run())
    (trace,) = TRACES.list(workspace)
    assert (trace.done, trace.complete) == (20, True)
    assert all(spec.batch_norm_linear_layers for spec in engine.trained)
    assert "RMSE at step 20: training batch, training mode" in texts(app)
    assert len(app.get("plotly_chart")) == 1


def test_a_running_training_can_be_stopped_and_goes_on(
    workspace: Workspace, engine: FakeEngine
) -> None:
    engine.go.clear()
    engine.permits.release(7)
    app = watch(open_page(PAGE))
    until(lambda: len(engine.trained) == 7)
    assert app.get("progress")
    check(app.button(key="batch_norm_trace_stop").click().run())
    until_idle(workspace)
    check(app.run())
    assert app.button(key="batch_norm_trace_train").label == "Train the rest"
    assert not app.get("plotly_chart")  # half a training is not judged
    engine.go.set()
    app = watch(app)
    until_idle(workspace)
    check(app.run())
    assert "RMSE at step 40" in texts(app)
