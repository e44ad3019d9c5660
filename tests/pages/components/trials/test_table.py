import math

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from pages.components.trials import table

CURVE = [[step, 9.0, float(step)] for step in range(1, 101)]


def rows(number: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "number": range(number),
            "value": np.linspace(3, 4, number),
            "status": "finished",
            "params_seed": 2**31 - 2,
            "params_l2": [8.0, math.nan] * (number // 2),
            "curve": [CURVE, None] * (number // 2),
            "message": None,
        }
    )


def test_a_short_table_has_badges_and_curves_that_end_where_they_ended() -> None:
    shown = table.display(rows(4), ["number", "status", "curve"], curve_top=50.0)
    assert list(shown) == ["number", "status", "curve"]
    assert shown["status"].tolist() == [["finished"]] * 4
    line = shown["curve"][0]
    assert (line[0], line[-1], len(line)) == (1.0, 50.0, 24)
    assert shown["curve"][1] is None
    assert table.display(rows(2), ["curve"])["curve"][0][-1] == 100.0


def test_a_long_table_says_the_same_in_fewer_bytes() -> None:
    trials = rows(table.CURVES + 2)
    columns = [column for column in trials if column != "message"]
    shown = table.display(trials, columns)
    assert list(shown) == [column for column in columns if column != "curve"]
    assert shown["number"].tolist() == trials["number"].tolist()
    assert shown["params_seed"].tolist() == trials["params_seed"].tolist()
    assert shown["params_l2"].isna().tolist() == trials["params_l2"].isna().tolist()
    np.testing.assert_allclose(shown["value"], trials["value"], rtol=1e-6)
    heavy, light = trials[list(shown)].memory_usage(deep=True), shown.memory_usage(deep=True)
    assert light.sum() < heavy.sum() / 2


@given(st.lists(st.none() | st.floats(allow_nan=False) | st.integers(-(2**40), 2**40)))
def test_light_numbers_are_the_same_to_seven_digits(numbers: list[float | None]) -> None:
    values = pd.Series(numbers, dtype="float64")
    many = values.reindex(range(table.CURVES + 1 + len(values)))
    shown = table.display(pd.DataFrame({"value": many}), ["value"])["value"][: len(values)]
    found = shown.astype("float64")
    assert found.isna().tolist() == values.isna().tolist()
    known = values.notna()
    np.testing.assert_allclose(found[known], values[known], rtol=1e-6, atol=1e-37)


def test_choices_of_several_types_are_shown_as_text() -> None:
    choices = pd.Series(["a", 2.5, True, None], dtype=object)
    trials = pd.DataFrame({"number": range(4), "params_c": choices})
    shown = table.display(trials, ["number", "params_c"])
    assert shown["params_c"].tolist()[:3] == ["a", "2.5", "True"]
    assert shown["params_c"].isna().tolist() == [False, False, False, True]
    assert shown["number"].tolist() == [0, 1, 2, 3]
