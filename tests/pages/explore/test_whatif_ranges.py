import pytest

from dctaxi.analysis.reading import read_trials
from dctaxi.space import EN_DASH, Choices, Fixed
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine
from tests.pages.explore.whatif import PAGE, at_hand, metrics, move, train, write
from tests.pages.visiting import check, go, open_page, texts
from tests.studies import SPACE, train_study


def test_moving_a_range_counts_the_trials_inside_at_once(
    workspace: Workspace, study: str, engine: FakeEngine
) -> None:
    app = move(open_page(PAGE, study=study), "lr", 30, 80)
    (slider,) = [s for s in app.select_slider if s.key.startswith("whatif_slider_lr")]
    low, high = slider.value
    trials = read_trials(workspace, study)
    inside = trials[trials["params_lr"].between(low, high)]
    assert 0 < len(inside) < 40
    shown = metrics(app)
    assert shown["Trials inside"] == f"{len(inside)} of 40"
    assert shown["Best of them"] == f"{inside['value'].min():.2f} USD"
    assert shown["Median of them"] == f"{inside['value'].median():.2f} USD"
    assert not engine.trained


def test_ranges_without_a_trial_say_so(study: str) -> None:
    app = write(open_page(PAGE, study=study), "lr", "0.5:0.6")
    assert metrics(app)["Trials inside"] == "0 of 40"
    assert metrics(app)["Best of them"] == "none yet"


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("lr", "0.05:0.02", "expected the low end first"),
        ("lr", "fast", "expected"),
        ("lr", "", "expected a range such as"),
        ("optimizer", "Lion", "expected Adam or SGD"),
        ("num_layers", "0:2", "expected"),
        ("batch_size", "0.5", "expected whole numbers"),
    ],
)
def test_a_range_that_cannot_be_is_refused_at_its_row(
    study: str, name: str, text: str, sentence: str
) -> None:
    app = write(open_page(PAGE, study=study), name, text)
    (error,) = app.error
    assert sentence in error.value
    assert "Trials inside" not in metrics(app)  # no old answer below a refusal
    assert not write(app, name, "2" if name == "num_layers" else "0.02:0.03" if name == "lr"
                     else "Adam" if name == "optimizer" else "32").error  # fmt: skip


def test_what_was_refused_is_of_its_study_and_gone_with_its_field(
    workspace: Workspace, study: str
) -> None:
    train_study(workspace, "another")
    app = write(open_page(PAGE, study=study), "lr", "fast")
    check(app.selectbox(key="trial_study").set_value("another").run())
    assert "No answer while" not in texts(app)
    assert app.text_input(key="whatif_text_lr").value == "0.009:0.07"
    write(app, "lr", "fast")
    assert "No answer while" in texts(app)
    go(go(app, "pages/explore/trials.py"), PAGE)
    assert "No answer while" not in texts(app)
    assert app.text_input(key="whatif_text_lr").value == "0.009:0.07"


def test_a_range_beyond_the_whole_space_is_marked(study: str) -> None:
    app = write(open_page(PAGE, study=study), "lr", "0.02:0.2")
    assert "extension" in texts(app)
    assert f"0.02{EN_DASH}0.2 log of 0.009{EN_DASH}0.07 log" in texts(app)


def test_the_scale_of_a_range_can_change(study: str, engine: FakeEngine) -> None:
    app = train(write(open_page(PAGE, study=study), "lr", "0.02:0.04:linear"))
    (spec, *_) = engine.trained[-256:]
    assert 0.02 <= spec.lr <= 0.04
    assert at_hand(app).endswith("lr=0.02:0.04:linear")


def test_one_pill_fixes_a_parameter_and_none_is_refused(study: str) -> None:
    app = open_page(PAGE, study=study)
    pills = app.get_by_key("whatif_pills_optimizer")
    check(pills.set_value(["SGD"]).run())
    assert "SGD of Adam or SGD" in texts(app)
    check(app.get_by_key("whatif_pills_optimizer").set_value([]).run())
    assert "expected at least one value" in app.error[0].value
    assert "No answer while optimizer cannot be what was entered" in texts(app)
    assert not app.get("plotly_chart")
    check(app.get_by_key("whatif_pills_optimizer").set_value(["Adam"]).run())
    assert "No answer while" not in texts(app)


def test_the_whole_range_comes_back(study: str) -> None:
    app = write(open_page(PAGE, study=study), "lr", "0.02:0.04")
    check(app.button(key="whatif_whole_lr").click().run())
    assert "Move a range" in texts(app)
    assert "whatif_whole_lr" not in [button.key for button in app.button]


def test_conditional_layers_and_a_fixed_parameter_travel_in_the_address(
    workspace: Workspace, engine: FakeEngine
) -> None:
    space = SPACE.replace("num_layers", Choices((1, 2, 3))).replace("seed", Fixed(3))
    train_study(workspace, "deep", n_trials=30, space=space)
    text = "n=64;seed=0;num_layers=2,3;num_hidden_layer_1_neurons=11"
    app = open_page(PAGE, study="deep", whatif=text)
    trials = read_trials(workspace, "deep")
    kept = trials[(trials["params_num_layers"] > 1)
                  & (trials["params_num_hidden_layer_1_neurons"] == 11)]  # fmt: skip
    assert metrics(app)["Trials inside"] == f"{len(kept)} of 30"
    train(app)
    narrow = engine.trained[-64:]
    assert {len(spec.num_hidden_neurons) for spec in narrow} == {2, 3}
    assert {spec.num_hidden_neurons[1] for spec in narrow} == {11}
    assert {spec.seed for spec in narrow} == {3}
