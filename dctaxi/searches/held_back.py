"""Rows that choose, and rows that judge: what searches are told, and what their best is worth."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING, Final

from dctaxi.errors import DataError

if TYPE_CHECKING:
    from dctaxi.data import TaxiData


_FEWEST: Final = 2
"""Validation rows of which one half can choose and the other judge."""


def judged_text(*, has_test: bool) -> str:
    """Say on which rows searches are judged, of data with a test set or without."""
    if has_test:
        return "They are judged on the test rows, which played no part in any choice."
    return (
        "There is no test set, so every other validation row is held back: searches are told the "
        "objective on the other half, and judged on these."
    )


@functools.lru_cache(maxsize=2)
def choosing(data: TaxiData) -> TaxiData:
    """Return the data that searches see: without a test set, every other validation row.

    Raises DataError where that leaves no row to judge by.
    """
    if data.test is None and len(data.val) < _FEWEST:
        raise DataError(
            f"Expected a test set, or {_FEWEST} validation rows or more of which some can be held "
            f"back, got {len(data.val)}: split the file with more rows to validate."
        )
    return data if data.test is not None else dataclasses.replace(data, val=data.val[::2])


@functools.lru_cache(maxsize=2)
def judging(data: TaxiData) -> TaxiData:
    """Return the data whose validation rows chose nothing: the test rows, or the other half."""
    if data.test is None:
        choosing(data)  # refuses what cannot be halved
    held = data.test if data.test is not None else data.val[1::2]
    return dataclasses.replace(data, val=held)
