import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.analysis import Range, Selection
from dctaxi.analysis.reading import Parameter
from dctaxi.analysis.selection import Category
from dctaxi.plots.study.parallel import parallel_data
from dctaxi.plots.study.parallel_canvas import STEPS, canvas_data, interval_of
from tests.plots.conftest import Rows, rows


def test_places_run_from_the_bottom_of_an_axis_to_its_top(make_rows: Rows, lr: Parameter) -> None:
    trials = make_rows([0.0, None, 4.0], lr=[0.01, 0.1, 1.0])
    canvas = canvas_data(parallel_data(trials, [lr], ["lr"]), template="light")
    assert canvas["numbers"] == [1, 2, 0]
    assert canvas["objectives"] == ["no result", "4.00 USD", "0.00 USD"]
    assert canvas["colours"] == [-1, 0, STEPS]
    axis, objective = canvas["axes"]
    assert axis["at"] == [STEPS // 2, STEPS, 0]
    assert [STEPS // 2, "0.1"] in axis["ticks"]
    assert objective["at"] == [STEPS, pytest.approx(STEPS / 1.12, abs=1), 0]
    assert canvas["bar"]["failed"]


def test_a_selection_says_what_is_inside_and_what_would_be_without_its_brushes(
    make_rows: Rows, lr: Parameter, width: Parameter
) -> None:
    trials = make_rows([1.0, 2.0, 3.0], lr=[0.01, 0.1, 1.0], width=[7, 7, 11])
    selection = Selection(
        ranges=(Range("params_lr", 0.1),), categories=(Category("params_width", (7,)),)
    )
    canvas = canvas_data(parallel_data(trials, [lr, width], ["lr"], selection), template="dark")
    by_number = dict(zip(canvas["numbers"], canvas["inside"], strict=True))
    assert by_number == {0: 0, 1: 1, 2: 0}
    by_number = dict(zip(canvas["numbers"], canvas["unbrushed"], strict=True))
    assert by_number == {0: 1, 1: 1, 2: 0}
    assert canvas["axes"][0]["brushes"] == [[STEPS // 2, STEPS]]


@given(
    st.lists(
        st.one_of(st.none(), st.floats(-1e18, 1e18, allow_subnormal=False), st.just(math.nan)),
        max_size=20,
    ),
)
def test_any_objectives_become_strict_json(values: list[float | None]) -> None:
    lr = Parameter("lr", "float", 0.01, 1.0, log=True)
    trials = rows(values, lr=[0.1, None] * (len(values) // 2) + [0.5] * (len(values) % 2))
    data = parallel_data(trials, [lr], ["lr"])
    canvas = canvas_data(data, template="light")
    json.dumps(canvas, allow_nan=False)
    for axis in canvas["axes"]:
        assert all(0 <= place <= STEPS for place in axis["at"])


def test_a_brush_of_the_browser_is_an_interval_of_the_axis(make_rows: Rows, lr: Parameter) -> None:
    dimension = parallel_data(make_rows([1.0], lr=[0.1]), [lr], ["lr"]).dimensions[0]
    assert interval_of(dimension, 0, STEPS) == dimension.axis.ends
    assert interval_of(dimension, STEPS / 2, STEPS / 2) == pytest.approx((-1.0, -1.0))


def test_ten_thousand_trials_stay_small(make_rows: Rows) -> None:
    draw = np.random.default_rng(0)
    many = [Parameter(f"p{place}", "float", 0.0, 1.0) for place in range(5)]
    trials = make_rows(
        draw.uniform(1, 9, 10_000).tolist(), **{p.name: draw.uniform(0, 1, 10_000) for p in many}
    )
    selection = Selection(ranges=(Range("params_p0", 0.5),))
    data = parallel_data(trials, many, [p.name for p in many], selection)
    assert len(json.dumps(canvas_data(data, template="light"))) < 250_000
