"""The constant answer's map: a cell for each pair, the trials on theirs."""

import numpy as np
import pytest

from dctaxi.plots import TemplateName
from dctaxi.plots.learn.easy_batch import constant_cells, constant_figure
from dctaxi.teaching.easy_batch import ConstantMap, Rejudged

MAP = ConstantMap(
    np.array([30, 32, 40]), np.array([10, 20]), np.array([[7.0, 8.0, 9.0], [6.5, 7.5, 8.5]])
)


def trials_of(sizes: list[int], steps: list[int], own: list[float]) -> Rejudged:
    count = len(own)
    return Rejudged(
        np.arange(count), np.array(sizes), np.array(steps), np.array(own),
        np.full(count, 8.0), np.array(own) / 2, 4.0,
    )  # fmt: skip


@pytest.mark.parametrize("template", ["light", "dark"])
def test_every_cell_is_drawn_and_read_by_a_pointer(template: TemplateName) -> None:
    figure = constant_figure(constant_cells(MAP, None), template=template)
    (heat,) = figure.data
    assert np.asarray(heat.z).shape == (2, 3)
    assert np.asarray(heat.z)[1, 0] == 0.0  # the lowest stands out most
    assert heat.hovertext[1][0] == "30 rows, 20 steps: 6.50 USD"
    assert figure.layout.xaxis.ticktext == ("30", "32", "40")


def test_trials_lie_in_their_cells_and_the_best_has_a_ring() -> None:
    cells = constant_cells(MAP, trials_of([30, 33, 40], [10, 20, 11], [7.0, 6.0, 9.0]))
    assert cells.columns.tolist() == [0, 1, 2]
    assert cells.rows.tolist() == [0, 1, 0]
    _heat, points, ring = constant_figure(cells, template="light").data
    assert np.abs(np.asarray(points.x) - cells.columns).max() <= 0.3
    assert np.abs(np.asarray(points.y) - cells.rows).max() <= 0.3
    assert ring.customdata.tolist() == [1]


def test_a_single_cell_is_drawn_too() -> None:
    one = ConstantMap(np.array([40]), np.array([30]), np.array([[8.0]]))
    (heat,) = constant_figure(constant_cells(one, None), template="light").data
    assert np.asarray(heat.z).tolist() == [[0.5]]
