"""One trial of a study on *Trials*: chosen, looked at, taken along, tried again."""

import math
import subprocess
import sys

import pytest

from dctaxi.analysis.reading import read_trials
from dctaxi.study import choice_of, find_study
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine, install
from tests.pages.trials_page import PAGE, choose, texts
from tests.pages.visiting import ROOT, check, open_page
from tests.studies import (
    SPACE,
    keep_study,
    short_plan,
    train_study,
)
from tests.waiting import at_work, until, until_idle


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    return install(monkeypatch, waits=True)


def test_a_trial_is_chosen_and_the_choice_is_taken_back(workspace: Workspace) -> None:
    train_study(workspace, "six")
    app = open_page(PAGE, study="six")
    choose(app, "six", 2)
    check(app.button(key="trial_choice").click().run())
    assert choice_of(find_study("six", workspace).user_attrs) == 2
    assert "choice: trial 2" in texts(app)
    check(app.button(key="trial_choice").click().run())
    assert choice_of(find_study("six", workspace).user_attrs) is None


def test_the_best_of_those_that_pass_is_not_called_the_best(workspace: Workspace) -> None:
    train_study(workspace, "six")
    values = read_trials(workspace, "six")["value"].sort_values()
    assert "trophy" in texts(open_page(PAGE, study="six"))
    app = open_page(PAGE, study="six", range=f"value:{float(values.iloc[1])!r}:")
    assert f"Trial {values.index[1]} " in texts(app)
    assert "trophy" not in texts(app)


def test_an_infinite_value_is_the_best_neither_in_the_heading_nor_in_the_details(
    workspace: Workspace,
) -> None:
    keep_study(short_plan("odd"), workspace, [3.0, -math.inf, math.inf, 1.25])
    assert "**1.25 USD** best" in texts(open_page(PAGE, study="odd"))
    for number, best in ((1, False), (2, False), (3, True)):
        app = open_page(PAGE, study="odd", picked=str(number))
        assert f"Trial {number} " in texts(app)
        assert ("trophy" in texts(app)) == best


def test_a_trial_is_looked_at_after_every_step_and_keeps_its_values(
    workspace: Workspace, engine: FakeEngine
) -> None:
    train_study(workspace, "six")
    before = read_trials(workspace, "six")["value"].tolist()
    engine.go.set()
    app = open_page(PAGE, study="six")
    check(app.toggle(key="trial_every_step").set_value(True).run())
    until_idle(workspace)
    check(app.run())
    if not engine.trained:  # its time is not known before the first
        check(app.button(key="trial_steps_train").click().run())
        until_idle(workspace)
        check(app.run())
    steps = sorted(spec.max_batches for spec in engine.trained)
    assert steps == list(range(1, steps[-1] + 1))
    assert f"{steps[-1]} trainings" in texts(app)
    assert read_trials(workspace, "six")["value"].tolist() == before


@pytest.mark.slow
def test_a_trial_as_code_prints_its_objective(workspace: Workspace) -> None:
    train_study(workspace, "six", engine="lightning")
    app = open_page(PAGE, study="six")
    (source,) = [code.value for code in app.code if "make_engine" in code.value]
    printed = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert float(printed.stdout.splitlines()[-1]) > 0


def test_a_trial_becomes_a_starting_point_of_the_next_study(workspace: Workspace) -> None:
    train_study(workspace, "six")
    app = open_page(PAGE, study="six")
    check(app.button(key="trial_start").click().run())
    (point,) = app.session_state["launch_starts"]
    SPACE.spec_of(point)


def test_a_finished_trial_is_tried_with_another_seed(
    workspace: Workspace, engine: FakeEngine
) -> None:
    train_study(workspace, "six")
    engine.go.set()
    app = open_page(PAGE, study="six")
    choose(app, "six", 2)
    check(app.button(key="trial_again").click().run())
    until(lambda: len(engine.trained) == 1 and not at_work(workspace))
    trials = read_trials(workspace, "six")
    assert len(trials) == 7
    assert trials["params_lr"].iloc[6] == trials["params_lr"].iloc[2]
    assert trials["params_seed"].iloc[6] != trials["params_seed"].iloc[2]


def test_a_trial_without_a_result_is_tried_again_as_it_is(
    workspace: Workspace, engine: FakeEngine
) -> None:
    train_study(workspace, "bad", diverges=True)
    engine.go.set()
    app = open_page(PAGE, study="bad")
    assert app.button(key="trial_again").label == "Try again"
    check(app.button(key="trial_again").click().run())
    until(lambda: len(engine.trained) == 1 and not at_work(workspace))
    trials = read_trials(workspace, "bad")
    assert trials["params_seed"].iloc[6] in trials["params_seed"].iloc[:6].tolist()
