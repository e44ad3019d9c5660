import pytest

from dctaxi.space.description import describe_dimension, describe_space
from dctaxi.space.dimensions import Choices, Dimension, Fixed, FloatRange, IntRange
from dctaxi.space.generated import powers_of_two
from dctaxi.space.presets import PRESETS


@pytest.mark.parametrize(
    ("dimension", "words"),
    [
        (FloatRange(0.009, 0.07, log=True), "0.009\N{EN DASH}0.07 log"),
        (FloatRange(1e-5, 1.0, log=True), "1e-5\N{EN DASH}1 log"),
        (FloatRange(0.1, 0.5, step=0.1), "0.1\N{EN DASH}0.5 in steps of 0.1"),
        (IntRange(0, 2**31 - 2), "0\N{EN DASH}2,147,483,646"),
        (IntRange(10, 50, step=20), "10\N{EN DASH}50 in steps of 20"),
        (Choices((7,)), "7"),
        (Choices((7, 11)), "7 or 11"),
        (Choices((7, 11, 13)), "7, 11 or 13"),
        (powers_of_two(16, 21), "65,536, 131,072 … 2,097,152 (6 choices)"),
        (Fixed("Adam"), "Adam"),
    ],
)
def test_describes_a_dimension(dimension: Dimension, words: str) -> None:
    assert describe_dimension(dimension) == words


def test_describes_a_space_on_one_line() -> None:
    space = PRESETS["chapter"].space.replace("num_hidden_layer_2_neurons", Fixed(5))
    assert describe_space(space) == (
        "lr 0.009-0.07 log, 2 or 3 layers of 7 or 11 neurons, layer 2 of 5, "
        "batch size 30-50 log, training steps 30-50 log, Adam or SGD, batch norm on or off, "
        "seed 0-2,147,483,646"
    ).replace("-", "\N{EN DASH}")


def test_a_fixed_switch_is_on_or_off() -> None:
    space = PRESETS["chapter"].space.replace("batch_norm_linear_layers", Fixed(0))
    assert "batch norm off" in describe_space(space.replace("num_layers", Fixed(1)))
    assert "1 layer of" in describe_space(space.replace("num_layers", Fixed(1)))
