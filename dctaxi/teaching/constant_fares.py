"""A stand-in for the chapter's CSV files, for where the internet is out of reach.

The published files are degenerate: all 99 training and 99 test rows have the fare 3.25 USD, while
the 100 validation rows are sorted by a fare from 25.94 to 99.10 USD, the first half of them below
29.98 (osipov/smlbook at commit 316ba30). The stand-in has those fares, on trips of our own
generator; no row of it is from the published files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dctaxi.data import COLUMNS, FARE_MIN_USD, ROLE_NAMES, GlobSource, sample_trips, store_upload

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.workspace import Workspace

TRAIN_ROWS, VAL_ROWS, TEST_ROWS = 99, 100, 99
CONSTANT_FARE_USD = FARE_MIN_USD
VAL_LOW_USD, VAL_MIDDLE_USD, VAL_HIGH_USD = 25.94, 29.98, 99.10
"""Lowest, median and highest validation fare."""

_BEND = 7.2
"""Exponent with which the upper half rises, so that the mean is the published 33.18 USD."""

_SEED = 316


def constant_fare_tables() -> dict[str, NDArray[np.float64]]:
    """Return the three sets by role, each ``[rows, 9]`` with columns as in the schema."""
    trips = sample_trips(TRAIN_ROWS + VAL_ROWS + TEST_ROWS, _SEED)
    train, val, test = np.split(trips, [TRAIN_ROWS, TRAIN_ROWS + VAL_ROWS])
    train[:, 0] = test[:, 0] = CONSTANT_FARE_USD
    # The dearest fare goes to the trip that cost most by the meter.
    val = val[np.argsort(val[:, 0], kind="stable")]
    half = VAL_ROWS // 2
    upper = VAL_MIDDLE_USD + (VAL_HIGH_USD - VAL_MIDDLE_USD) * np.linspace(0, 1, half) ** _BEND
    val[:, 0] = np.round([*np.linspace(VAL_LOW_USD, VAL_MIDDLE_USD, half), *upper], 2)
    return {"train": train, "val": val, "test": test}


def constant_fare_source(workspace: Workspace) -> GlobSource:
    """Write the three files into the workspace and return where they lie.

    The same content always lies in the same place. Raises DataError and WorkspaceError.
    """
    tables = constant_fare_tables()
    train, val, test = (
        store_upload(f"{role} with chapter-like fares.csv", _csv(tables[role]), workspace)
        for role in ROLE_NAMES
    )
    return GlobSource(train, val, test)


def _csv(rows: NDArray[np.float64]) -> bytes:
    lines = [",".join(COLUMNS), *(",".join(f"{value:.10g}" for value in row) for row in rows)]
    return ("\n".join(lines) + "\n").encode()
