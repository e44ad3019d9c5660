import optuna
import pytest

from dctaxi.analysis import Selection
from dctaxi.analysis.reading import read_trials
from dctaxi.runner import ResumeJob, runner_for
from dctaxi.space import Fixed
from dctaxi.storage import quiet_optuna, writing
from dctaxi.workspace import Workspace
from pages.components.shared.plain import Plain
from tests.fake_engine import FakeEngine, install
from tests.pages.trials_page import PAGE, choose, labels_of, more_trials, slider, texts
from tests.pages.visiting import check, components, go, open_page
from tests.studies import (
    SPACE,
    keep_study,
    plan_of,
    train_study,
)
from tests.waiting import until, until_idle


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    return install(monkeypatch, waits=True)


def test_without_a_study_says_where_to_start_one() -> None:
    app = open_page(PAGE)
    assert "There is no study yet" in texts(app)
    assert not app.get("plotly_chart")


def test_a_finished_study_shows_its_best_trial_first_beside_its_plots(
    workspace: Workspace,
) -> None:
    train_study(workspace, "six")
    app = open_page(PAGE, study="six")
    table = app.dataframe[0]
    assert table.value["value"].is_monotonic_increasing
    assert sorted(table.value["number"]) == list(range(6))
    columns = list(table.proto.column_order)
    assert columns[:2] == ["number", "value"]
    assert columns[2].startswith("params_")
    assert columns.index("params_lr") < columns.index("params_seed") < columns.index("curve")
    assert "status" not in columns  # all have finished
    assert len(app.get("plotly_chart")) == 3
    assert components(app) == ["dctaxi.parallel_lines"]
    assert "6 trials: trial" in texts(app)


def test_a_study_without_trials_says_so(workspace: Workspace) -> None:
    keep_study(plan_of("none"), workspace)
    assert "has no trials" in texts(open_page(PAGE, study="none"))


def test_one_finished_trial_is_too_few_for_plots(workspace: Workspace) -> None:
    train_study(workspace, "one", n_trials=1)
    app = open_page(PAGE, study="one")
    assert "need 2; this study has 1 so far" in texts(app)
    assert not app.get("plotly_chart")
    assert len(app.dataframe[0].value) == 1


def test_when_all_trials_failed_the_first_error_is_shown(workspace: Workspace) -> None:
    train_study(workspace, "bad", diverges=True)
    app = open_page(PAGE, study="bad")
    assert app.error[0].value.startswith("All 6 trials diverged; trial 0 says: diverged at step")
    assert not app.metric  # of trials without any number


def test_when_all_trials_failed_without_a_word_that_is_said(workspace: Workspace) -> None:
    keep_study(plan_of("bad"), workspace, [None, None])
    app = open_page(PAGE, study="bad")
    assert app.error[0].value == "All 2 trials failed; none says why."


def test_a_study_of_one_parameter_has_no_contour(workspace: Workspace) -> None:
    fixed = {"seed": 1, "batch_norm_linear_layers": 0, "optimizer": "Adam", "num_layers": 2,
             "num_hidden_layer_neurons": 7, "batch_size": 32, "max_batches": 40}  # fmt: skip
    space = SPACE
    for name, value in fixed.items():
        space = space.replace(name, Fixed(value))
    train_study(workspace, "narrow", space=space)
    app = open_page(PAGE, study="narrow")
    assert "A contour needs two hyperparameters" in texts(app)
    assert len(app.get("plotly_chart")) == 2


def test_an_unknown_study_in_the_address_leads_to_the_newest_with_a_warning(
    workspace: Workspace,
) -> None:
    train_study(workspace, "six")
    app = open_page(PAGE, study="gone", top="10", picked="3")
    assert "no study named 'gone'" in app.warning[0].value
    assert "All 6 trials" in texts(app)  # the filters were of the other study
    assert not {"top", "picked"} & set(app.query_params)
    assert app.query_params["study"] == "six"


def test_how_many_more_trials_are_suggested_is_of_the_study(workspace: Workspace) -> None:
    train_study(workspace, "done")
    keep_study(plan_of("stopped", n_trials=8), workspace, [1.0, 2.0])
    app = open_page(PAGE, study="done")
    check(more_trials(app).set_value(7).run())
    check(app.selectbox(key="trial_study").set_value("stopped").run())
    assert more_trials(app).value == 6  # of eight there are two
    check(app.selectbox(key="trial_study").set_value("done").run())
    assert more_trials(app).value == 50
    go(go(app, "pages/explore/whatif.py"), PAGE)
    assert more_trials(app).value == 50


def test_picking_a_study_changes_table_and_address(workspace: Workspace) -> None:
    train_study(workspace, "first")
    train_study(workspace, "second", n_trials=9)
    app = open_page(PAGE, study="first")
    check(app.selectbox(key="trial_study").set_value("second").run())
    assert app.query_params["study"] == "second"
    assert len(app.dataframe[0].value) == 9


def test_filters_drive_table_and_plots_alike(workspace: Workspace) -> None:
    train_study(workspace, "many", n_trials=12)
    values = read_trials(workspace, "many")["value"].sort_values().to_list()
    app = open_page(PAGE, study="many")
    slider(app, "value").set_range(values[0], values[4])
    check(app.run())
    assert len(app.dataframe[0].value) == 5
    assert "5 of 12 trials" in texts(app)
    assert "5 finished trials" in texts(app)
    assert app.query_params["range"] == f"value::{values[4]!r}"
    check(app.toggle(key="filter_exact").set_value(True).run())
    check(app.number_input(key="filter_high_value_many").set_value(values[3]).run())
    assert len(app.dataframe[0].value) == 4


def test_a_range_that_is_upside_down_is_said_at_the_bar(workspace: Workspace) -> None:
    train_study(workspace, "six")
    app = open_page(PAGE, study="six")
    check(app.toggle(key="filter_exact").set_value(True).run())
    app.number_input(key="filter_low_value_six").set_value(9.0)
    check(app.number_input(key="filter_high_value_six").set_value(1.0).run())
    (problem,) = Selection().with_range("value", 9.0, 1.0).problems()
    assert problem in app.error[0].value
    assert "The filters leave 0 finished trials" in texts(app)
    assert len(app.dataframe[0].value) == 0


def test_the_best_five_are_shown_as_the_chapter_prints_them(workspace: Workspace) -> None:
    train_study(workspace, "many", n_trials=12)
    app = open_page(PAGE, study="many")
    check(app.segmented_control(key="trial_view_many").set_value("Best five").run())
    table = app.dataframe[0]
    best = read_trials(workspace, "many").sort_values("value").head(5)
    assert list(table.proto.column_order) == ["number", "value", "params_seed"]
    assert table.value["value"].tolist() == best["value"].tolist()


def test_the_best_trial_is_shown_until_another_row_is_chosen(workspace: Workspace) -> None:
    train_study(workspace, "six")
    trials = read_trials(workspace, "six")
    best = int(trials.loc[trials["value"].idxmin(), "number"])
    other = next(number for number in trials["number"] if number != best)
    app = open_page(PAGE, study="six")
    assert f"### Trial {best} " in texts(app)
    choose(app, "six", other)
    assert f"### Trial {other} " in texts(app)


def test_picked_trials_are_marked_wherever_a_filter_puts_them(workspace: Workspace) -> None:
    train_study(workspace, "six")
    order = read_trials(workspace, "six")["value"].to_list()
    app = open_page(PAGE, study="six", picked="1,5", range=f"value:{order[5]!r}:")
    kept = [number for number in range(6) if order[number] >= order[5]]
    kept.sort(key=order.__getitem__)
    marked = app.session_state["trial_table_six_all"]["selection"]["rows"]
    assert [kept[row] for row in marked] == [number for number in kept if number in (1, 5)]
    assert "trials 1, 5 picked" in labels_of(app)
    assert "These 2 trials differ in" in texts(app)
    assert "### Trial 5 " in texts(app)


def test_axes_and_pair_are_the_most_important_until_others_are_chosen(
    workspace: Workspace,
) -> None:
    train_study(workspace, "many", n_trials=60)
    app = open_page(PAGE, study="many")
    first = app.session_state["plot_parallel_axes_many"]
    assert "seed" not in first
    pair = app.selectbox(key="plot_contour_x").value, app.selectbox(key="plot_contour_y").value
    assert pair == (first[1], first[0])
    check(app.selectbox(key="plot_contour_x").set_value("seed").run())
    check(app.run())
    assert app.selectbox(key="plot_contour_x").value == "seed"


def test_columns_follow_the_ranking_until_others_are_chosen(
    workspace: Workspace, engine: FakeEngine
) -> None:
    train_study(workspace, "many", n_trials=60)
    runner_for(workspace).submit(ResumeJob("many", n_trials=2))
    until(lambda: engine.round_sizes)
    app = open_page(PAGE, study="many")
    engine.go.set()
    until_idle(workspace)
    check(app.run())
    first = app.session_state["plot_parallel_axes_many"]
    columns = list(app.dataframe[0].proto.column_order)
    assert columns[2:6] == [f"params_{name}" for name in first]
    check(app.multiselect(key="trial_columns_many").set_value(["number", "params_seed"]).run())
    check(app.run())
    assert list(app.dataframe[0].proto.column_order) == ["number", "params_seed"]


def test_importances_of_the_best_alone_say_what_that_does(workspace: Workspace) -> None:
    train_study(workspace, "many", n_trials=60)
    app = open_page(PAGE, study="many")
    assert "looks unimportant" not in texts(app)
    app = open_page(PAGE, study="many", top="25")
    assert "Only trials of the best 25 % are compared here" in texts(app)


def test_a_study_is_run_again_with_other_seeds_at_one_click(
    workspace: Workspace, engine: FakeEngine
) -> None:
    train_study(workspace, "six")
    engine.go.set()
    app = open_page(PAGE, study="six")
    check(app.button(key="study_again_run").click().run())
    assert "Queued: six" in texts(app)
    until_idle(workspace)
    for seed in (43, 44, 45):
        assert len(read_trials(workspace, f"six-seed-{seed}")) == 6


def test_a_study_of_another_program_is_shown_without_what_only_ours_can_do(
    workspace: Workspace,
) -> None:
    with writing(workspace.storage_url) as storage, quiet_optuna():
        study = optuna.create_study(study_name="foreign", storage=storage)
        for value in (3.0, 2.0, 5.0):
            trial = study.ask()
            trial.suggest_categorical("flag", [True, False, None])
            trial.suggest_float("x", -1, 1)
            study.tell(trial, value)
    app = open_page(PAGE, study="foreign")
    assert "other tool" in texts(app)
    assert len(app.get("plotly_chart")) == 3
    assert components(app) == ["dctaxi.parallel_lines"]
    assert "### Trial 1 " in texts(app)
    assert "trial_start" not in [button.key for button in app.button]


def test_parameters_whose_names_look_the_same_both_have_their_column(workspace: Workspace) -> None:
    with writing(workspace.storage_url) as storage, quiet_optuna():
        study = optuna.create_study(study_name="foreign", storage=storage)
        for value in (3.0, 2.0):
            trial = study.ask()
            trial.suggest_float("a  b", value, value + 1)
            trial.suggest_float("a b", value + 10, value + 11)
            study.tell(trial, value)
    table = open_page(PAGE, study="foreign").dataframe[0]
    both = [name for name in table.value if name.startswith("params_a b")]
    assert sorted(int(table.value[name].max() // 10) for name in both) == [0, 1]
    assert set(both) <= set(table.proto.column_order)


def test_what_another_program_wrote_is_shown_as_text_and_fetches_nothing(
    workspace: Workspace,
) -> None:
    picture = "![x](http://elsewhere/x.png)"
    with writing(workspace.storage_url) as storage, quiet_optuna():
        study = optuna.create_study(study_name=picture, storage=storage)
        study.optimize(
            lambda trial: len(trial.suggest_categorical("a", [picture, "b"])), n_trials=6
        )
    for page in (PAGE, "pages/search/studies.py"):
        app = open_page(page, study=picture)
        links = "\n".join(link.proto.label for link in app.get("page_link"))
        assert Plain(picture) in f"{texts(app)}\n{links}"
        assert picture not in links
        blocks = [*app.markdown, *app.caption, *app.subheader, *app.error, *app.warning]
        assert not [block for block in blocks if picture in block.value]
