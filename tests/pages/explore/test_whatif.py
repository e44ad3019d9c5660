import json

import pytest
from streamlit.testing.v1 import AppTest

from dctaxi.analysis.reading.frames import read_trials
from dctaxi.populations.population import POPULATIONS
from dctaxi.runner import runner_for
from dctaxi.space.description import EN_DASH
from dctaxi.space.dimensions import Choices, Fixed, FloatRange
from dctaxi.space.text import space_to_link
from dctaxi.study.catalog import find_study, list_studies
from dctaxi.workspace import Workspace
from pages.components.trained import origin
from pages.components.whatif import cards as whatif_cards
from pages.components.whatif.question import from_text
from tests.fake_engine import FakeEngine, every
from tests.pages.visiting import check, go, open_page, texts
from tests.pages.waiting import until, until_idle
from tests.studies import SPACE, train_study

PAGE = "pages/explore/whatif.py"
LOW_RATES = "n=64;seed=0;lr=0.02:0.04"


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def cards(app: AppTest) -> list[str]:
    return _all(app, "card")


def at_hand(app: AppTest) -> str:
    (text,) = _all(app, "whatif")
    return text


def _all(app: AppTest, parameter: str) -> list[str]:
    """Return every value of a URL parameter; AppTest gives one alone as a string."""
    value = app.query_params.get(parameter, [])
    return [value] if isinstance(value, str) else list(value)


def move(app: AppTest, name: str, first: int, last: int) -> AppTest:
    """Move both ends of a parameter's slider to stops of these places."""
    (slider,) = [s for s in app.select_slider if s.key.startswith(f"whatif_slider_{name}")]
    return check(slider.set_range(slider.options[first], slider.options[last]).run())


def write(app: AppTest, name: str, text: str) -> AppTest:
    return check(app.text_input(key=f"whatif_text_{name}").set_value(text).run())


def train(app: AppTest) -> AppTest:
    return check(app.button(key="whatif_train").click().run())


def test_without_a_study_the_working_space_is_the_start(engine: FakeEngine) -> None:
    app = open_page(PAGE)
    assert "There is no study yet" in texts(app)
    assert "Move a range" in texts(app)
    assert "Trials inside" not in metrics(app)
    app = train(write(app, "lr", "0.02:0.04"))
    assert "beats the study's best" not in texts(app)
    assert "256 trainings" in texts(app)
    assert len(engine.trained) == 2 * 256


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


def test_training_answers_in_words_and_numbers(
    workspace: Workspace, study: str, engine: FakeEngine
) -> None:
    app = open_page(PAGE, study=study, whatif=LOW_RATES)
    assert "not known before the first" in texts(app)
    app = train(app)
    said = texts(app)
    assert "Better: the median in these ranges is" in said
    assert "beats the study's best with a probability of" in said
    assert "Expected best of 10 tries" in said
    assert "64 trainings" in said
    assert "on fake device" in said
    assert len(engine.trained) == 2 * 64
    assert {one.plan.origin for one in POPULATIONS.list(workspace)} == {study}


def test_ranges_that_change_nothing_are_within_noise(study: str) -> None:
    app = train(open_page(PAGE, study=study, whatif="n=64;seed=0;optimizer=Adam"))
    assert "Within noise: the median in these ranges" in texts(app)


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
    assert "stopped, 64 were asked for" in texts(app)
    assert app.button(key="whatif_train").label == "Train the rest"
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
    assert "This link asks for 64 trainings, about" in texts(app)
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
    app = go(open_page("pages/search/space.py", space=word), PAGE)
    app.segmented_control(key=origin.KEY).set_value(origin.SPACE)
    check(app.run())
    assert "This link asks for 256 trainings" in texts(app)
    assert not engine.trained
    assert len(POPULATIONS.list(workspace)) == 2


def test_a_page_of_its_own_accord_trains_at_once_as_before(study: str, engine: FakeEngine) -> None:
    train(open_page(PAGE, study=study, whatif=LOW_RATES))
    engine.trained.clear()
    assert "The whole space: 256 trainings" in texts(open_page(PAGE))
    assert len(engine.trained) == 256


def test_a_failure_is_one_sentence_beside_the_button(study: str, engine: FakeEngine) -> None:
    engine.problem = "no room"
    app = train(open_page(PAGE, study=study, whatif=LOW_RATES))
    assert "no room" in app.error[0].value
    assert app.button(key="whatif_train").label == "Train"


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
    assert metrics(app)["Trials inside"] == "40 of 40"
    assert not write(app, name, "2" if name == "num_layers" else "0.02:0.03" if name == "lr"
                     else "Adam" if name == "optimizer" else "32").error  # fmt: skip


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


def test_the_whole_range_comes_back(study: str) -> None:
    app = write(open_page(PAGE, study=study), "lr", "0.02:0.04")
    check(app.button(key="whatif_whole_lr").click().run())
    assert "Move a range" in texts(app)
    assert "whatif_whole_lr" not in [button.key for button in app.button]


def test_each_trained_what_if_becomes_a_card_and_undo_takes_it_back(study: str) -> None:
    app = train(write(open_page(PAGE, study=study), "lr", "0.02:0.04"))
    app = write(app, "optimizer", "Adam")
    assert [b.key for b in app.button if b.key.startswith("whatif_use_")] == [
        "whatif_use_0", "whatif_use_1",
    ]  # fmt: skip
    assert f"**optimizer Adam, lr 0.02{EN_DASH}0.04 log**" in texts(app)
    check(app.button(key="whatif_undo").click().run())
    assert cards(app) == ["n=256;seed=0;lr=0.02:0.04"]
    assert at_hand(app) == "n=256;seed=0;lr=0.02:0.04"
    check(app.button(key="whatif_undo").click().run())
    assert cards(app) == []


def test_a_card_can_be_named_used_again_and_removed(workspace: Workspace, study: str) -> None:
    app = train(open_page(PAGE, study=study, whatif=LOW_RATES))
    check(app.text_input(key="whatif_title_0").set_value("Small; rates").run())
    assert "**Small; rates**" in texts(app)
    assert "Small; rates" in {one.plan.title for one in POPULATIONS.list(workspace)}
    write(app, "lr", "0.03:0.05")
    check(app.button(key="whatif_use_1").click().run())
    assert at_hand(app) == f"{LOW_RATES};title=Small; rates"
    check(app.button(key="whatif_remove_1").click().run())
    assert cards(app) == ["n=64;seed=0;lr=0.03:0.05"]
    assert at_hand(app) == "n=64;seed=0"


def test_the_address_shows_the_same_cards_in_another_tab(study: str) -> None:
    app = train(open_page(PAGE, study=study, whatif=LOW_RATES))
    again = open_page(PAGE, **app.query_params)
    assert texts(again) == texts(app)


def test_an_address_that_makes_no_sense_is_left_out_with_a_sentence(study: str) -> None:
    app = open_page(PAGE, study=study, whatif="n=few;lr=0.02:0.04")
    assert "was left out" in app.warning[0].value
    assert "Move a range" in texts(app)


def test_any_two_cards_compare(study: str) -> None:
    app = train(open_page(PAGE, study=study, whatif=LOW_RATES))
    app = write(app, "lr", "0.009:0.01")
    assert "Worse: the median in what-if 1" in texts(app)
    check(
        app.selectbox(key="whatif_pair_second")
        .set_value(app.selectbox(key="whatif_pair_first").value)
        .run()
    )
    assert "Choose two different what-ifs" in texts(app)


def test_seed_and_size_are_part_of_the_question(study: str, engine: FakeEngine) -> None:
    app = open_page(PAGE, study=study, whatif=LOW_RATES)
    check(app.number_input(key="whatif_option_n").set_value(32).run())
    check(app.number_input(key="whatif_option_seed").set_value(7).run())
    assert at_hand(app) == "n=32;seed=7;lr=0.02:0.04"
    train(app)
    assert len(engine.trained) == 64


def test_too_many_trainings_are_refused(study: str) -> None:
    app = open_page(PAGE, study=study, whatif=LOW_RATES)
    check(app.number_input(key="whatif_option_n").set_value(10**6).run())
    assert "at most 65,536 trainings" in app.error[0].value


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
    assert app.title[0].value == "Run"
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


def test_advice_is_taken_over_with_its_button(study: str) -> None:
    app = train(open_page(PAGE, study=study, whatif="n=256;seed=0;optimizer=Adam"))
    assert "log matters little" in texts(app)
    check(app.button(key="whatif_advice_0").click().run())
    assert at_hand(app) == "n=256;seed=0;optimizer=Adam;lr=0.0204:0.07"  # what may gain most


def test_cards_leave_as_a_file_with_their_numbers(workspace: Workspace, study: str) -> None:
    train(open_page(PAGE, study=study, whatif=LOW_RATES))
    start = origin.of_study(find_study(study, workspace).plan)
    assert start is not None
    card, never_trained = (from_text(text, start) for text in (LOW_RATES, "n=8;lr=0.03"))
    first, second = json.loads(whatif_cards.file_of(start, (card, never_trained)))
    assert (first["study"], first["n"], first["seed"]) == (study, 64, 0)
    assert first["narrow"] == ["lr=0.02:0.04"]
    assert first["population"]["id"] == card.plan(start).key
    assert first["against_whole_space"]["verdict"] == "better"
    assert second["population"] is None
