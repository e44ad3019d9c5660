import pytest
from streamlit.testing.v1 import AppTest

from dctaxi.analysis import Selection
from dctaxi.analysis.importance import importances
from dctaxi.analysis.reading import parameters_of, read_trials
from dctaxi.space import PRESETS, Fixed, FloatRange, SearchSpace, describe_dimension
from dctaxi.study import find_study
from dctaxi.teaching.lessons import Lesson, lesson_to_link, study_of
from dctaxi.teaching.narrowing import (
    EXAMPLE,
    STEPS,
    choice_sentences,
    gathering,
    interval_problem,
    pair_check,
)
from dctaxi.workspace import Workspace
from pages.components.trained import two_populations
from tests.fake_engine import FakeEngine, every
from tests.pages.populations import kept, verdict_of
from tests.pages.visiting import check, keys, open_page, texts
from tests.pages.waiting import until_idle
from tests.studies import train_study

PAGE = "pages/learn/ranges.py"
FEW = 60
WHOLE_LR = describe_dimension(EXAMPLE.space["lr"])
NARROW_LR = describe_dimension(FloatRange(0.01, 0.1, log=True))
NARROWED = Selection().with_range("params_lr", 0.01, 0.1)


@pytest.fixture
def study(workspace: Workspace) -> str:
    """A study in which the learning rate decides and nothing else does."""
    train_study(
        workspace,
        "told",
        n_trials=FEW,
        round_size=FEW,
        space=EXAMPLE.space,
        feature_set="distance",
        asker="optuna",  # the figures below are of its trials
    )
    return "told"


def at(step: str, study: str = "told", **query: str | list[str]) -> AppTest:
    return open_page(PAGE, study=study, ranges_step=step, **query)


def press(app: AppTest, key: str) -> AppTest:
    return check(app.button(key=key).click().run())


def test_each_choice_is_held_against_its_bar(study: str, workspace: Workspace) -> None:
    app = open_page(PAGE, study=study)
    assert app.button(key="narrowing_next").disabled
    assert "Choose one or more" in texts(app)
    check(app.pills(key="ranges_keep").set_value(["lr", "optimizer"]).run())
    found = importances(read_trials(workspace, study), parameters_of(EXAMPLE.space))
    for sentence in choice_sentences(found, ["lr", "optimizer"]):
        assert sentence in texts(app)
    assert app.query_params["ranges_keep"] == ["lr", "optimizer"]
    assert not app.button(key="narrowing_next").disabled


def test_the_steps_follow_each_other_and_stand_in_the_address(study: str) -> None:
    app = open_page(PAGE, study=study, ranges_keep="lr")
    for step, question in zip(
        STEPS[1:],
        (
            "Through which intervals do the good trials pass?",
            "Are two of the intervals good together?",
            "What does the next study search?",
            "Are these ranges better than the whole space?",
        ),
        strict=True,
    ):
        press(app, "narrowing_next")
        assert question in texts(app)
        assert app.query_params["ranges_step"] == step
    assert "narrowing_next" not in keys(app)
    press(app, "narrowing_back")
    assert "What does the next study search?" in texts(app)
    check(app.segmented_control(key="ranges_step").set_value("importances").run())
    assert app.pills(key="ranges_keep").value == ["lr"]  # after four steps without it
    app.query_params["ranges_step"] = "contour"  # as the browser's way back does
    check(app.run())
    assert "Are two of the intervals good together?" in texts(app)


@pytest.mark.usefixtures("study")
def test_a_step_that_is_none_is_the_first() -> None:
    assert "Which hyperparameters are worth a range?" in texts(at("nonsense"))


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize("step", STEPS[1:])
def test_a_later_step_without_a_choice_leads_back(step: str) -> None:
    app = at(step)
    assert "Keep a range for at least one hyperparameter" in app.info[0].value
    press(app, "narrowing_back")


def test_an_interval_is_counted_among_the_trials(study: str, workspace: Workspace) -> None:
    trials = read_trials(workspace, study)
    app = at("parallel", ranges_keep="lr", range="params_lr:0.01:0.1")
    found = gathering(trials, NARROWED, "lr")
    assert found is not None
    # Six picked at random lie within some interval with as few of the sixty often enough.
    assert (found.inside, found.of, found.verdict) == (6, 6, "does not")
    assert found.sentence in texts(app)
    assert "they flatter your choice" in texts(app)
    best = trials.nsmallest(6, "value")["params_lr"]
    closely = Selection().with_range("params_lr", best.min(), best.max())
    app = at("parallel", ranges_keep="lr", range=f"params_lr:{best.min()}:{best.max()}")
    found = gathering(trials, closely, "lr")
    assert found is not None
    assert (found.inside, found.of, found.verdict) == (6, 6, "gathers")
    assert found.sentence in texts(app)
    app = at("parallel", ranges_keep="lr")
    whole = gathering(trials, Selection(), "lr")
    assert whole is not None
    assert whole.sentence in texts(app)


@pytest.mark.usefixtures("study")
def test_an_interval_that_cannot_be_is_said_where_it_stands() -> None:
    app = at("parallel", ranges_keep="lr", range="params_lr:0.1:0.01")
    problem = interval_problem(Selection().with_range("params_lr", 0.1, 0.01), "lr")
    assert problem is not None
    assert problem in texts(app)
    assert "narrowing_next" in keys(app)


@pytest.mark.usefixtures("study")
def test_trials_of_a_sampler_that_learns_are_a_hint(workspace: Workspace) -> None:
    assert "sampler went where it was good" not in texts(at("parallel", ranges_keep="lr"))
    train_study(workspace, "learned", sampler="tpe", n_trials=12, space=EXAMPLE.space)
    app = at("parallel", "learned", ranges_keep="lr")
    assert "sampler went where it was good already" in texts(app)


def test_a_pair_of_intervals_agrees_or_not(study: str, workspace: Workspace) -> None:
    trials = read_trials(workspace, study)
    query = {"ranges_keep": ["lr", "batch_size"], "range": ["params_lr:0.01:0.1"]}
    app = at("contour", **query)
    assert pair_check(trials, NARROWED, "batch_size", "lr").sentence in texts(app)
    query["range"].append("params_batch_size:30:40")
    app = at("contour", **query)
    both = NARROWED.with_range("params_batch_size", 30, 40)
    assert pair_check(trials, both, "batch_size", "lr").sentence in texts(app)
    assert len(app.get("plotly_chart")) == 1
    one = at("contour", ranges_keep="lr")
    assert "You keep a range for lr only" in texts(one)


@pytest.mark.usefixtures("study")
def test_every_choice_has_a_way_back_in_the_next_space() -> None:
    app = at("ranges", ranges_keep=["lr", "batch_size"], range="params_lr:0.01:0.1")
    assert f"**lr** :gray[{WHOLE_LR} →] **{NARROW_LR}**, your interval" in texts(app)
    assert (
        f"**batch_size** **{describe_dimension(EXAMPLE.space['batch_size'])}**, whole range kept"
        in texts(app)
    )
    assert "fixed as in the best trial" in texts(app)
    press(app, "narrowing_whole_lr")
    assert f"**lr** **{WHOLE_LR}**, whole range kept" in texts(app)
    assert "range" not in app.query_params
    press(app, "narrowing_drop_batch_size")
    assert app.query_params["ranges_keep"] == "lr"
    press(app, "narrowing_keep_optimizer")
    assert "**optimizer** **Adam or SGD**, whole range kept" in texts(app)


@pytest.mark.usefixtures("study")
def test_the_test_trains_both_and_says_whether_the_ranges_are_better(workspace: Workspace) -> None:
    app = at("study", ranges_keep="lr", range="params_lr:0.01:0.1")
    if "narrowing_train" in keys(app):
        press(app, "narrowing_train")
    whole, inside = kept(workspace)
    said = verdict_of(inside, whole, "your ranges", "the whole space")
    assert said.startswith("Better: ")
    assert said in texts(app)
    assert "95 %" in texts(app)
    press(app, "narrowing_alone_train")
    assert f"**lr {NARROW_LR}**: -" in texts(app)
    assert "would seem to on average" in texts(app)

    press(app, "whatif_continue")
    app.number_input(key="whatif_child_trials").set_value(3)
    app.button(key="whatif_child_run").click().run()
    until_idle(workspace)
    plan = find_study("told-child", workspace).plan
    assert plan is not None
    assert (plan.parent, plan.space["lr"]) == ("told", FloatRange(0.01, 0.1, log=True))
    assert isinstance(plan.space["optimizer"], Fixed)


@pytest.mark.usefixtures("study")
def test_an_address_with_an_interval_beside_its_axis_shows_the_contour() -> None:
    beside = ["params_lr:-5:-1", "params_batch_size:10000:20000"]
    app = at("contour", ranges_keep=["lr", "batch_size"], range=beside)
    assert "Are two of the intervals good together?" in texts(app)


@pytest.mark.usefixtures("study")
def test_the_same_ranges_can_be_asked_on_what_if() -> None:
    app = at("study", ranges_keep="lr", range="params_lr:0.01:0.1")
    app.button(key="narrowing_whatif").click().run()
    check(app)
    assert app.title[0].value == "What if"
    assert f"lr {NARROW_LR}" in texts(app)


def test_ranges_that_leave_the_whole_space_have_nothing_to_test(workspace: Workspace) -> None:
    space = PRESETS["chapter"].space
    for name, dimension in (
        ("batch_norm_linear_layers", Fixed(0)),
        ("optimizer", Fixed("Adam")),
        ("num_layers", Fixed(1)),
        ("num_hidden_layer_neurons", Fixed(7)),
        ("batch_size", Fixed(32)),
        ("max_batches", Fixed(40)),
    ):
        space = space.replace(name, dimension)
    train_study(workspace, "single", n_trials=FEW, round_size=FEW, space=space)
    app = at("study", "single", ranges_keep="lr")
    assert "Your ranges still cover the whole space" in app.info[0].value
    app = at("contour", "single", ranges_keep="lr")
    assert "searched nothing else, so there is no pair" in texts(app)


@pytest.mark.usefixtures("study")
def test_ranges_in_which_nothing_can_be_trained_say_so(
    workspace: Workspace, engine: FakeEngine
) -> None:
    engine.diverges = every
    app = at("study", ranges_keep="lr", range="params_lr:0.01:0.1")
    if "narrowing_train" in keys(app):
        press(app, "narrowing_train")
    whole, inside = kept(workspace)
    problem = two_populations.not_comparable(inside, whole)
    assert problem is not None
    assert problem in texts(app)


def test_a_lesson_opens_at_its_step_with_its_choices_and_its_own_study(
    study: str, workspace: Workspace
) -> None:
    space: SearchSpace = PRESETS["quick"].space
    lesson = Lesson(
        "Look at lr",
        "ranges",
        "Draw an interval.",
        state={"ranges_step": "parallel", "ranges_keep": ("lr",)},
        space=space,
        locked=("ranges_keep",),
        hidden=("ranges_step",),
    )
    app = open_page(PAGE, lesson=lesson_to_link(lesson), study=study, ranges_step="study")
    assert "The lesson is about a study of its own." in texts(app)
    # Nothing of the study at hand is shown before there is the lesson's own.
    assert "Through which intervals do the good trials pass?" not in texts(app)
    assert "narrowing_next" not in keys(app)
    app.button(key="narrowing_demo_train").click().run()
    until_idle(workspace)
    check(app.run())
    own = study_of(lesson).name
    assert app.query_params["study"] == own
    assert "The lesson is about a study of its own." not in texts(app)
    assert "Through which intervals do the good trials pass?" in texts(app)
    found = gathering(read_trials(workspace, own), Selection(), "lr")
    assert found is not None
    assert found.sentence in texts(app)
