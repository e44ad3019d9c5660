import optuna
import pandas as pd
import pytest

from dctaxi.analysis.studies.independence import (
    IndependentDraws,
    expected_best_of_study,
    independent_draws,
)
from dctaxi.errors import StudyError
from dctaxi.storage import quiet_optuna, writing
from dctaxi.study import PARENT_KEY, PLAN_KEY
from dctaxi.workspace import Workspace


def study(workspace: Workspace, plan: object, kept: int = 0) -> None:
    with writing(workspace.storage_url) as storage, quiet_optuna():
        made = optuna.create_study(study_name="s", storage=storage)
        if plan is not None:
            made.set_user_attr(PLAN_KEY, plan)
        if kept:
            made.set_user_attr(PARENT_KEY, {"study_id": 0, "name": "p", "kept": kept, "of": kept})
        made.enqueue_trial({"x": 0.5})
        for value in (1.0, 2.0, 3.0):
            trial = made.ask()
            trial.suggest_float("x", 0, 1)
            made.tell(trial, value)


def test_random_trials_are_independent_but_for_those_asked_for_or_taken_over(
    workspace: Workspace,
) -> None:
    study(workspace, {"sampler": "random"})
    assert independent_draws(workspace, "s") == IndependentDraws("random", frozenset({0}))


def test_trials_of_a_parent_are_left_out(workspace: Workspace) -> None:
    study(workspace, {"sampler": "qmc"}, kept=2)
    assert independent_draws(workspace, "s") == IndependentDraws("qmc", frozenset({0, 1}))


@pytest.mark.parametrize("plan", [{"sampler": "tpe"}, {}, "other", None])
def test_a_sampler_that_learns_or_is_not_known_draws_no_independent_trials(
    workspace: Workspace, plan: object
) -> None:
    study(workspace, plan)
    assert independent_draws(workspace, "s") is None


def test_a_missing_study_is_named(workspace: Workspace) -> None:
    with pytest.raises(StudyError, match="no study 'gone'"):
        independent_draws(workspace, "gone")


def test_a_trial_that_was_set_aside_is_no_try() -> None:
    trials = pd.DataFrame(
        {
            "number": range(21),
            "value": [float("nan"), *range(20)],
            "state": ["SET_ASIDE", *["COMPLETE"] * 20],
        }
    )
    best = expected_best_of_study(IndependentDraws("random", frozenset()), trials)
    assert best is not None
    assert best.curve.expected[0] == pytest.approx(9.5)


def test_the_expected_best_stands_at_the_trial_at_which_the_tries_are_reached() -> None:
    trials = pd.DataFrame(
        {
            "number": range(22),
            "value": [99.0, float("nan"), *range(20)],
            "state": ["COMPLETE", "FAIL", *["COMPLETE"] * 20],
        }
    )
    best = expected_best_of_study(IndependentDraws("random", frozenset({0})), trials)
    assert best is not None
    assert best.numbers.tolist() == [1, 2]
    assert best.curve.expected[0] == pytest.approx((190 + 19) / 21)
    running = trials.assign(state="RUNNING")
    assert expected_best_of_study(IndependentDraws("random", frozenset()), running) is None
