import json

import numpy as np
import pandas as pd
import pytest

from dctaxi.plots.learn.trace import (
    CONSTANT,
    TRAIN,
    TRAIN_BATCH,
    TRAIN_EVAL,
    VAL,
    VAL_BATCH,
    trace_data,
    trace_figure,
    trace_rows,
    trace_spec,
    trace_text,
)

FRAME = pd.DataFrame({
    "step": [1, 2, 3, 4],
    "train_rmse": [20.0, 4.0, 3.0, 2.0],
    "train_rmse_eval": [9.0, 8.0, 7.0, 6.0],
    "val_rmse": [5.0, 4.5, 4.0, np.nan],
})  # fmt: skip


def test_the_modes_are_told_apart_only_where_they_are_asked_for():
    assert [name for name, _ in trace_data(FRAME, modes=True).errors] == [TRAIN, TRAIN_EVAL, VAL]
    assert [name for name, _ in trace_data(FRAME, modes=False).errors] == [TRAIN_BATCH, VAL_BATCH]


def test_the_axis_holds_every_error_and_the_constant_answer():
    limits = trace_data(FRAME, modes=False, constant=25.0).limits
    assert limits.above == 0
    assert limits.low < 2
    assert limits.high > 25


def test_an_explosion_asks_for_a_log_axis():
    frame = FRAME.assign(val_rmse=[300.0, 4.5, 4.0, 4.0])
    data = trace_data(frame, modes=False)
    assert data.limits.log
    assert trace_text(data).endswith("The axis is logarithmic.")
    assert trace_spec(data, "light")["layer"][0]["encoding"]["y"]["scale"]["type"] == "log"


@pytest.mark.parametrize(("until", "steps"), [(0, []), (1, [1]), (3, [1, 2, 3]), (9, [1, 2, 3, 4])])
def test_the_rows_are_those_up_to_a_step(until, steps):
    rows = trace_rows(trace_data(FRAME, modes=False), until)
    for curve, column in ((TRAIN_BATCH, "train_rmse"), (VAL_BATCH, "val_rmse")):
        of_it = rows[rows["curve"] == curve]
        assert of_it["step"].tolist() == steps
        assert np.array_equal(of_it["rmse"], FRAME[column][: len(steps)], equal_nan=True)


def test_the_chart_is_the_same_at_every_step_and_plain_json():
    data = trace_data(FRAME, modes=False, constant=4.54)
    chart = trace_spec(data, "dark")
    assert json.loads(json.dumps(chart)) == chart
    curves, constant = chart["layer"]
    assert curves["encoding"]["x"]["scale"]["domain"] == [0, 4]
    assert curves["encoding"]["color"]["scale"]["domain"] == [TRAIN_BATCH, VAL_BATCH, CONSTANT]
    assert constant["data"]["values"] == [{"curve": CONSTANT, "rmse": 4.54}]
    assert len(trace_spec(trace_data(FRAME, modes=False), "dark")["layer"]) == 1


def test_the_figure_draws_each_curve_to_its_end():
    figure = trace_figure(trace_data(FRAME, modes=True), template="light")
    assert [trace.name for trace in figure.data] == [TRAIN, TRAIN_EVAL, VAL]
    assert list(figure.data[1].y) == [9, 8, 7, 6]
    assert list(figure.data[1].x) == [1, 2, 3, 4]


@pytest.mark.parametrize(("first", "height"), [(5.0, 4.54), (300.0, np.log10(4.54))])
def test_the_figure_names_the_constant_answer_where_it_lies(first, height):
    data = trace_data(FRAME.assign(val_rmse=[first, 4, 4, 4]), modes=False, constant=4.54)
    figure = trace_figure(data, template="dark")
    assert figure.layout.shapes[0].y0 == 4.54
    assert figure.layout.annotations[0].text == CONSTANT
    assert figure.layout.annotations[0].y == pytest.approx(height)


def test_says_where_the_errors_stand_at_a_step():
    data = trace_data(FRAME, modes=False, constant=4.54)
    assert trace_text(data, until=2) == (
        "RMSE at step 2: training batch 4.00 USD, validation batch 4.50 USD; the constant answer "
        "4.54 USD."
    )
    assert "validation batch diverged" in trace_text(data)
    assert trace_text(data, until=0).startswith("Before the first step there is nothing to judge")
