"""Pages on studies that other programs made."""

from __future__ import annotations

import json
import math

import optuna
import pytest
from optuna.distributions import CategoricalDistribution, FloatDistribution
from optuna.trial import TrialState, create_trial

from dctaxi.space import PRESETS
from dctaxi.study import choose_goal, find_study, goal_in, leave_out, left_out_of
from dctaxi.workspace import Workspace
from pages.components.studies import rows
from pages.components.studies.menu import ADOPT, LOOK
from tests.pages.test_studies import choose, press
from tests.pages.visiting import check, open_page, texts

pytestmark = pytest.mark.usefixtures("no_notes_on_new_studies")

STUDIES, TRIALS = "pages/search/studies.py", "pages/explore/trials.py"
SPACE = {
    "penalty": CategoricalDistribution([None, "l1", "l2"]),
    "c": FloatDistribution(1e-3, 10.0, log=True),
}


@pytest.fixture
def theirs(workspace: Workspace) -> str:
    """A study of two objectives, one of them maximised, with everything that Optuna keeps."""
    study = optuna.create_study(
        study_name="theirs", storage=workspace.storage_url, directions=["maximize", "minimize"]
    )
    for number in range(14):
        penalty = (None, "l1", "l2")[number % 3]
        broken = {"constraints": [1.0]} if number == 5 else {}
        study.add_trial(
            create_trial(
                values=[0.5 + number / 40, math.inf if number == 3 else 20.0 - number],
                params={"penalty": penalty, "c": 0.01 * (number + 1)},
                distributions=SPACE,
                system_attrs=broken,
                intermediate_values={1: 0.4, 2: 0.6},
            )
        )
    study.add_trial(create_trial(state=TrialState.PRUNED, intermediate_values={1: 0.1}))
    return "theirs"


@pytest.mark.parametrize(
    "page", ["search/studies", "explore/trials", "explore/compare", "learn/luck", "learn/tpe"]
)
def test_a_study_of_another_kind_is_shown_and_nothing_is_in_dollars(theirs, page):
    app = open_page(f"pages/{page}.py", study=theirs)
    said = texts(app)
    assert "USD" not in said.replace("in USD", "")
    assert app.title


def test_the_table_shows_all_objectives_and_says_what_is_infeasible(theirs):
    app = open_page(TRIALS, study=theirs)
    (table,) = [frame.value for frame in app.dataframe if "status" in frame.value][:1]
    assert {"objective_negated objective 0", "objective_objective 1"} <= set(table.columns)
    assert "infeasible" in set(map(str, table["status"].explode()))


@pytest.mark.parametrize("view", ["pareto", "curves", "history", "ecdf"])
def test_its_plots_are_drawn_or_say_why_not(theirs, view):
    app = open_page("pages/explore/trials.py", study=theirs, view=view)
    assert "failed unexpectedly" not in texts(app)


@pytest.mark.parametrize("page", ["whatif", "model"])
def test_what_trains_says_why_it_needs_our_model(theirs, page):
    app = open_page(f"pages/explore/{page}.py", study=theirs)
    said = " ".join(info.value for info in app.info)
    assert "made by another program" in said
    if page != "model":
        assert "the chapter's model" in said


def test_one_objective_and_its_unit_are_chosen(workspace, theirs):
    app = choose(open_page(STUDIES), theirs, LOOK)
    app.selectbox(key="foreign.objective").set_value(1)
    app.text_input(key="foreign.unit").set_value("ms")
    press(app)
    goal = goal_in(find_study(theirs, workspace).user_attrs)
    assert (goal.objective, goal.measured_in) == (1, "ms")
    assert "7.00 ms" in [metric.value for metric in open_page(STUDIES).metric]


def test_a_readers_own_listing_is_adopted(workspace):
    study = optuna.create_study(study_name="mine", storage=workspace.storage_url)
    study.optimize(lambda trial: PRESETS["chapter"].space.suggest(trial).lr, n_trials=5)
    app = choose(open_page(STUDIES), "mine", ADOPT)
    press(app)
    plan = find_study("mine", workspace).plan
    assert plan is not None
    assert plan.space == PRESETS["chapter"].space


def test_what_cannot_be_adopted_says_why(theirs):
    app = choose(open_page(STUDIES), theirs, ADOPT)
    assert "does not minimise one objective" in texts(app)


def test_a_trial_is_left_out_and_taken_in_again(workspace, theirs):
    app = open_page(TRIALS, study=theirs)
    check(app.button(key="trial_aside").click().run())
    out = left_out_of(find_study(theirs, workspace).user_attrs)
    assert len(out) == 1
    assert "1 trial left out" in texts(app)
    check(app.button(key="trial_aside_all").click().run())
    assert left_out_of(find_study(theirs, workspace).user_attrs) == frozenset()


def test_a_study_whose_every_trial_is_left_out_is_shown(workspace, theirs):
    leave_out(theirs, range(15), workspace)
    assert "15 trials left out" in texts(open_page(TRIALS, study=theirs))


def test_the_small_history_follows_what_is_looked_at_and_what_is_left_out(
    workspace, theirs, monkeypatch
):
    best = []
    monkeypatch.setattr(rows, "sparkline", lambda progress, _: best.append(progress.best[-1]))
    app = open_page(STUDIES)
    choose_goal(theirs, 1, "ms", workspace)
    check(app.run())
    leave_out(theirs, [13], workspace)
    check(app.run())
    assert best == [-0.825, 7.0, 8.0]


def test_a_parameter_whose_name_hides_something_has_its_column(workspace):
    names = ["two  blanks", "a\ttab", "turned\u202e"]
    study = optuna.create_study(study_name="odd", storage=workspace.storage_url)
    study.optimize(lambda trial: sum(trial.suggest_float(n, 0, 1) for n in names), n_trials=3)
    app = open_page(TRIALS, study="odd")
    (table,) = [frame for frame in app.dataframe if "number" in frame.value][:1]
    shown = {"params_two blanks", "params_a tab", "params_turned\\u202e"}
    assert shown <= set(table.value.columns)
    assert shown <= set(table.proto.column_order)


@pytest.mark.parametrize(("scale", "number_format"), [(1e-5, "%.4g"), (1.0, "%.4f")])
def test_small_values_keep_their_digits_in_the_table(workspace, scale, number_format):
    study = optuna.create_study(study_name="odd", storage=workspace.storage_url)
    study.optimize(lambda trial: scale * (1 + trial.suggest_float("x", 0, 1)), n_trials=3)
    app = open_page(TRIALS, study="odd")
    (table,) = [frame for frame in app.dataframe if "number" in frame.value][:1]
    shown = json.loads(table.proto.columns)["value"]["type_config"]
    assert shown["format"] == number_format
