import json
from typing import Any

import numpy as np
import pytest

from dctaxi.analysis.reading import Parameter
from dctaxi.plots.study.contour_matrix import (
    MAX_PARAMETERS,
    contour_matrix_data,
    contour_matrix_figure,
    contour_matrix_table,
    contour_matrix_text,
)
from tests.plots.conftest import Rows


def test_each_pair_has_its_panel_below_the_diagonal(
    make_rows: Rows, lr: Parameter, batch_size: Parameter, width: Parameter
) -> None:
    trials = make_rows([1.0, 2.0, None], lr=[0.1, 0.2, 1], batch_size=[1, 2, 4], width=[7, 11, 7])
    data = contour_matrix_data(trials, [lr, batch_size, width], picked=[1])
    assert [
        (panel.column, panel.row, panel.cells.x_axis.name, panel.cells.y_axis.name)
        for panel in data.panels
    ] == [(0, 0, "lr", "batch_size"), (0, 1, "lr", "width"), (1, 1, "batch_size", "width")]
    figure = contour_matrix_figure(data, template="light")
    assert [(trace.xaxis, trace.yaxis) for trace in figure.data[::5]] == [
        ("x", "y"),
        ("x", "y2"),
        ("x2", "y2"),
    ]
    assert [trace.customdata.tolist() for trace in figure.data[1:4]] == [[0, 1], [2], [1]]
    assert figure.layout.yaxis.domain[0] > figure.layout.yaxis2.domain[1]
    assert figure.layout.xaxis.domain[1] < figure.layout.xaxis2.domain[0]


def test_panels_share_one_scale_so_that_they_can_be_compared(
    make_rows: Rows, lr: Parameter, batch_size: Parameter, width: Parameter
) -> None:
    trials = make_rows([1.0, 3.0], lr=[0.01, 1.0], batch_size=[1, 1], width=[7, 7])
    panels = contour_matrix_data(trials, [lr, batch_size, width]).panels
    # Medians: 1 and 3 in the first two panels, and 2, where both trials share a cell, in the last.
    assert np.nanmin(panels[0].colours) == pytest.approx(0.125)
    assert np.nanmax(panels[1].colours) == pytest.approx(0.875)
    assert np.nanmin(panels[2].colours) == pytest.approx(0.5)


def test_sentence_and_table_name_the_lowest_cell_of_each_pair(
    make_rows: Rows, batch_size: Parameter, width: Parameter
) -> None:
    trials = make_rows(
        [2.0, 3.0, 2.0, 2.0, 1.0], batch_size=[1, 2, 1, 1, 4], width=[7, 11, 7, 7, np.nan]
    )
    data = contour_matrix_data(trials, [batch_size, width])
    assert contour_matrix_text(data) == (
        "Of 1 pair the lowest median objective of a cell, 2.00 USD (3 trials) at batch_size 1 "
        "and width 7; the lowest of so many may be so by luck. "
        "Up to 1 trial without both parameters left out."
    )
    assert contour_matrix_table(data).to_numpy().tolist() == [
        ["batch_size", "width", "1", "7", 2.0, 3]
    ]


@pytest.mark.parametrize("values", [[], [None], [None, None], [1.0], [2.0, 2.0], [float("nan")]])
def test_any_number_of_trials_can_be_drawn(
    values: list[float | None], make_rows: Rows, lr: Parameter, width: Parameter
) -> None:
    trials = make_rows(values, lr=[0.1] * len(values), width=[7] * len(values))
    for parameters in ([lr], [lr, width]):
        data = contour_matrix_data(trials, parameters)
        for template in ("light", "dark"):
            json.loads(contour_matrix_figure(data, template=template).to_json())
        assert contour_matrix_text(data)
        contour_matrix_table(data)


def test_ten_thousand_trials_and_thirty_parameters_stay_small(make_rows: Rows) -> None:
    draw = np.random.default_rng(0)
    many = [Parameter(f"p{place}", "float", 0.0, 1.0) for place in range(30)]
    columns: dict[str, Any] = {one.name: draw.uniform(0, 1, 10_000) for one in many}
    trials = make_rows(draw.uniform(1, 9, 10_000).tolist(), **columns)
    data = contour_matrix_data(trials, many)
    assert len(data.names) == MAX_PARAMETERS
    assert len(contour_matrix_figure(data, template="light").to_json()) < 600_000
    assert "200 of 10,000 points drawn" in contour_matrix_text(data)
