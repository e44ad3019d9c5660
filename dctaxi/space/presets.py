"""The spaces that come with the product, each with the feature set that suits it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from dctaxi.hyperparameters import HYPERPARAMETERS
from dctaxi.records import ObjectiveName
from dctaxi.space.dimensions import Choices, FloatRange, IntRange
from dctaxi.space.generated import powers_of_two
from dctaxi.space.parameters import in_chapter
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
    feature_set: FeatureSet
    objective: ObjectiveName = FAIR_OBJECTIVE


_CHAPTER = SearchSpace({name: in_chapter(row) for name, row in HYPERPARAMETERS.items()})

_ARCHITECTURE = _CHAPTER.replace("num_layers", Choices((11, 13, 17, 19))).replace(
    "num_hidden_layer_neurons", Choices((7, 11, 13, 19, 23))
)

_QUICK = (
    _CHAPTER.replace("num_layers", IntRange(1, 2))
    .replace("num_hidden_layer_neurons", IntRange(3, 8))
    .replace("batch_size", powers_of_two(4, 6))
    .replace("max_batches", IntRange(10, 40, step=10))
    .replace("lr", FloatRange(0.01, 0.3, log=True))
)

_WIDE = (
    _CHAPTER.replace("lr", FloatRange(0.001, 0.1, log=True))
    .replace("num_layers", IntRange(1, 4))
    .replace("num_hidden_layer_neurons", IntRange(3, 64, log=True))
    .replace("batch_size", IntRange(16, 256, log=True))
    .replace("max_batches", IntRange(40, 4000, log=True))
)

PRESETS: Mapping[str, Preset] = MappingProxyType({
    "chapter": Preset(
        "Chapter",
        "The chapter's own study (listing 11.5): two or three small layers, 30 to 50 steps.",
        _CHAPTER,
        "raw",
        "train_val_rmse",
    ),
    "architecture": Preset(
        "Architecture",
        "Deep stacks of 11 to 19 layers (listing 11.2), to see what depth and width do.",
        _ARCHITECTURE,
        "scaled",
    ),
    "quick": Preset(
        "Quick",
        "Tiny networks trained for at most 40 steps, so that a whole study takes seconds.",
        _QUICK,
        "distance",
    ),
    "wide": Preset(
        "Wide",
        "The chapter's wider ranges, each over about two orders of magnitude in log scale.",
        _WIDE,
        "distance",
    ),
})  # fmt: skip
"""By the name that commands take."""


def default_objective(space: SearchSpace) -> ObjectiveName:
    """Return what a study of a space minimises where nobody says: for the chapter's, the chapter's
    own objective, and for every other the fair one.
    """
    chapter = PRESETS["chapter"]
    return chapter.objective if space == chapter.space else FAIR_OBJECTIVE
