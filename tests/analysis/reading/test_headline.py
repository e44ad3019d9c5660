"""The best value beside the constant answer on its own rows, and how far that moves."""

import math

import pandas as pd

from dctaxi.analysis.reading import (
    Headline,
    headline_of,
    headline_text,
    moving_constant,
    moving_constant_text,
    objective_words,
    read_studies,
)
from dctaxi.workspace import Workspace
from tests.studies import train_study


def trials(values: list[float | None], constants: list[float | None] | None = None) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "number": range(len(values)),
            "value": pd.Series(values, dtype="float64"),
            "state": ["FAIL" if value is None else "COMPLETE" for value in values],
        }
    )
    if constants is None:
        return frame
    return frame.assign(constant_objective=pd.Series(constants, dtype="float64"))


def test_the_first_of_equally_good_trials_is_the_best() -> None:
    found = headline_of(trials([3.0, None, 2.0, 2.0], [4.0, 9.0, 2.5, 1.0]), "val_rmse")
    assert found == Headline(2, 2.0, 2.5, "val_rmse")
    assert found.gain == -0.5


def test_without_a_result_there_is_none_and_without_a_measurement_no_gain() -> None:
    assert headline_of(trials([None, math.inf]), "val_rmse") is None
    found = headline_of(trials([3.0]), "val_rmse")
    assert found is not None
    assert (found.constant, found.gain) == (None, None)
    assert "was not measured" in headline_text(found)


def test_says_the_objective_and_both_numbers() -> None:
    assert headline_text(Headline(63, 7.28523, 7.29342, "train_val_rmse")) == (
        "The best is trial 63 with 7.2852 USD in train + validation RMSE. On its own rows always "
        "answering the mean fare scores 7.2934."
    )
    assert headline_text(Headline(1, 2.0, None, None)) == "The best is trial 1 with 2.0000 USD."
    assert objective_words("val_rmse_all") == "RMSE on all validation rows"


def test_part_of_it_is_the_batch_where_the_constant_moves_more_than_the_middle_half() -> None:
    moving = moving_constant(trials([9.0, 9.5, 10.0, 10.5, None], [7.0, 9.0, 9.0, 12.0, 1.0]))
    assert moving is not None
    assert (moving.low, moving.high, moving.middle_half) == (7.0, 12.0, 0.75)
    assert "from 7.00 to 12.00 USD" in moving_constant_text(moving)
    assert "a span of 5.00, and the middle half of the trials spans 0.75" in (
        moving_constant_text(moving)
    )
    still = moving_constant(trials([9.0, 12.0], [8.0, 8.0]))
    assert still is not None
    assert not still.moves
    assert moving_constant_text(still) == ""
    assert moving_constant(trials([9.0])) is None
    assert moving_constant_text(None) == ""


def test_the_list_of_studies_has_the_same_headline(tmp_path) -> None:
    from dctaxi.analysis.reading import read_trials
    from dctaxi.analysis.reading.with_optuna import summaries_with_optuna

    workspace = Workspace(tmp_path, f"sqlite:///{tmp_path / 'studies.db'}")
    train_study(workspace, "six", objective="val_rmse")
    expected = headline_of(read_trials(workspace, "six"), "val_rmse")
    assert expected is not None
    assert expected.constant is not None
    for summaries in (read_studies(workspace), summaries_with_optuna(workspace)):
        assert [study.best for study in summaries] == [expected]
        assert summaries[0].best_value == expected.value
