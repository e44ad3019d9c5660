from dctaxi.analysis.parameters import Parameter, parameters_of
from dctaxi.plots.space_sample import space_sample_data, space_sample_figure, space_sample_text
from dctaxi.search.draw import draw
from dctaxi.search.presets import PRESETS


def test_every_sample_is_a_line_and_missing_layers_say_so(lr: Parameter, width: Parameter) -> None:
    data = space_sample_data([{"lr": 0.1, "width": 7}, {"lr": 1.0}], [lr, width])
    assert data.dimensions[0].positions.tolist() == [-1.0, 0.0]
    assert data.dimensions[1].positions.tolist() == [0.0, -1.0]
    assert data.used == (1.0, 0.5)
    assert "width in 50%" in space_sample_text(data)


def test_the_chapters_space_can_be_drawn() -> None:
    space = PRESETS["chapter"].space
    data = space_sample_data(draw(space, 300, seed=0), parameters_of(space))
    figure = space_sample_figure(data, template="light")
    assert [d.label for d in figure.data[0].dimensions] == list(space.distributions())


def test_a_space_of_fixed_values_says_so() -> None:
    data = space_sample_data([{}], [])
    assert not space_sample_figure(data, template="light").data
    assert "fixed" in space_sample_text(data)
