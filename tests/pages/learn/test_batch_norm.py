import pytest
from streamlit.testing.v1 import AppTest

from dctaxi.data import load
from dctaxi.populations import POPULATIONS, Population
from dctaxi.space import Fixed
from dctaxi.teaching.batch_norm import SPEC, settling, settling_text
from dctaxi.teaching.batch_norm_data import DATA, source_of
from dctaxi.teaching.best_in_modes import best_in_modes, best_in_modes_text
from dctaxi.teaching.training_trace import TRACES
from dctaxi.workspace import Workspace
from pages.components.trained import two_populations
from tests.fake_engine import FakeEngine, every
from tests.pages.populations import kept, verdict_of
from tests.pages.visiting import check, open_page, texts
from tests.pages.waiting import until, until_idle

PAGE = "pages/learn/batch_norm.py"


def watch(app: AppTest) -> AppTest:
    return check(app.button(key="batch_norm_trace_train").click().run())


def train_both(workspace: Workspace, app: AppTest) -> AppTest:
    """Train both populations, where they are not quick enough to need no click."""
    if [button for button in app.button if button.key == "batch_norm_pair_train"]:
        check(app.button(key="batch_norm_pair_train").click().run())
    until_idle(workspace)
    return check(app.run())


def settled(data: str, steps: int, workspace: Workspace) -> str:
    """Return what is said of the running statistics of one kind of trips after some steps."""
    trips = load(source_of(data, workspace), DATA[data].feature_set, workspace)
    return settling_text(settling(trips, SPEC.batch_size, steps))


def test_the_running_statistics_are_there_at_once_and_nothing_is_trained(
    workspace: Workspace, engine: FakeEngine
) -> None:
    app = open_page(PAGE)
    assert settled("raw", 40, workspace) in texts(app)
    assert "40 trainings" in texts(app)  # what watching costs
    assert len(app.get("plotly_chart")) == 1
    assert not engine.trained


def test_the_address_holds_the_trips_and_the_steps(workspace: Workspace) -> None:
    app = open_page(PAGE, batch_norm_data="Scaled", batch_norm_steps="120")
    assert app.segmented_control(key="batch_norm_data").value == "scaled"
    assert settled("scaled", 120, workspace) in texts(app)
    check(app.segmented_control(key="batch_norm_data").set_value("chapter").run())
    check(app.slider(key="batch_norm_steps").set_value(90).run())
    assert DATA["chapter"].description in texts(app)


@pytest.mark.parametrize(
    "query", [{"batch_norm_steps": "4000"}, {"batch_norm_steps": "x"}, {"batch_norm_data": "Other"}]
)
def test_an_address_that_asks_for_what_there_is_not_shows_the_defaults(query) -> None:
    app = open_page(PAGE, **query)
    assert app.slider(key="batch_norm_steps").value == 40
    assert app.segmented_control(key="batch_norm_data").value == "raw"
    assert not app.error


def both(workspace: Workspace) -> tuple[Population, Population]:
    """Return what was trained with batch normalisation and without it."""
    on, off = sorted(
        kept(workspace),
        key=lambda population: population.plan.space["batch_norm_linear_layers"] == Fixed(0),
    )
    return on, off


def test_a_watched_training_and_both_populations_are_trained_kept_and_told(
    workspace: Workspace, engine: FakeEngine
) -> None:
    app = watch(open_page(PAGE, batch_norm_steps="20"))
    until_idle(workspace)
    app = train_both(workspace, check(app.run()))
    (trace,) = TRACES.list(workspace)
    assert (trace.done, trace.complete) == (20, True)
    assert [kept.done for kept in POPULATIONS.list(workspace)] == [256, 256]
    assert len(engine.trained) == 20 + 512
    norms = [spec.batch_norm_linear_layers for spec in engine.trained]
    assert (sum(norms[:20]), sum(norms[20:])) == (20, 256)
    assert "RMSE at step 20" in texts(app)
    on, off = both(workspace)
    assert verdict_of(on, off, "normalised networks", "plain networks") in texts(app)
    assert "of the constant answer" in texts(app)
    assert best_in_modes_text(best_in_modes(off), "plain networks") in texts(app)
    assert len(app.get("plotly_chart")) == 3


def test_with_and_without_are_offered_once_a_training_was_watched() -> None:
    app = open_page(PAGE)
    assert "With against without" not in [each.value for each in app.subheader]
    assert (
        "Nothing has been measured on this machine yet, so this is how long another one takes."
        in texts(app)
    )
    watch(app)
    assert "With against without" in [each.value for each in app.subheader]
    assert "how long they take is not known" not in texts(app)


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
    assert len(app.get("plotly_chart")) == 1  # half a training is not judged
    engine.go.set()
    app = watch(app)
    until_idle(workspace)
    check(app.run())
    assert "RMSE at step 40" in texts(app)


def test_a_failure_is_one_sentence(engine: FakeEngine) -> None:
    engine.problem = "no room"
    app = watch(open_page(PAGE))
    assert "no room" in app.error[0].value
    assert len(app.get("plotly_chart")) == 1


def test_trainings_that_all_diverge_are_said(workspace: Workspace, engine: FakeEngine) -> None:
    engine.diverges = every
    app = watch(open_page(PAGE, batch_norm_steps="20"))
    until_idle(workspace)
    app = train_both(workspace, check(app.run()))
    assert "diverged" in texts(app)
    assert app.error[0].value == two_populations.not_comparable(*both(workspace))
