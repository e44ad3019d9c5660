import numpy as np
import pytest

from dctaxi.analysis.reading import Parameter
from dctaxi.plots.study.contour import (
    DRAWN_POINTS,
    MAX_CELLS,
    contour_data,
    contour_figure,
    contour_text,
)
from tests.plots.conftest import Rows


def test_cells_hold_the_median_and_stay_empty_where_no_trial_is(
    make_rows: Rows, batch_size: Parameter, width: Parameter
) -> None:
    trials = make_rows([1.0, 3.0, 8.0, 0.0], batch_size=[1, 1, 1, 4], width=[7, 7, 7, 11])
    data = contour_data(trials, batch_size, width)
    assert data.cells.x_edges.tolist() == [0.5, 1.5, 2.5, 3.5, 4.5]
    assert data.cells.objectives.tolist()[0][0] == 3.0
    assert data.cells.objectives.tolist()[1][3] == 0.0
    assert np.isnan(data.cells.objectives).sum() == 6
    assert data.colours[1, 3] == 0.0
    assert data.colours[0, 0] == 1.0
    assert data.cells.counts.tolist() == [[3, 0, 0, 0], [0, 0, 0, 1]]
    table = data.cells.table()
    assert table.to_numpy().tolist() == [["1", "7", 3.0, 3], ["4", "11", 0.0, 1]]
    assert list(table)[:2] == ["batch_size", "width"]


def test_no_cell_of_several_is_called_the_best(
    make_rows: Rows, batch_size: Parameter, width: Parameter
) -> None:
    trials = make_rows(
        [1.5, 3.0, 2.0, 0.1, 9.0, 8.0, 7.0],
        batch_size=[2, 2, 2, 4, 1, 1, 1],
        width=[11, 11, 11, 7, 7, 7, 7],
    )
    text = contour_text(contour_data(trials, batch_size, width))
    assert text.startswith(
        "Over the 2 cells of 3 trials or more the median objective goes from 2.00 USD to 8.00 USD; "
        "the lowest of so many may be so by luck. Cells with fewer"
    )


def test_the_sentence_names_the_only_cell_with_trials_enough(
    make_rows: Rows, batch_size: Parameter, width: Parameter
) -> None:
    trials = make_rows([1.5, 3.0, 2.0, 0.1], batch_size=[2, 2, 2, 4], width=[11, 11, 11, 7])
    text = contour_text(contour_data(trials, batch_size, width))
    assert "its median objective is 2.00 USD (3 trials) at batch_size 2" in text
    assert "and width 11. Cells with fewer" in text
    assert "2 of 8 cells have trials" in text


def test_a_cell_of_one_trial_is_pale_and_never_the_lowest(
    make_rows: Rows, batch_size: Parameter, width: Parameter
) -> None:
    trials = make_rows([1.5, 3.0], batch_size=[2, 4], width=[11, 7])
    data = contour_data(trials, batch_size, width)
    assert contour_text(data).startswith("No cell has 3 trials with a result, so none is called")
    enough, *_, few = contour_figure(data, template="light").data
    assert not np.isfinite(enough.z.astype(float)).any()
    assert np.isfinite(few.z.astype(float)).sum() == 2
    assert few.opacity < 0.5
    assert enough.showscale is not False
    assert few.showscale is False


def test_a_trial_without_a_result_is_a_cross_and_no_hole(
    make_rows: Rows, lr: Parameter, batch_size: Parameter
) -> None:
    trials = make_rows([1.0, None], lr=[0.01, 1.0], batch_size=[1, 4])
    data = contour_data(trials, batch_size, lr)
    figure = contour_figure(data, template="light")
    assert (data.cells.numbers.tolist(), data.drawn.tolist()) == ([0, 1], [0, 1])
    assert np.isfinite(data.cells.objectives).sum() == 1
    assert [list(trace.customdata) for trace in figure.data[1:3]] == [[0], [1]]
    assert figure.data[2].x.tolist() == [4.0]
    assert figure.data[2].y.tolist() == [1.0]


def test_few_points_carry_their_numbers_and_picked_ones_a_ring(
    make_rows: Rows, lr: Parameter, width: Parameter
) -> None:
    trials = make_rows([2.0, None, 1.0], lr=[0.1, 0.2, 0.01], width=[7, 7, 11])
    figure = contour_figure(contour_data(trials, lr, width, picked=(2, 9)), template="light")
    _, points, failures, ring, *_ = figure.data
    assert points.text == ("0", "2")
    assert points.hovertext[1] == "1.00 USD<br>lr 0.01, width 11"
    assert failures.customdata.tolist() == [1]
    assert (ring.name, ring.customdata.tolist(), ring.x.tolist()) == ("picked", [2], [0.01])


def test_points_pair_with_their_own_numbers_whatever_precedes_them(
    make_rows: Rows, lr: Parameter, batch_size: Parameter
) -> None:
    trials = make_rows([None, 5.0, None, 6.0], lr=[0.1, 0.2, 0.3, 0.4], batch_size=[1, 2, 3, 4])
    points = contour_figure(contour_data(trials, batch_size, lr), template="light").data[1]
    assert points.customdata.tolist() == [1, 3]
    assert points.y.tolist() == pytest.approx([0.2, 0.4])
    assert points.x.tolist() == [2.0, 4.0]


def test_trials_that_lack_a_parameter_are_left_out_and_counted(
    make_rows: Rows, lr: Parameter, width: Parameter
) -> None:
    trials = make_rows([1.0, 2.0], lr=[0.1, 0.2], width=[7.0, np.nan])
    data = contour_data(trials, lr, width)
    assert (len(data.cells.numbers), data.cells.lacking) == (1, 1)
    assert "1 trial without both parameters left out" in contour_text(data)


def test_the_value_zero_of_a_parameter_is_drawn(
    make_rows: Rows, dropout: Parameter, batch_size: Parameter
) -> None:
    trials = make_rows([0.0, 1.0], dropout=[0.0, 0.0], batch_size=[1, 2])
    data = contour_data(trials, dropout, batch_size)
    assert data.cells.x.tolist() == [0.0, 0.0]
    assert np.isfinite(data.cells.objectives[:, 0]).sum() == 2


def test_log_axes_show_the_values_themselves(
    make_rows: Rows, lr: Parameter, dropout: Parameter
) -> None:
    trials = make_rows([1.0], lr=[0.1], dropout=[0.5])
    figure = contour_figure(contour_data(trials, lr, dropout), template="light")
    assert figure.layout.xaxis.type == "log"
    assert figure.data[1].x.tolist() == pytest.approx([0.1])
    assert figure.data[0].x[0] == pytest.approx(0.01)
    assert next(iter(figure.layout.xaxis.ticktext)) == "0.01"


def test_ten_thousand_trials_stay_small(make_rows: Rows, lr: Parameter, dropout: Parameter) -> None:
    draw = np.random.default_rng(0)
    trials = make_rows(
        draw.uniform(1, 9, 10_000).tolist(),
        lr=10 ** draw.uniform(-2, 0, 10_000),
        dropout=draw.uniform(0, 1, 10_000),
    )
    data = contour_data(trials, lr, dropout)
    assert max(data.cells.objectives.shape) <= MAX_CELLS
    assert len(data.drawn) == DRAWN_POINTS
    assert "2,000 of 10,000 points drawn, the best 10 % all of them" in contour_text(data)
    assert len(contour_figure(data, template="light").to_json()) < 350_000
