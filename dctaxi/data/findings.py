"""What the data mean for a search: warnings about sets that passed every check of a file."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from dctaxi.data.columns import LABEL, Finding

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FAR_TIMES = 20
"""A fare of so many medians is a mistyped amount more often than a trip."""

_OF_CENTS = ("USD", "EUR", "GBP")
_FARES_IN_CENTS = 200
"""No city's taxi trips cost so much on average; trips of 2 to 20 in cents do."""

_FEW_ROWS = 20

_SORTED_ROWS = 10
"""Fewer rows than this are in order by chance too often to speak of it."""


def findings_of(
    train: NDArray[np.float64],
    val: NDArray[np.float64],
    test: NDArray[np.float64] | None,
    currency: str = "USD",
) -> tuple[Finding, ...]:
    """Return the warnings about three sets of ``[rows, columns]``: about each, then about pairs."""
    sets = {"training set": train, "validation set": val}
    if test is not None:
        sets["test set"] = test
    keys = {name: np.sort(_as_keys(rows)) for name, rows in sets.items()}
    findings = [
        finding
        for name, rows in sets.items()
        for finding in set_findings(rows, name, currency, keys[name])
    ]
    findings += _few_rows(sum(map(len, sets.values())))
    findings += _no_overlap(train, val, currency)
    for (name, one), (other_name, other) in combinations(keys.items(), 2):
        findings += _shared_rows(name, one, other_name, other)
    return tuple(findings)


def set_findings(
    rows: NDArray[np.float64],
    name: str,
    currency: str = "USD",
    keys: NDArray[np.uint64] | None = None,
) -> tuple[Finding, ...]:
    """Return the warnings about one set of ``[rows, columns]`` that messages call ``name``.

    ``keys`` are the sorted keys of the rows, if they are known.
    """
    return (
        *_constant_label(rows, name, currency),
        *_in_cents(rows, name, currency),
        *_far_fare(rows, name, currency),
        *_sorted_rows(rows, name),
        *_repeated_rows(np.sort(_as_keys(rows)) if keys is None else keys, name),
    )


def _in_cents(rows: NDArray[np.float64], name: str, currency: str) -> list[Finding]:
    mean = float(rows[:, 0].mean())
    if currency not in _OF_CENTS or mean <= _FARES_IN_CENTS:
        return []
    return [
        warning(
            name,
            f"the mean fare of the {name} is {mean:,.2f} {currency}: if the column counts cents, "
            "divide it by 100.",
            column=LABEL,
        )
    ]


def _few_rows(rows: int) -> list[Finding]:
    if rows >= _FEW_ROWS:
        return []
    return [
        warning(
            "training set",
            f"only {rows:,} rows can be used, to train and to evaluate on: what a search finds on "
            f"so few is chance. Use {_FEW_ROWS} rows at least.",
        )
    ]


def _far_fare(rows: NDArray[np.float64], name: str, currency: str) -> list[Finding]:
    fares = rows[:, 0]
    middle, highest = float(np.median(fares)), float(fares.max())
    if middle <= 0 or highest <= _FAR_TIMES * middle:
        return []
    return [
        warning(
            name,
            f"the highest fare of the {name}, {highest:,.2f} {currency}, is "
            f"{highest / middle:,.0f} times the median, and weighs with its square in every error; "
            "a rule for the highest fare leaves such rows out.",
            column=LABEL,
        )
    ]


def _constant_label(rows: NDArray[np.float64], name: str, currency: str) -> list[Finding]:
    fares = rows[:, 0]
    if len(fares) < 2 or fares.min() < fares.max():
        return []
    return [
        warning(
            name,
            f"all {len(fares):,} fares of the {name} are {fares[0]:.2f} {currency}, so a constant "
            "answer is perfect there and nothing about fares can be learnt or judged from it.",
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
        warning(
            name,
            f"the {name} is sorted by fare ({order}) and is read in that order, so the first batch "
            "holds only the "
            + ("lowest" if ascending else "highest")
            + " fares and the objective depends on the batch size itself; shuffle the rows.",
            column=LABEL,
        )
    ]


def _repeated_rows(keys: NDArray[np.uint64], name: str) -> list[Finding]:
    repeated = int(np.count_nonzero(keys[1:] == keys[:-1]))
    if not repeated:
        return []
    return [
        warning(
            name,
            f"{repeated:,} of {len(keys):,} rows of the {name} repeat an earlier row, so these "
            "trips count more than once; the book's clean-up drops them.",
        )
    ]


def _no_overlap(
    train: NDArray[np.float64], val: NDArray[np.float64], currency: str
) -> list[Finding]:
    train_low, train_high = train[:, 0].min(), train[:, 0].max()
    val_low, val_high = val[:, 0].min(), val[:, 0].max()
    if val_low <= train_high and train_low <= val_high:
        return []
    return [
        warning(
            "validation set",
            f"training fares ({train_low:.2f} to {train_high:.2f} {currency}) and validation fares "
            f"({val_low:.2f} to {val_high:.2f} {currency}) do not overlap, so what fits one misses "
            "the other, and a low objective is luck or an artefact.",
            column=LABEL,
        )
    ]


def _shared_rows(
    name: str, keys: NDArray[np.uint64], other_name: str, other: NDArray[np.uint64]
) -> list[Finding]:
    place = np.minimum(np.searchsorted(keys, other), len(keys) - 1)
    count = int(np.count_nonzero(keys[place] == other))
    if not count:
        return []
    meaning = (
        "so the objective rewards learning these rows by heart"
        if "training" in name
        else "so the test set is no independent judge"
    )
    return [
        warning(
            other_name,
            f"{count:,} of {len(other):,} rows of the {other_name} are also in the {name}, "
            f"{meaning}.",
        )
    ]


def _as_keys(rows: NDArray[np.float64]) -> NDArray[np.uint64]:
    """Return ``[rows]`` keys that are equal where whole rows are; -0.0 counts as 0.0.

    Of five million rows some have one key by chance in one in a million sets.
    """
    import pandas as pd

    # A hash takes the zeros for two numbers.
    keys = pd.util.hash_pandas_object(pd.DataFrame(rows + 0.0), index=False)
    return np.asarray(keys, dtype=np.uint64)


def warning(file: str, sentence: str, *, column: str | None = None) -> Finding:
    """Return a warning about a set."""
    return Finding("warning", file, None, column, sentence[0].upper() + sentence[1:])
