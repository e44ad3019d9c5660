"""Seconds of a file of trips: read and checked, shown on the page *Data*, split, and priced.

``python -m benchmarks.trips [--rows 1000000] [--json FILE]`` writes a file as New York publishes
trips, of so many rows, and prints the seconds of the processor for each way that it goes. A
machine that does other things at once takes longer on the clock, but no more of these.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from dctaxi.data import TripSource, load_tables, prepare, source_of_files
from dctaxi.model import fit, fit_plan, price_csv
from dctaxi.plots.study.fares import fares_data, fares_figure
from dctaxi.plots.study.trips import trips_data, trips_figure
from dctaxi.space import PRESETS
from dctaxi.study import StudyPlan, create_study, run_study
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable


class Took(NamedTuple):
    """What one step took, of the processor and by the clock."""

    step: str
    cpu_s: float
    wall_s: float


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


def measure(rows: int, folder: Path) -> list[Took]:
    """Go the way of a file of so many rows."""
    workspace = Workspace(folder / "home", f"sqlite:///{folder / 'home' / 'studies.db'}")
    workspace.root.mkdir()
    path = folder / "trips.csv"
    write_trips(path, rows)
    took: list[Took] = []

    def timed(step: str, work: Callable[[], object]) -> object:
        cpu, wall = time.process_time(), time.perf_counter()
        done = work()
        took.append(Took(step, time.process_time() - cpu, time.perf_counter() - wall))
        return done

    load_tables(source_of_files(str(_small(folder)), workspace), workspace)  # imports, once
    source = timed("columns recognised", lambda: source_of_files(str(path), workspace))
    assert isinstance(source, TripSource)
    tables = timed("read, checked and split", lambda: load_tables(source, workspace))
    timed("features and fingerprint", lambda: prepare(tables, "distance"))  # type: ignore[arg-type]
    timed("fares drawn", lambda: fares_figure(fares_data(tables), template="light").to_json())  # type: ignore[arg-type]
    timed("map drawn", lambda: trips_figure(trips_data(tables.train), template="light").to_json())  # type: ignore[attr-defined]
    small = source_of_files(str(_small(folder)), workspace)
    plan = StudyPlan("s", PRESETS["quick"].space, n_trials=4, source=small, feature_set="distance")
    create_study(plan, workspace)
    run_study("s", workspace)
    model = fit(fit_plan("s", workspace, ensemble=3), workspace)
    assert model is not None
    content = path.read_bytes()
    timed("priced by three networks", lambda: price_csv(content, model, "trips.csv"))
    return took


def _small(folder: Path) -> Path:
    path = folder / "small.csv"
    if not path.exists():
        write_trips(path, 2_000)
    return path


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--json", type=Path, help="file for the numbers")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        took = measure(options.rows, Path(folder))
    print(f"{options.rows:,} rows    CPU s   clock s")
    for one in took:
        print(f"{one.step:28}{one.cpu_s:7.2f}{one.wall_s:10.2f}")
    if options.json is not None:
        options.json.write_text(json.dumps([one._asdict() for one in took], indent=2))


if __name__ == "__main__":
    main()
