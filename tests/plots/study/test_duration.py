import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dctaxi.analysis import TrainingSizes
from dctaxi.plots.study.duration import DRAWN_POINTS, duration_data, duration_figure, duration_text
from tests.plots.conftest import Rows


def timed(trials: pd.DataFrame, seconds: list[Any]) -> pd.DataFrame:
    return trials.assign(train_s=np.array(seconds, dtype=float))


def sizes(work: list[float]) -> TrainingSizes:
    return TrainingSizes(np.array(work), np.ones(len(work)))


def test_the_trend_is_the_slope_between_the_logarithms(make_rows: Rows) -> None:
    work = np.geomspace(10, 1e5, 20)
    data = duration_data(
        timed(make_rows([1.0] * 20), (0.001 * work**0.5).tolist()),
        sizes(work.tolist()),
        shared=False,
    )
    assert data.factor == pytest.approx(10**0.5)
    assert "ten times the work took 3.16 times as long" in duration_text(data)
    assert "by construction" not in duration_text(data)


def test_shared_times_are_said_to_be_shared(make_rows: Rows) -> None:
    data = duration_data(timed(make_rows([1.0]), [2.0]), sizes([5.0]), shared=True)
    assert "shares its time out by operations" in duration_text(data)


def test_few_or_equal_sizes_give_no_trend(make_rows: Rows) -> None:
    alike = duration_data(timed(make_rows([1.0] * 12), [2.0] * 12), sizes([5.0] * 12), shared=False)
    assert alike.factor is None
    assert "too much alike, for a trend" in duration_text(alike)


def test_trials_without_a_time_or_a_size_are_left_out(make_rows: Rows) -> None:
    trials = timed(
        make_rows([1.0, None, 3.0, None], ["COMPLETE", "FAIL", "COMPLETE", "RUNNING"]),
        [1.0, 2.0, None, 1.0],
    )
    data = duration_data(trials, sizes([10.0, np.nan, 10.0, 10.0]), shared=False)
    assert data.numbers.tolist() == [0]


def test_ten_thousand_trials_are_thinned_for_drawing_only(make_rows: Rows) -> None:
    work = np.geomspace(10, 1e5, 10_000)
    data = duration_data(
        timed(make_rows([1.0] * 10_000), work.tolist()), sizes(work.tolist()), shared=False
    )
    assert (data.total, len(data.numbers)) == (10_000, DRAWN_POINTS)


@pytest.mark.parametrize("seconds", [[], [None], [0.0], [1.0], [2.0, 2.0]])
def test_any_trials_can_be_drawn(seconds: list[Any], make_rows: Rows) -> None:
    count = len(seconds)
    data = duration_data(
        timed(make_rows([1.0] * count), seconds), sizes([7.0] * count), shared=True
    )
    for template in ("light", "dark"):
        json.loads(duration_figure(data, template=template).to_json())
    assert duration_text(data)
