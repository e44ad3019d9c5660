"""The spaces that come with the product, each with the feature set that suits it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from dctaxi.hyperparameters import HYPERPARAMETERS
from dctaxi.records import ObjectiveName
from dctaxi.space.dimensions import Choices, Fixed, FloatRange, IntRange
from dctaxi.space.generated import powers_of_two
from dctaxi.space.parameters import in_chapter, searched
from dctaxi.space.search_space import SearchSpace

if TYPE_CHECKING:
    from dctaxi.data import FeatureSet


FAIR_OBJECTIVE: ObjectiveName = "val_rmse_all"
"""The objective by which two trials can be compared: all are judged on the same rows."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A named space; the description is one sentence.

    ``feature_set`` and ``objective`` are what a study of it uses where nothing else is asked for.
    """

    title: str
    description: str
    space: SearchSpace
    feature_set: FeatureSet = "distance"
    objective: ObjectiveName = FAIR_OBJECTIVE


_CHAPTER = SearchSpace({name: in_chapter(row) for name, row in HYPERPARAMETERS.items()})

_FIRST = (
    _CHAPTER.replace("optimizer", Fixed("Adam"))
    .replace("lr", FloatRange(1e-5, 1.0, log=True))
    .replace("num_layers", Choices((1, 2)))
    .replace("num_hidden_layer_neurons", IntRange(4, 16, log=True))
    .replace("batch_size", powers_of_two(6, 9))
    .replace("max_batches", IntRange(100, 1000, log=True))
)

_MY_DATA = (
    _CHAPTER.replace("optimizer", Fixed("Adam"))
    .replace("lr", FloatRange(0.001, 0.1, log=True))
    .replace("num_layers", IntRange(1, 3))
    .replace("num_hidden_layer_neurons", IntRange(8, 64, log=True))
    .replace("batch_size", powers_of_two(5, 8))
    .replace("max_batches", IntRange(200, 2000, log=True))
    .replace("weight_decay", searched(HYPERPARAMETERS["weight_decay"]))
)

_WIDE = (
    _CHAPTER.replace("lr", FloatRange(0.001, 0.1, log=True))
    .replace("num_layers", IntRange(1, 4))
    .replace("num_hidden_layer_neurons", IntRange(3, 64, log=True))
    .replace("batch_size", IntRange(16, 256, log=True))
    .replace("max_batches", IntRange(40, 4000, log=True))
)

DEFAULT_PRESET: Final = "first"
"""What is searched where nobody says."""

OWN_TRIPS_PRESET: Final = "my-data"
"""What is searched on trips of one's own where nobody says."""

PRESETS: Mapping[str, Preset] = MappingProxyType({
    "first": Preset(
        "First study",
        "Small networks that learn the sample's fares in seconds and beat a line on the distance.",
        _FIRST,
    ),
    "my-data": Preset(
        "My data",
        "Wider networks, trained for 200 to 2,000 steps, for trips of your own.",
        _MY_DATA,
    ),
    "chapter": Preset(
        "Chapter",
        "Listing 11.5 as printed: raw columns and 30 to 50 steps, from which next to nothing is "
        "learnt.",
        _CHAPTER,
        "raw",
        "train_val_rmse",
    ),
    "wide": Preset(
        "Wide",
        "The chapter's wider ranges, each over about two orders of magnitude in log scale.",
        _WIDE,
    ),
})  # fmt: skip
"""By the name that commands take."""


def default_objective(space: SearchSpace) -> ObjectiveName:
    """Return what a study of a space minimises where nobody says: for the chapter's, the chapter's
    own objective, and for every other the fair one.
    """
    chapter = PRESETS["chapter"]
    return chapter.objective if space == chapter.space else FAIR_OBJECTIVE
