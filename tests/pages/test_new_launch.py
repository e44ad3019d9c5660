import pytest

from dctaxi import labels
from dctaxi.analysis.reading import read_trials
from dctaxi.space import PRESETS, Fixed, FloatRange, space_from_json
from dctaxi.study import MAX_TRIALS, StudyPlan, find_study
from dctaxi.timing import RATES
from dctaxi.timing.reference import study_work
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine, install
from tests.pages.visiting import check, errors, go, open_page, texts
from tests.studies import SPACE, keep_study, plan_of, train_study
from tests.waiting import until_idle

pytestmark = pytest.mark.usefixtures("_begins_with_the_chapters_ranges")

PAGE = "pages/search/new.py"


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    return install(monkeypatch)


@pytest.mark.usefixtures("engine")
def test_launches_what_the_form_says(workspace: Workspace) -> None:
    app = open_page(PAGE)
    app.text_input(key="launch_name").set_value("mine")
    app.number_input(key="launch_n_trials").set_value(4)
    app.number_input(key="launch_minutes").set_value(2.0)
    app.selectbox(key="launch_sampler").set_value("random")
    app.number_input(key="launch_sampler_seed").set_value(7)
    app.selectbox(key="launch_objective").set_value("val_rmse")
    app.selectbox(key="launch_device").set_value("cpu")
    app.number_input(key="launch_round_size").set_value(2)
    check(app.run())
    check(app.button(key="launch_button").click().run())
    until_idle(workspace)
    assert len(read_trials(workspace, "mine")) == 4
    plan = find_study("mine", workspace).plan
    assert plan is not None
    assert (plan.sampler, plan.sampler_seed, plan.objective) == ("random", 7, "val_rmse")
    assert (plan.timeout_s, plan.device, plan.round_size) == (120.0, "cpu", 2)
    assert plan.space == SPACE


@pytest.mark.usefixtures("engine")
def test_a_study_that_would_repeat_another_is_said_to_with_another_seed(
    workspace: Workspace,
) -> None:
    app = open_page(PAGE)
    assert "repeat them" not in texts(app)
    check(app.button(key="launch_button").click().run())
    until_idle(workspace)
    go(app, PAGE)
    assert "The trials of taxi" in texts(app)
    check(app.button(key="launch_other_seed").click().run())
    assert app.number_input(key="launch_sampler_seed").value == 0
    assert "repeat them" not in texts(app)


@pytest.mark.usefixtures("engine")
def test_after_a_launch_its_trials_are_shown_and_the_next_name_is_free() -> None:
    app = open_page(PAGE)
    check(app.number_input(key="launch_n_trials").set_value(2).run())
    check(app.button(key="launch_button").click().run())
    assert app.title[0].value.endswith("Trials")
    go(app, PAGE)
    assert app.text_input(key="launch_name").value == "taxi-2"
    assert app.number_input(key="launch_n_trials").value == 2


@pytest.mark.usefixtures("engine")
def test_as_printed_reproduces_the_chapters_loop(workspace: Workspace) -> None:
    app = open_page(PAGE)
    app.selectbox(key="launch_sampler").set_value("random")
    app.number_input(key="launch_n_trials").set_value(2)
    check(app.toggle(key="launch_as_printed").set_value(True).run())
    check(app.button(key="launch_button").click().run())
    until_idle(workspace)
    plan = find_study("taxi-1", workspace).plan
    assert plan is not None
    assert (plan.as_printed, plan.sampler, plan.round_size) == (True, "tpe", 1)
    assert plan.objective == "chapter_objective"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("", "Expected a name"), ("a/b", "letters, digits, spaces"), ("six", "already")],
)
def test_a_name_that_cannot_be_used_is_said_at_the_field(
    workspace: Workspace, name: str, sentence: str
) -> None:
    keep_study(plan_of("six"), workspace)
    app = open_page(PAGE)
    check(app.text_input(key="launch_name").set_value(name).run())
    assert sentence in errors(app)[0]
    assert app.button(key="launch_button").disabled


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("n_trials", MAX_TRIALS + 1, "from 1 to 100,000 trials"),
        ("n_trials", None, "Give a number of trials, a time limit, or both"),
        ("minutes", 0.0, "more than 0 minutes"),
        ("sampler_seed", 2**32, "whole number from 0 to"),
        ("round_size", 10_001, "from 1 to 10,000 trials"),
    ],
)
def test_limits_hold_in_python_and_are_said_at_the_field(
    field: str, value: float | None, sentence: str
) -> None:
    app = open_page(PAGE)
    check(app.number_input(key=f"launch_{field}").set_value(value).run())
    assert sentence in errors(app)[0]
    assert app.button(key="launch_button").disabled


def test_the_form_keeps_its_values_when_pages_change() -> None:
    app = open_page(PAGE)
    app.text_input(key="launch_name").set_value("kept")
    app.selectbox(key="launch_sampler").set_value("qmc")
    check(app.run())
    go(app, "pages/search/studies.py")
    go(app, PAGE)
    assert app.text_input(key="launch_name").value == "kept"
    assert app.selectbox(key="launch_sampler").value == "qmc"


def test_samplers_whose_package_is_missing_are_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "pages.components.search.launch_form.available_samplers", lambda: ("tpe", "random")
    )
    app = open_page(PAGE)
    assert app.selectbox(key="launch_sampler").options == ["TPE", "Random"]


def test_starting_points_are_tried_first_and_can_be_removed(
    workspace: Workspace, engine: FakeEngine
) -> None:
    train_study(workspace, "six")
    points = [
        {
            name.removeprefix("params_"): value
            for name, value in row.dropna().items()
            if name.startswith("params_")
        }
        for _, row in read_trials(workspace, "six").head(2).astype("object").iterrows()
    ]
    app = open_page(PAGE)
    app.session_state["launch_starts"] = points
    check(app.run())
    check(app.button(key="launch_start_remove_0").click().run())
    check(app.number_input(key="launch_n_trials").set_value(2).run())
    check(app.button(key="launch_button").click().run())
    until_idle(workspace)
    assert read_trials(workspace, "taxi-1")["params_lr"].iloc[0] == points[1]["lr"]
    assert engine.trained[0].lr == points[1]["lr"]


def test_a_starting_point_outside_the_space_is_said_and_stops_the_launch() -> None:
    app = open_page(PAGE)
    app.session_state["launch_starts"] = [{"lr": 5.0}]
    check(app.run())
    assert errors(app)[0].startswith("Not in the search space:")
    assert app.button(key="launch_button").disabled


def test_the_time_is_one_figure_that_follows_what_was_measured() -> None:
    app = open_page(PAGE)
    before = app.metric[0].value
    preset = PRESETS["first"]
    plan = StudyPlan("any", preset.space, feature_set=preset.feature_set, n_trials=100)
    for name, seconds in study_work(plan, 100).items():
        RATES.note(name, seconds, 1_000 * seconds)
    check(app.run())
    assert before.startswith("about ")
    assert app.metric[0].value.startswith("about ")
    assert app.metric[0].value != before


def test_what_space_switches_on_is_searched_by_what_is_launched(
    workspace: Workspace, engine: FakeEngine
) -> None:
    app = open_page(PAGE)
    assert not app.toggle(key="space.weight_decay.searched").value
    assert not app.toggle(key="space.gradient_clip_val.searched").value
    assert not app.toggle(key="space.momentum.searched").value
    for name in ("weight_decay", "gradient_clip_val", "momentum"):
        check(app.toggle(key=f"space.{name}.searched").set_value(True).run())
    go(app, PAGE)
    app.text_input(key="launch_name").set_value("all")
    check(app.number_input(key="launch_n_trials").set_value(12).run())
    check(app.button(key="launch_button").click().run())
    until_idle(workspace)
    plan = find_study("all", workspace).plan
    assert plan is not None
    space = SPACE.replace("weight_decay", FloatRange(0.0001, 0.1, log=True))
    space = space.replace("gradient_clip_val", FloatRange(0.05, 5, log=True))
    assert plan.space == space.replace("momentum", FloatRange(0, 0.99))
    trials = read_trials(workspace, "all")
    adam = trials["params_optimizer"] == "Adam"
    assert 0 < adam.sum() < 12
    assert (trials["params_weight_decay"].notna() == adam).all()
    assert (trials["params_momentum"].notna() == ~adam).all()
    for name in ("weight_decay", "momentum", "gradient_clip_val"):
        stored = trials[f"params_{name}"].dropna()
        assert len(set(stored)) == len(stored)
        assert set(stored) <= {getattr(spec, name) for spec in engine.trained}


def test_what_space_fixes_at_another_value_is_launched_with_it() -> None:
    app = open_page(PAGE)
    for wanted in (True, False):
        check(app.toggle(key="space.gradient_clip_val.searched").set_value(wanted).run())
    check(app.number_input(key="space.gradient_clip_val.fixed").set_value(0.0).run())
    go(app, PAGE)
    space = space_from_json(app.session_state["working_space"])
    assert space == SPACE.replace("gradient_clip_val", Fixed(0.0))


def test_a_time_limit_can_be_removed_again() -> None:
    app = open_page(PAGE)
    assert app.number_input(key="launch_minutes").value is None
    check(app.number_input(key="launch_minutes").set_value(2.0).run())
    check(app.number_input(key="launch_minutes").set_value(None).run())
    assert not app.error
    check(app.number_input(key="launch_n_trials").set_value(None).run())
    assert "Give a number of trials, a time limit, or both." in texts(app)


def test_the_objective_follows_the_space_until_it_is_chosen() -> None:
    app = open_page(PAGE)
    assert app.selectbox(key="launch_objective").value == "train_val_rmse"
    app.session_state["working_space"] = PRESETS["first"].space.to_json()
    check(app.run())
    assert app.selectbox(key="launch_objective").value == "val_rmse_all"
    check(app.selectbox(key="launch_objective").set_value("val_rmse").run())
    app.session_state["working_space"] = PRESETS["chapter"].space.to_json()
    check(app.run())
    assert app.selectbox(key="launch_objective").value == "val_rmse"


def test_ranges_that_are_not_valid_are_not_launched_as_the_last_valid_ones() -> None:
    app = open_page(PAGE)
    assert not app.button(key="launch_button").disabled
    check(app.number_input(key="space.lr.low").set_value(0.5).run())
    assert app.button(key="launch_button").disabled
    assert "Correct the fields marked in red" in texts(app)
    check(app.number_input(key="space.lr.low").set_value(0.01).run())
    assert not app.button(key="launch_button").disabled


@pytest.mark.usefixtures("engine")
def test_a_trial_can_have_several_seeds_and_its_page_shows_what_they_scored(
    workspace: Workspace,
) -> None:
    app = open_page(PAGE)
    app.number_input(key="launch_n_trials").set_value(12)
    check(app.number_input(key="launch_seeds_per_trial").set_value(3).run())
    assert labels.SEEDS_ADVICE in texts(app)
    check(app.selectbox(key="launch_over_seeds").set_value("mean").run())
    check(app.button(key="launch_button").click().run())
    until_idle(workspace)
    plan = find_study("taxi-1", workspace).plan
    assert plan is not None
    assert (plan.seeds_per_trial, plan.over_seeds) == (3, "mean")
    app = open_page("pages/explore/trials.py", study="taxi-1")
    assert "The mean of 3 seeds: " in texts(app)
    assert "Each of these values is made of 3 seeds." in texts(app)
    columns = list(app.dataframe[0].proto.column_order)
    assert "seed_spread" in columns
    assert "params_seed" not in columns


def test_a_number_of_seeds_that_cannot_be_is_said_at_the_field() -> None:
    app = open_page(PAGE)
    check(app.number_input(key="launch_seeds_per_trial").set_value(65).run())
    assert "from 1 to 64 seeds" in errors(app)[0]
    assert app.button(key="launch_button").disabled
