import pytest

from dctaxi.analysis import Selection
from dctaxi.analysis.reading import Parameter
from dctaxi.plots.parts.interval_marks import mark_intervals
from dctaxi.plots.study.contour import contour_data, contour_figure
from tests.plots.conftest import Rows


def frames(make_rows: Rows, x: Parameter, y: Parameter, selection: Selection) -> list[tuple]:
    """Return the frames over a pair, as x0, x1, y0, y1."""
    lowest = {one.name: [one.choices[0] if one.choices else one.low] * 2 for one in (x, y)}
    rows = make_rows([1.0, 2.0], **lowest)
    data = contour_data(rows, x, y)
    figure = contour_figure(data, template="light")
    mark_intervals(figure, data.cells, selection, template="light")
    return [(one.x0, one.x1, one.y0, one.y1) for one in figure.layout.shapes]


def test_two_intervals_frame_what_lies_in_both(
    make_rows: Rows, lr: Parameter, batch_size: Parameter
) -> None:
    selection = Selection().with_range("params_lr", 0.02, 0.5).with_range("params_batch_size", 2, 3)
    (frame,) = frames(make_rows, lr, batch_size, selection)
    assert frame == pytest.approx((0.02, 0.5, 1.5, 3.5))  # whole numbers with their cells


def test_an_axis_without_a_condition_is_framed_from_edge_to_edge(
    make_rows: Rows, lr: Parameter, batch_size: Parameter
) -> None:
    selection = Selection().with_range("params_batch_size", None, 2)
    (frame,) = frames(make_rows, lr, batch_size, selection)
    assert frame == pytest.approx((lr.low, lr.high, 0.5, 2.5))
    assert frames(make_rows, lr, batch_size, Selection()) == []
    elsewhere = Selection().with_range("params_other", 1, 2)
    assert frames(make_rows, lr, batch_size, elsewhere) == []


def test_categories_are_framed_cell_by_cell(
    make_rows: Rows, batch_size: Parameter, width: Parameter
) -> None:
    first, last = width.choices[0], width.choices[-1]
    selection = Selection().with_values("params_width", [first, last, None])
    found = frames(make_rows, batch_size, width, selection)
    places = [0.0, float(len(width.choices) - 1)]
    assert [frame[2:] for frame in found] == [(place - 0.5, place + 0.5) for place in places]
    listed = Selection().with_values("params_batch_size", [1, 3])
    assert [frame[:2] for frame in frames(make_rows, batch_size, width, listed)] == [
        (0.5, 1.5),
        (2.5, 3.5),
    ]


def test_an_interval_beside_the_axis_leaves_nothing_to_frame(
    make_rows: Rows, lr: Parameter, batch_size: Parameter
) -> None:
    for low, high in ((-5.0, -1.0), (1e6, None), (0.5, 0.02)):
        selection = Selection().with_range("params_lr", low, high)
        assert frames(make_rows, lr, batch_size, selection) == []
    (frame,) = frames(make_rows, lr, batch_size, Selection().with_range("params_lr", -5, 0.5))
    assert frame[:2] == pytest.approx((lr.low, 0.5))
    only_unused = Selection().with_values("params_lr", [None])
    assert frames(make_rows, lr, batch_size, only_unused) == []


def test_the_frame_of_a_range_with_steps_ends_where_its_cells_do(
    make_rows: Rows, lr: Parameter
) -> None:
    size = Parameter("size", "int", 32, 512, step=32)
    (frame,) = frames(make_rows, lr, size, Selection().with_range("params_size", 64, 96))
    assert frame[2:] == (48.0, 112.0)
