import pytest

from dctaxi.plots.parts.panels import wrapped


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("lr", ["lr"]),
        ("num_hidden_layer_0_neurons", ["num_hidden_layer_0_", "neurons"]),
        ("learning rate of it", ["learning rate of it"]),
        ("the learning rate of the head", ["the learning rate ", "of the head"]),
        ("x" * 30, ["x" * 30]),
    ],
)
def test_a_name_breaks_behind_underscores_and_blanks_and_loses_nothing(name, lines):
    assert wrapped(name, 20).split("<br>") == lines
