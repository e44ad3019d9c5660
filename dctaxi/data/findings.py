"""What the data mean for a search: warnings about sets that passed every check of a file."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from dctaxi.data.columns import LABEL, Finding

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.data.features import TaxiTables

_SORTED_ROWS = 10
"""Fewer rows than this are in order by chance too often to speak of it."""


def warnings_of(tables: TaxiTables) -> tuple[Finding, ...]:
    """Return the warnings about a source's sets, whatever they were read from."""
    return findings_of(tables.train, tables.val, tables.test)


def findings_of(
    train: NDArray[np.float64],
    val: NDArray[np.float64],
    test: NDArray[np.float64] | None,
) -> tuple[Finding, ...]:
    """Return the warnings about three sets of ``[rows, 9]``: about each, then about pairs."""
    sets = {"training set": train, "validation set": val}
    if test is not None:
        sets["test set"] = test
    findings = [finding for name, rows in sets.items() for finding in set_findings(rows, name)]
    findings += _no_overlap(train, val)
    for (name, rows), (other_name, other) in combinations(sets.items(), 2):
        findings += _shared_rows(name, rows, other_name, other)
    return tuple(findings)


def set_findings(rows: NDArray[np.float64], name: str) -> tuple[Finding, ...]:
    """Return the warnings about one set of ``[rows, 9]`` that messages call ``name``."""
    return (*_constant_label(rows, name), *_sorted_rows(rows, name), *_repeated_rows(rows, name))


def _constant_label(rows: NDArray[np.float64], name: str) -> list[Finding]:
    fares = rows[:, 0]
    if len(fares) < 2 or fares.min() < fares.max():
        return []
    return [
        _warning(
            name,
            f"all {len(fares):,} fares of the {name} are {fares[0]:.2f} USD, so a constant answer "
            "is perfect there and nothing about fares can be learnt or judged from it.",
            column=LABEL,
        )
    ]


def _sorted_rows(rows: NDArray[np.float64], name: str) -> list[Finding]:
    fares = rows[:, 0]
    steps = np.diff(fares)
    ascending, descending = bool((steps >= 0).all()), bool((steps <= 0).all())
    if len(fares) < _SORTED_ROWS or ascending == descending:
        return []
    order = "ascending" if ascending else "descending"
    return [
        _warning(
            name,
            f"the {name} is sorted by fare ({order}) and is read in that order, so the first batch "
            "holds only the "
            + ("lowest" if ascending else "highest")
            + " fares and the objective depends on the batch size itself; shuffle the rows.",
            column=LABEL,
        )
    ]


def _repeated_rows(rows: NDArray[np.float64], name: str) -> list[Finding]:
    repeated = len(rows) - len(_distinct(rows))
    if not repeated:
        return []
    return [
        _warning(
            name,
            f"{repeated:,} of {len(rows):,} rows of the {name} repeat an earlier row, so these "
            "trips count more than once; the book's clean-up drops them.",
        )
    ]


def _no_overlap(train: NDArray[np.float64], val: NDArray[np.float64]) -> list[Finding]:
    train_low, train_high = train[:, 0].min(), train[:, 0].max()
    val_low, val_high = val[:, 0].min(), val[:, 0].max()
    if val_low <= train_high and train_low <= val_high:
        return []
    return [
        _warning(
            "validation set",
            f"training fares ({train_low:.2f} to {train_high:.2f} USD) and validation fares "
            f"({val_low:.2f} to {val_high:.2f} USD) do not overlap, so what fits one misses the "
            "other, and a low objective is luck or an artefact.",
            column=LABEL,
        )
    ]


def _shared_rows(
    name: str, rows: NDArray[np.float64], other_name: str, other: NDArray[np.float64]
) -> list[Finding]:
    first, second = _distinct(rows), _distinct(other)
    shared = np.intersect1d(first, second, assume_unique=True)
    if not len(shared):
        return []
    count = int(np.isin(_as_keys(other), shared).sum())
    meaning = (
        "so the objective rewards learning these rows by heart"
        if "training" in name
        else "so the test set is no independent judge"
    )
    return [
        _warning(
            other_name,
            f"{count:,} of {len(other):,} rows of the {other_name} are also in the {name}, "
            f"{meaning}.",
        )
    ]


def _as_keys(rows: NDArray[np.float64]) -> NDArray[np.void]:
    """Return ``[rows]`` values that are equal exactly where whole rows are; -0.0 counts as 0.0."""
    packed = np.ascontiguousarray(rows + 0.0)
    return packed.view(np.dtype((np.void, packed.itemsize * packed.shape[1])))[:, 0]


def _distinct(rows: NDArray[np.float64]) -> NDArray[np.void]:
    return np.unique(_as_keys(rows))


def _warning(file: str, sentence: str, *, column: str | None = None) -> Finding:
    return Finding("warning", file, None, column, sentence[0].upper() + sentence[1:])
