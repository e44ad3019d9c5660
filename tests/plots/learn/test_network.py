import pytest

from dctaxi.plots.learn.network import DRAWN_NEURONS, network_data, network_figure, network_text
from dctaxi.teaching.network_shapes import CHAPTER_LIST, layers_of, read_list


def drawing(text=CHAPTER_LIST, *, batch_norm=False):
    return network_data(layers_of(read_list(text, batch_norm=batch_norm), 8))


def test_a_row_for_the_features_each_layer_and_the_fare():
    data = drawing()
    assert [row.width for row in data.rows] == [8, 3, 5, 8, 1]
    assert [row.text for row in data.rows] == [
        "8 features", "3 neurons, ReLU", "5 neurons, ReLU", "8 neurons, ReLU", "the fare",
    ]  # fmt: skip
    assert all(upper.height > lower.height for upper, lower in zip(data.rows, data.rows[1:]))  # noqa: B905


def test_a_linear_lies_between_the_rows_that_its_weights_connect():
    assert [(above.width, below.width) for _, above, below in drawing().linear] == [
        (8, 3), (3, 5), (5, 8), (8, 1),
    ]  # fmt: skip
    assert drawing().linear[0][0] == "<b>Linear(8, 3)</b><br>weights 3 by 8"


def test_a_batch_norm_is_a_row_as_wide_as_what_enters_the_next_linear():
    data = drawing(batch_norm=True)
    norms = [place for place, row in enumerate(data.rows) if row.norm]
    assert norms == [1, 3, 5, 7]
    assert all(data.rows[place].width == data.rows[place - 1].width for place in norms)
    assert all(above.norm for _, above, _ in data.linear)
    assert [above.text for _, above, _ in data.linear] == [
        "<b>BatchNorm1d(8)</b>", "<b>BatchNorm1d(3)</b>", "<b>BatchNorm1d(5)</b>",
        "<b>BatchNorm1d(8)</b>",
    ]  # fmt: skip


@pytest.mark.parametrize("batch_norm", [False, True])
def test_a_line_for_each_weight_and_one_into_each_norm(batch_norm):
    figure = network_figure(drawing(batch_norm=batch_norm), template="light")
    weights = 8 * 3 + 3 * 5 + 5 * 8 + 8 * 1
    into_norms = 8 + 3 + 5 + 8 if batch_norm else 0
    assert figure.data[0].x.count(None) == weights + into_norms


def test_a_dot_for_each_number_and_squares_for_the_norms():
    circles, squares = network_figure(drawing(batch_norm=True), template="dark").data[1:]
    assert len(circles.x) == 8 + 3 + 5 + 8 + 1
    assert len(squares.x) == 8 + 3 + 5 + 8
    assert (circles.marker.symbol, squares.marker.symbol) == ("circle", "square")
    assert len(network_figure(drawing(), template="dark").data) == 2


def test_rows_are_centred_and_the_widest_fills_the_width():
    circles = network_figure(drawing("[8, 1]"), template="light").data[1]
    assert circles.x[:8].tolist() == pytest.approx([place / 7 for place in range(8)])
    assert circles.x[-2:].tolist() == [0.5, 0.5]


def test_a_wide_row_shows_some_of_its_neurons_and_says_how_many_there_are():
    data = drawing("[40]")
    circles = network_figure(data, template="light").data[1]
    assert len(circles.x) == 8 + DRAWN_NEURONS + 1
    assert data.rows[1].text == "40 neurons, ReLU"


def test_says_the_sizes_in_order_and_what_is_trained():
    assert network_text(drawing()) == (
        "4 linear layers from 8 to 3 to 5 to 8 to 1: 104 numbers to train."
    )
    assert "each behind a batch normalisation of its input (4 in all): 152 numbers" in network_text(
        drawing(batch_norm=True)
    )
