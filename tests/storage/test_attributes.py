import dataclasses

import pytest

from dctaxi.records import (
    ConstantScores,
    CurvePoint,
    RunStatus,
    TrialSpec,
    diverged_outcome,
    finished_outcome,
    unfinished_outcome,
)
from dctaxi.storage.attributes import intermediate_values, objective_value, user_attributes

SPEC = TrialSpec(0, (7, 7), False, "Adam", 0.03, 40, max_batches=35)
CURVE = (CurvePoint(20, 1.0, 2.0), CurvePoint(35, 0.5, 1.5))
FINISHED = finished_outcome(
    CURVE,
    max_batches=35,
    train_rmse_eval=0.7,
    test_rmse=0.9,
    duration_s=0.1,
    val_rmse_all=1.6,
    constant=ConstantScores(train_rmse=0.6, chapter_train_rmse=0.8, val_rmse=1.1, rmse_all=1.7),
)


@pytest.mark.parametrize(
    ("objective", "value"),
    [("train_val_rmse", 2.0), ("val_rmse", 1.5), ("chapter_objective", 3.0)],
)
def test_a_finished_training_has_the_value_that_the_study_minimises(objective, value):
    assert objective_value(FINISHED, SPEC, objective, as_printed=False) == value


def test_the_chapter_does_not_see_a_divergence_after_the_step_that_it_reads():
    late = diverged_outcome(CURVE[:1], step=30, duration_s=0.1)
    early = diverged_outcome((), step=10, duration_s=0.1)

    assert objective_value(late, SPEC, "chapter_objective", as_printed=True) == 3.0
    assert objective_value(early, SPEC, "chapter_objective", as_printed=True) is None
    assert objective_value(late, SPEC, "chapter_objective", as_printed=False) is None


def test_what_is_stored_has_the_names_that_pages_read():
    stored = user_attributes(FINISHED, "cpu", "train_val_rmse")

    assert stored["curve"] == [[20, 1.0, 2.0], [35, 0.5, 1.5]]
    assert (stored["train_rmse"], stored["val_rmse"]) == (0.5, 1.5)
    assert (stored["train_rmse_eval"], stored["test_rmse"]) == (0.7, 0.9)
    assert (stored["status"], stored["device"], stored["train_s"]) == ("finished", "cpu", 0.1)
    assert (stored["val_rmse_all"], stored["constant_rmse_all"]) == (1.6, 1.7)
    assert intermediate_values(FINISHED) == {20: 3.0, 35: 2.0}


@pytest.mark.parametrize(
    ("objective", "constant"),
    [("train_val_rmse", 0.6 + 1.1), ("val_rmse", 1.1), ("chapter_objective", 0.8 + 1.1)],
)
def test_the_constant_answer_is_stored_in_the_objective_of_the_study(objective, constant):
    assert user_attributes(FINISHED, "cpu", objective)["constant_objective"] == constant


def test_a_training_that_could_not_run_leaves_its_reason():
    failed = unfinished_outcome(RunStatus.FAILED, "too wide")

    stored = user_attributes(dataclasses.replace(failed, duration_s=0.0), "cpu", "val_rmse")

    assert (stored["status"], stored["message"]) == ("failed", "too wide")
    assert (stored["train_rmse"], stored["val_rmse"], stored["curve"]) == (None, None, [])
    assert (stored["val_rmse_all"], stored["constant_objective"]) == (None, None)
    assert objective_value(failed, SPEC, "train_val_rmse", as_printed=False) is None
