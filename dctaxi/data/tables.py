"""The three sets of a source: as they were read, and as an engine trains on them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from dctaxi.data.features import FeatureTransform, inputs_of, read_only

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.data.columns import Finding
    from dctaxi.data.features import FeatureSet
    from dctaxi.data.sources import DataSource


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows of ``of`` that a source leaves out: ``errors`` that cannot be used, ``rules`` that break
    one; ``said`` in which ways.
    """

    of: int
    errors: int
    rules: int
    said: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """How many rows were left out, and why."""
        count = self.errors + self.rules
        return f"{count:,} of {self.of:,} rows were left out: {'; '.join(self.said)}."

    def to_json(self) -> dict[str, object]:
        """Return what a study keeps of it as plain JSON values."""
        return {"of": self.of, "errors": self.errors, "rules": self.rules, "said": list(self.said)}


@dataclass(frozen=True, eq=False)
class TaxiTables:
    """The three sets as they were read: ``[rows, columns]`` each, label first, columns as the
    source names them; the chapter's nine, or those of a mapping.

    ``test`` is None where the source has none. ``findings`` are the warnings about them.
    """

    train: NDArray[np.float64]
    val: NDArray[np.float64]
    test: NDArray[np.float64] | None
    source: DataSource
    findings: tuple[Finding, ...] = ()
    left_out: LeftOut | None = None

    def __post_init__(self) -> None:
        _let_nobody_write(self)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the contents, as they were read."""
        return fingerprint_of("raw", self.train, self.val, self.test)


@dataclass(frozen=True, eq=False)
class TaxiData:
    """What an engine trains on: read-only, C-contiguous float64 arrays.

    Each set is ``[rows, 1 + num_features]``, column 0 the fare in the source's currency.
    ``fingerprint`` is the SHA-256 of the contents and the feature set. ``left_out`` says which rows
    of the files are not among them.
    """

    train: NDArray[np.float64]
    val: NDArray[np.float64]
    test: NDArray[np.float64] | None
    transform: FeatureTransform
    source: DataSource
    fingerprint: str
    left_out: LeftOut | None = None

    def __post_init__(self) -> None:
        _let_nobody_write(self)

    @property
    def num_features(self) -> int:
        """Inputs of the network."""
        return self.transform.num_features

    @property
    def feature_set(self) -> FeatureSet:
        """Name of the feature set."""
        return self.transform.feature_set

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Names of the inputs, ``[num_features]``."""
        return inputs_of(self.source, self.feature_set)

    @property
    def label_mean(self) -> float:
        """Mean fare of the training set: what a constant prediction would answer."""
        return float(self.train[:, 0].mean())


def _let_nobody_write(sets: TaxiTables | TaxiData) -> None:
    for name in ("train", "val", "test"):
        if (rows := getattr(sets, name)) is not None:
            object.__setattr__(sets, name, read_only(rows))


def prepare(tables: TaxiTables, feature_set: FeatureSet) -> TaxiData:
    """Make the training data of a feature set; mean and deviation come from the training set."""
    transform = FeatureTransform.fit(
        feature_set, tables.train, tables.source.columns, tables.source.unseen
    )
    train, val = read_only(transform(tables.train)), read_only(transform(tables.val))
    test = None if tables.test is None else read_only(transform(tables.test))
    fingerprint = fingerprint_of(feature_set, train, val, test)
    return TaxiData(train, val, test, transform, tables.source, fingerprint, tables.left_out)


def fingerprint_of(feature_set: FeatureSet, *sets: NDArray[np.float64] | None) -> str:
    """Return the SHA-256 of some sets and of the features that they are."""
    digest = hashlib.sha256(feature_set.encode())
    for rows in sets:
        digest.update(b"none" if rows is None else f"{rows.shape}".encode())
        digest.update(b"" if rows is None else np.ascontiguousarray(rows).data)
    return digest.hexdigest()
