import pandas as pd
import pytest

from dctaxi.space import PRESETS
from pages.components.trained.origin import Start
from pages.components.whatif import advice

START = Start(PRESETS["chapter"].space, {"objective": "val_rmse_all"}, None)


def test_advice_is_asked_anew_where_another_of_two_ties_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[list[int]] = []

    def counted(_space: object, trials: pd.DataFrame) -> tuple[()]:
        asked.append(trials.index[trials["value"].isna()].tolist())
        return ()

    monkeypatch.setattr(advice, "advise", counted)
    for left_out in (1, 2, 1):
        values = pd.Series([3.0, 4.0, 4.0]).mask([place == left_out for place in range(3)])
        advice.of_study(START, pd.DataFrame({"value": values}))
    assert asked == [[1], [2]]
