"""Files as New York publishes trips, of any size, and what a step with one takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path


class Took(NamedTuple):
    """What one step took, of the processor and by the clock, and the most memory until then."""

    step: str
    cpu_s: float
    wall_s: float
    peak_mb: float | None = None


def file_of(rows: int, folder: Path) -> Path:
    """Return the file of so many trips in a folder, written there if it is not yet."""
    path = folder / f"trips-{rows}.csv"
    if not path.exists():
        write_trips(path, rows)
    return path


def write_trips(path: Path, rows: int) -> None:
    """Write trips in New York's columns."""
    rng = np.random.default_rng(0)
    start = pd.Timestamp("2015-01-01") + pd.to_timedelta(rng.integers(0, 3 * 10**7, rows), unit="s")
    places = rng.normal([-73.98, 40.75, -73.97, 40.76], 0.03, (rows, 4)).round(6)
    names = ["pickup_longitude", "pickup_latitude", "dropoff_longitude", "dropoff_latitude"]
    table = pd.DataFrame(places, columns=names)
    miles = np.hypot((places[:, 0] - places[:, 2]) * 52, (places[:, 1] - places[:, 3]) * 69)
    table.insert(0, "fare_amount", (2.5 + 2.5 * miles + rng.normal(0, 0.5, rows)).round(2))
    table.insert(1, "pickup_datetime", start.strftime("%Y-%m-%d %H:%M:%S"))
    table["passenger_count"] = rng.integers(1, 6, rows)
    table.to_csv(path, index=False)
