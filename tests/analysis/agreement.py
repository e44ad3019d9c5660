"""What it means that a frame of ours agrees with Optuna's own."""

import optuna
import pandas as pd
from pandas.testing import assert_frame_equal

SHARED = ("number", "value", "datetime_start", "datetime_complete", "params", "state")


def optunas_own(study: optuna.Study) -> pd.DataFrame:
    own = study.trials_dataframe(attrs=(*SHARED, "duration"))
    if len(own):
        # One by one, as Python divides: the column's own division is a last bit off now and then.
        own["duration_s"] = [duration.total_seconds() for duration in own.pop("duration")]
    return own


def assert_same_trials(ours: pd.DataFrame, study: optuna.Study) -> None:
    own = optunas_own(study)
    assert len(ours) == len(own)
    assert_frame_equal(ours[list(own)], own, check_exact=True, check_dtype=False)
