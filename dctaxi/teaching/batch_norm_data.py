"""On which data batch normalisation is looked at: the sample trips, and fares like the chapter's.

The chapter's own files lie on the internet and may be out of reach, so a stand-in that is written
here plays their part; ``constant_fares`` says what it has in common with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from dctaxi import labels
from dctaxi.data import SampleSource
from dctaxi.teaching.constant_fares import (
    CONSTANT_FARE_USD,
    TRAIN_ROWS,
    VAL_HIGH_USD,
    VAL_LOW_USD,
    constant_fare_source,
)

if TYPE_CHECKING:
    from dctaxi.data import DataSource, FeatureSet
    from dctaxi.workspace import Workspace

CHAPTER = "chapter"


@dataclass(frozen=True, slots=True)
class BatchNormData:
    """Trips in words, and which of their feature sets the networks see."""

    title: str
    description: str
    feature_set: FeatureSet


DATA: Mapping[str, BatchNormData] = MappingProxyType({
    **{
        name: BatchNormData(
            labels.FEATURE_SETS[name].label,
            f"{SampleSource().title}. {labels.FEATURE_SETS[name].help}",
            name,
        )
        for name in ("raw", "scaled")
    },
    CHAPTER: BatchNormData(
        "Chapter's fares",
        f"A stand-in for the chapter's files, which lie on the internet: all {TRAIN_ROWS} training "
        f"fares are {CONSTANT_FARE_USD:.2f} USD and the validation fares run from "
        f"{VAL_LOW_USD:.2f} to {VAL_HIGH_USD:.2f} USD, as theirs do; the trips come from our own "
        "generator. The features are raw.",
        "raw",
    ),
})  # fmt: skip
"""By the name of the choice."""


def source_of(name: str, workspace: Workspace) -> DataSource:
    """Return where the trips of a choice come from; the stand-in is written into the workspace.

    Raises DataError and WorkspaceError where that cannot be done.
    """
    return constant_fare_source(workspace) if name == CHAPTER else SampleSource()
