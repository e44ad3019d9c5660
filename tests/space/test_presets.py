import pytest

from dctaxi.space.advice import advice_on
from dctaxi.space.dimensions import Choices, Fixed, FloatRange, IntRange
from dctaxi.space.presets import FAIR_OBJECTIVE, OWN_TRIPS_PRESET, PRESETS, Preset
from dctaxi.space.search_space import space_from_json


def test_the_chapters_preset_is_listing_11_5() -> None:
    space = PRESETS["chapter"].space
    assert dict(space.parameters) == {
        "seed": IntRange(0, 2**31 - 2),
        "batch_norm_linear_layers": IntRange(0, 1),
        "optimizer": Choices(("Adam", "SGD")),
        "lr": FloatRange(0.009, 0.07, log=True),
        "num_layers": Choices((2, 3)),
        "num_hidden_layer_neurons": Choices((7, 11)),
        "batch_size": IntRange(30, 50, log=True),
        "max_batches": IntRange(30, 50, log=True),
        "weight_decay": Fixed(0.01),
        "gradient_clip_val": Fixed(0.5),
        "momentum": Fixed(0.0),
    }
    assert PRESETS["chapter"].feature_set == "raw"


def test_all_others_train_on_distances_and_are_judged_on_the_same_rows() -> None:
    others = [preset for name, preset in PRESETS.items() if name != "chapter"]
    assert {preset.feature_set for preset in others} == {"distance"}
    assert {preset.objective for preset in others} == {FAIR_OBJECTIVE}


def test_trips_of_ones_own_are_searched_widely_with_weight_decay_and_drawn_seeds() -> None:
    space = PRESETS[OWN_TRIPS_PRESET].space
    assert space["num_hidden_layer_neurons"] == IntRange(8, 64, log=True)
    assert space["max_batches"] == IntRange(200, 2000, log=True)
    assert space["optimizer"] == Fixed("Adam")  # weight decay does nothing under SGD
    assert isinstance(space["weight_decay"], FloatRange)
    assert isinstance(space["seed"], IntRange)


@pytest.mark.parametrize("preset", PRESETS.values(), ids=list(PRESETS))
def test_a_preset_is_described_and_can_be_saved(preset: Preset) -> None:
    assert preset.title
    assert preset.description.count(".") - preset.description.count("11.") == 1
    assert space_from_json(preset.space.to_json()) == preset.space
    assert not [a for a in advice_on(preset.space) if a.severity == "warning"]
