import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.analysis import Selection
from dctaxi.errors import SpaceError
from dctaxi.space import PRESETS, Choices, Fixed, FloatRange, IntRange, extensions
from pages.components.selection.ranges import dimensions_of, narrowed_by

CHAPTER = PRESETS["chapter"].space
ENDS = st.none() | st.floats(-10, 100)


def ranged(name: str, low: float | None, high: float | None) -> Selection:
    return Selection().with_range(f"params_{name}", low, high)


@pytest.mark.parametrize(
    ("selection", "name", "dimension"),
    [
        (ranged("lr", 0.01, 0.03), "lr", FloatRange(0.01, 0.03, log=True)),
        (ranged("lr", None, 0.03), "lr", FloatRange(0.009, 0.03, log=True)),
        (ranged("lr", 0.0, 0.03), "lr", FloatRange(0.009, 0.03, log=True)),
        (ranged("batch_size", 32.4, 40.9), "batch_size", IntRange(33, 40, log=True)),
        (ranged("batch_size", 40, 40), "batch_size", Fixed(40)),
        (Selection().with_values("params_optimizer", ["SGD"]), "optimizer", Fixed("SGD")),
        (
            Selection().with_values("params_num_hidden_layer_0_neurons", [7]),
            "num_hidden_layer_0_neurons",
            Fixed(7),
        ),
    ],
)
def test_a_condition_becomes_the_range_that_it_leaves(
    selection: Selection, name: str, dimension: object
) -> None:
    assert dimensions_of(selection, CHAPTER) == {name: dimension}


@pytest.mark.parametrize(
    "selection",
    [
        Selection(statuses=("finished",), top_percent=10, picked=(1,)),
        ranged("lr", 0.0, 1.0),
        Selection().with_range("value", 1, 2),
        Selection().with_values("params_num_hidden_layer_2_neurons", [None]),
        ranged("gone", 1, 2),
        ranged("optimizer", 1, 2),
        Selection().with_values("params_optimizer", ["Adam", "SGD"]),
    ],
)
def test_what_is_no_narrower_range_of_the_space_is_none(selection: Selection) -> None:
    assert dimensions_of(selection, CHAPTER) == {}
    assert narrowed_by(selection, CHAPTER) == CHAPTER


def test_layers_that_are_gone_have_no_range() -> None:
    selection = (
        Selection()
        .with_values("params_num_hidden_layer_2_neurons", [7])
        .with_values("params_num_layers", [2])
    )
    assert dimensions_of(selection, CHAPTER) == {"num_layers": Fixed(2)}
    assert narrowed_by(selection, CHAPTER).max_layers == 2


def test_a_range_beside_the_space_is_refused_with_its_name() -> None:
    with pytest.raises(SpaceError, match=r"^lr: "):
        dimensions_of(ranged("lr", 0.5, 0.6), CHAPTER)
    with pytest.raises(SpaceError, match=r"^optimizer: expected some of the space's values"):
        dimensions_of(Selection().with_values("params_optimizer", ["Lion"]), CHAPTER)


@given(st.sampled_from(("lr", "batch_size", "max_batches", "seed")), ENDS, ENDS)
def test_the_narrowed_space_lies_within_the_studys(
    name: str, low: float | None, high: float | None
) -> None:
    try:
        narrowed = narrowed_by(ranged(name, low, high), CHAPTER)
    except SpaceError as error:
        assert str(error).startswith(name)  # noqa: PT017 - either outcome is right
    else:
        assert extensions(CHAPTER, narrowed) == ()


def test_a_list_keeps_its_choices_in_between() -> None:
    space = CHAPTER.replace("batch_size", Choices((8, 16, 32, 64)))
    assert dimensions_of(ranged("batch_size", 10, 40), space) == {"batch_size": Choices((16, 32))}
