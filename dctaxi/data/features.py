"""Feature sets: what the network sees of a trip, and how rows become that."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

import msgspec
import numpy as np

from dctaxi.data.columns import COLUMNS, DESTINATION, LABEL, ORIGIN
from dctaxi.data.distances import great_circle_miles
from dctaxi.errors import DataError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.data.sources import DataSource

FeatureSet = Literal["raw", "scaled", "distance"]
"""``raw``: the columns as they are, the chapter's eight; ``scaled``: standardised with the training
set's mean and deviation; ``distance``: scaled, and the trip's great-circle distance as one more."""

DEFAULT_FEATURE_SET: FeatureSet = "distance"
"""What a network sees where nobody says: a small one learns fares from the distance."""

FEATURE_SETS: tuple[FeatureSet, ...] = get_args(FeatureSet)


def feature_names(
    feature_set: FeatureSet, columns: tuple[str, ...] = COLUMNS, unseen: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Return the names of a feature set's inputs, in the order of its columns.

    ``columns`` are those of the rows, the fare first, the chapter's nine by default; ``unseen`` are
    those that are kept from the network.
    """
    seen = tuple(name for name in columns[1:] if name not in unseen)
    return (*seen, "distance_miles") if feature_set == "distance" else seen


def inputs_of(source: DataSource, feature_set: FeatureSet) -> tuple[str, ...]:
    """Return the names of what a network sees of the trips of a source."""
    return feature_names(feature_set, source.columns, source.unseen)


def read_only(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the same numbers as a C-contiguous float64 array that nobody can write to."""
    ready = rows.dtype == np.float64 and rows.flags.c_contiguous and not rows.flags.writeable
    if ready:
        return rows
    copy = np.array(rows, dtype=np.float64, order="C")
    copy.setflags(write=False)
    return copy


@dataclass(frozen=True, eq=False)
class FeatureTransform:
    """Turns rows of the schema into what a network trains on.

    ``columns`` are those of the rows that it takes, the fare first; those in ``unseen`` it leaves
    out. ``mean`` and ``deviation`` are
    ``[num_features]``, learnt from the training set; a feature that
    is constant there keeps the deviation 1, so it becomes 0 and never divides by zero.
    """

    feature_set: FeatureSet
    mean: NDArray[np.float64]
    deviation: NDArray[np.float64]
    columns: tuple[str, ...] = COLUMNS
    unseen: tuple[str, ...] = ()

    @classmethod
    def fit(
        cls,
        feature_set: FeatureSet,
        train: NDArray[np.float64],
        columns: tuple[str, ...] = COLUMNS,
        unseen: tuple[str, ...] = (),
    ) -> FeatureTransform:
        """Learn the transform from training rows ``[rows, columns]``, the label first.

        Raises DataError where the network would see neither the places nor how far they are apart.
        """
        if feature_set not in FEATURE_SETS:
            raise DataError(
                f"Expected a feature set among {', '.join(FEATURE_SETS)}, found {feature_set!r}."
            )
        places = [columns[place] for place in (*ORIGIN, *DESTINATION)]
        if feature_set != "distance" and any(name in unseen for name in places):
            raise DataError(
                "The network does not see both places, so it has to see their distance: expected "
                f"the features distance, found {feature_set}; choose those, or show it the places."
            )
        features = _features(feature_set, train, columns, unseen)
        num_features = features.shape[1]
        if feature_set == "raw":
            return cls(feature_set, np.zeros(num_features), np.ones(num_features), columns, unseen)
        # The mean of equal numbers may differ from them in the last bit, hence the comparison; the
        # squares of tiny differences vanish, hence the second one.
        deviation = features.std(axis=0)
        constant = (features == features[0]).all(axis=0) | (deviation == 0)
        return cls(
            feature_set,
            read_only(np.where(constant, features[0], features.mean(axis=0))),
            read_only(np.where(constant, 1.0, deviation)),
            columns,
            unseen,
        )

    def to_json(self) -> dict[str, object]:
        """Return what ``transform_from_json`` takes: names, and what each feature becomes."""
        hidden = {"columns": list(self.columns), "unseen": list(self.unseen)} if self.unseen else {}
        return {
            "feature_set": self.feature_set,
            "names": list(feature_names(self.feature_set, self.columns, self.unseen)),
            "mean": self.mean.tolist(),
            "deviation": self.deviation.tolist(),
            **hidden,
        }

    @property
    def num_features(self) -> int:
        """Inputs of the network: the columns, and the distance where the set has it."""
        return len(self.mean)

    def miles(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return each trip's great-circle distance ``[rows]`` from transformed rows."""
        features = rows[:, 1:] * self.deviation + self.mean
        if self.unseen and self.feature_set == "distance":
            return features[:, -1]
        return great_circle_miles(np.column_stack([rows[:, 0], features]))

    def __call__(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Transform ``[rows, columns] -> [rows, 1 + num_features]``; the label stays as it is."""
        result = np.empty((len(rows), 1 + self.num_features))
        result[:, 0] = rows[:, 0]
        result[:, 1:] = (
            _features(self.feature_set, rows, self.columns, self.unseen) - self.mean
        ) / self.deviation
        return result


def transform_from_json(document: object) -> FeatureTransform:
    """Make the transform that ``to_json`` wrote, to the last bit. Raises ``DataError``."""
    try:
        found = msgspec.convert(document, _Transform)
    except msgspec.ValidationError as error:
        raise DataError(f"The features cannot be read: {error}.") from error
    mean, deviation = np.array(found.mean), np.array(found.deviation)
    names = tuple(found.names)
    unseen = tuple(found.unseen)
    columns = tuple(found.columns) or (
        LABEL, *(names[:-1] if found.feature_set == "distance" else names)
    )  # fmt: skip
    fits = columns[0] == LABEL and names == feature_names(found.feature_set, columns, unseen)
    if not (
        fits and len(columns) > max(DESTINATION) and len(mean) == len(deviation) == len(found.names)
    ):
        raise DataError("The features cannot be read: they are not those of their feature set.")
    if not (np.isfinite(mean).all() and np.isfinite(deviation).all() and (deviation > 0).all()):
        raise DataError("The features cannot be read: a mean or a deviation is no such number.")
    return FeatureTransform(
        found.feature_set, read_only(mean), read_only(deviation), columns, unseen
    )


@dataclass(frozen=True)
class _Transform:
    """A transform as JSON has it; without ``columns``, all of them are seen."""

    feature_set: FeatureSet
    names: list[str]
    mean: list[float]
    deviation: list[float]
    columns: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)


def _features(
    feature_set: FeatureSet,
    rows: NDArray[np.float64],
    columns: tuple[str, ...],
    unseen: tuple[str, ...],
) -> NDArray[np.float64]:
    features = rows[:, 1:]
    if unseen:
        features = rows[:, [i for i, name in enumerate(columns) if i and name not in unseen]]
    if feature_set == "distance":
        features = np.column_stack([features, great_circle_miles(rows)])
    return features
