from typing import Any

import numpy as np
import pandas as pd

from dctaxi.analysis.mode_gap import mode_gaps
from dctaxi.space import PRESETS, Fixed


def trials(errors: list[tuple[float, float, float]], **columns: Any) -> pd.DataFrame:
    train, train_eval, val = np.array(errors, dtype=float).reshape(-1, 3).T
    return pd.DataFrame(
        {
            "number": range(len(errors)),
            "value": train + val,
            "state": "COMPLETE",
            "train_rmse": train,
            "train_rmse_eval": train_eval,
            "val_rmse": val,
            **columns,
        }
    )


def test_errors_that_differ_by_more_than_twice_are_marked_either_way() -> None:
    gaps = mode_gaps(
        trials(
            [(4.0, 8.0, 1.0), (4.0, 8.1, 1.0), (8.1, 4.0, 1.0), (0.0, 0.0, 1.0), (0.0, 1.0, 1.0)]
        )
    )
    assert gaps.differs.tolist() == [False, True, True, False, True]
    assert gaps.ratio[[0, 3, 4]].tolist() == [2.0, 1.0, np.inf]


def test_trials_without_all_errors_and_running_ones_are_left_out() -> None:
    frame = trials([(1.0, 1.0, 1.0), (np.nan, 1.0, 1.0), (2.0, 2.0, 2.0)])
    frame["state"] = ["COMPLETE", "FAIL", "RUNNING"]
    gaps = mode_gaps(frame)
    assert gaps.numbers.tolist() == [0]
    assert gaps.lacking == 1


def test_batch_norm_is_read_from_the_trials_else_from_the_space() -> None:
    errors = [(1.0, 1.0, 1.0), (1.0, 1.0, 1.0)]
    of_trials = mode_gaps(trials(errors, params_batch_norm_linear_layers=[0, 1]))
    assert of_trials.batch_norm.tolist() == [0, 1]
    space = PRESETS["chapter"].space
    fixed = space.replace("batch_norm_linear_layers", Fixed(1))
    assert mode_gaps(trials(errors), fixed).batch_norm.tolist() == [1, 1]
    assert np.isnan(mode_gaps(trials(errors), space).batch_norm).all()
    assert np.isnan(mode_gaps(trials(errors)).batch_norm).all()


def test_no_trials_have_no_gaps() -> None:
    assert len(mode_gaps(trials([])).numbers) == 0
