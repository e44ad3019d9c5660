import pandas as pd
import pytest

from benchmarks.advice import fixed, gain, medians, text_of
from dctaxi.analysis import RangeAdvice
from dctaxi.space import PRESETS, Fixed

CHAPTER = PRESETS["chapter"].space


def test_a_gain_is_what_the_whole_space_has_more_trainings_without_a_result_the_worst() -> None:
    whole = pd.DataFrame({"value": [9.0, 7.0, None], "val_rmse_all": [4.0, 5.0, None]})
    inside = pd.DataFrame({"value": [6.0, 8.0, 6.5], "val_rmse_all": [4.5, 4.0, 4.0]})
    assert gain(inside, whole) == pytest.approx((2.5, 1.0, 0.5))


def test_medians_are_told_of_parameters_with_few_values() -> None:
    frame = pd.DataFrame({f"params_{name}": range(6) for name in CHAPTER.distributions()})
    frame["params_optimizer"] = ["Adam", "SGD"] * 3
    found = medians(CHAPTER, frame.assign(value=[1.0, 2.0, 3.0, 4.0, 5.0, None]))
    assert found == {"optimizer": {"Adam": 3.0, "SGD": 4.0}}


def test_the_table_names_what_was_given_gained_and_fixed() -> None:
    advice = [RangeAdvice("lr", kind, "", "", Fixed(0.1)) for kind in ("fix", "cut")]
    assert fixed(advice) == ["lr"]
    text = text_of(
        "raw",
        {
            "seeds": 2,
            "given": {"cut optimizer": 2},
            "gains": {"cut": [(9.0, 0.5, 0.1), (7.0, -0.1, 0.3)], "widen": []},
            "medians": {},
            "fixed_of_many": [],
        },
    )
    assert "cut optimizer                        2" in text
    assert "cut      2  median of studies +8.00, +0.20, +0.20" in text
    assert "best lower in 1" in text
    assert "fixed by these: nothing" in text
