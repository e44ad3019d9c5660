"""What it means that a frame of ours agrees with Optuna's own."""

import math

import optuna
import pandas as pd
from pandas.testing import assert_frame_equal

SHARED = ("number", "value", "datetime_start", "datetime_complete", "params", "state")


def optunas_own(study: optuna.Study) -> pd.DataFrame:
    own = study.trials_dataframe(attrs=SHARED)
    # The name of what is minimised follows the value where a study has one.
    own.columns = ["value" if c.startswith("value_") else c for c in own.columns]
    if len(own):
        # As Python divides; the division of Pandas is a last bit off now and then.
        durations = [trial.duration for trial in study.trials]
        own["duration_s"] = [math.nan if d is None else d.total_seconds() for d in durations]
    return own


def assert_same_trials(ours: pd.DataFrame, study: optuna.Study) -> None:
    own = optunas_own(study)
    assert len(ours) == len(own)
    assert_frame_equal(ours[list(own)], own, check_exact=True, check_dtype=False)
