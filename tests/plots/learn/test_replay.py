"""A replay's axes are those of the whole study; only its rows grow."""

import json

import numpy as np
import pytest

from dctaxi.analysis.reading import Parameter
from dctaxi.plots.learn.replay import (
    DRAWN_POINTS,
    history_spec,
    replay_data,
    rows_until,
    scatter_spec,
    scatter_text,
)
from dctaxi.teaching.replay import replay_of
from tests.plots.conftest import Rows


def test_rows_say_where_each_trial_stands(make_rows: Rows, lr: Parameter, width: Parameter) -> None:
    trials = make_rows([5.0, None, 4.0, 9.0], lr=[0.1, 0.2, 0.3, 0.4], width=[7, 11, None, 7])
    data = replay_data(replay_of(trials), lr, width)
    assert data.rows["kind"].tolist() == ["new best", "no result", "new best", "trial"]
    assert data.rows["x"].tolist() == [0.1, 0.2, 0.3, 0.4]
    assert np.round(data.rows["y"]).tolist()[:2] == [0, 1]
    assert np.isnan(data.rows["y"].iloc[2])
    assert data.rows["y_text"].tolist() == ["7", "11", "", "7"]
    assert data.rows["rank"].tolist()[::2] == [0.5, 0.0]
    assert data.rows["shown"].iloc[1] == data.limits.high


def test_the_scatters_words_say_where_the_best_so_far_lies(
    make_rows: Rows, lr: Parameter, width: Parameter
) -> None:
    trials = make_rows([None, 5.0, 4.0, 9.0], lr=[0.1, 0.2, 0.3, 0.4], width=[7, 11, None, 7])
    data = replay_data(replay_of(trials), lr, width)
    assert scatter_text(data, 0).endswith("none has a result yet.")
    assert scatter_text(data, 1).endswith(f"the best so far, 1, has lr 0.2 and {width.name} 11.")
    for number in (2, 3):
        assert scatter_text(data, number).endswith(f"2, has lr 0.3 and {width.name} not used.")


def test_the_latest_trial_is_marked_and_later_ones_are_not_there(
    make_rows: Rows, lr: Parameter, batch_size: Parameter
) -> None:
    trials = make_rows([5.0, 4.0, 3.0], lr=[0.1, 0.2, 0.3], batch_size=[1, 4, 2])
    data = replay_data(replay_of(trials), lr, batch_size)
    rows = rows_until(data, 1)
    assert rows["number"].tolist() == [0, 1]
    assert rows["now"].tolist() == [False, True]
    assert np.round(rows["y"]).tolist() == [0, 3]


@pytest.mark.parametrize("template", ["light", "dark"])
def test_axes_are_frozen_at_the_whole_studys_ends(
    make_rows: Rows, lr: Parameter, width: Parameter, template: str
) -> None:
    trials = make_rows([5.0, 4.0, 8.0], lr=[0.1, 0.2, 0.3], width=[7, 11, 7])
    data = replay_data(replay_of(trials), lr, width)
    history = history_spec(data, template)  # type: ignore[arg-type]
    for layer in history["layer"]:
        assert layer["encoding"]["x"]["scale"]["domain"] == [-0.5, 2.5]
        assert layer["encoding"]["y"]["scale"]["domain"] == [data.limits.low, data.limits.high]
    scatter = scatter_spec(data, template)  # type: ignore[arg-type]
    for layer in scatter["layer"]:
        assert layer["encoding"]["x"]["scale"]["domain"] == [0.01, 1.0]
        assert layer["encoding"]["x"]["scale"]["type"] == "log"
        assert layer["encoding"]["y"]["axis"]["labelExpr"] == '["7", "11"][datum.value]'
    json.dumps([history, scatter])


def test_a_long_study_is_thinned_and_keeps_every_new_best(
    make_rows: Rows, lr: Parameter, batch_size: Parameter
) -> None:
    count = DRAWN_POINTS * 2
    values = np.linspace(9, 1, count)
    values[::2] = 20
    trials = make_rows(values, lr=np.full(count, 0.1), batch_size=np.full(count, 2))
    replay = replay_of(trials)
    data = replay_data(replay, lr, batch_size)
    assert set(replay.new_bests) <= set(data.rows["number"])
    assert len(data.rows) <= DRAWN_POINTS + len(replay.new_bests)
    assert data.last == count - 1
