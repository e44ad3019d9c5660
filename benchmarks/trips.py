"""Seconds of a file of trips: read and checked, shown on the page *Data*, split, and priced.

``python -m benchmarks.trips [--only PART ...] [--folder DIR] [--json FILE]`` writes files as New
York publishes trips and goes their way: a million rows through the library, the same on the page
*Data* in a real browser, five million from a path, uploads of 50 and of 199 MB through the page,
and one that is larger than the server lets through. Numbers are seconds of the processor and of the
clock: a machine that does other things at once takes longer on the clock, but hardly more of the
first. ``--folder`` keeps the files for the next time.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from benchmarks.trips_file import Took, file_of
from benchmarks.trips_on_page import by_upload, from_a_path, over_the_limit
from dctaxi.data import TripSource, load_tables, prepare, source_of_files
from dctaxi.model import fit, fit_plan, price_csv
from dctaxi.plots.study.fares import fares_data, fares_figure
from dctaxi.plots.study.trips import trips_data, trips_figure
from dctaxi.space import PRESETS
from dctaxi.study import StudyPlan, create_study, run_study
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

    from dctaxi.data import TaxiTables

T = TypeVar("T")

ROWS, MANY, UPLOAD_50, UPLOAD_199 = 1_000_000, 5_000_000, 725_000, 2_885_000


def through_the_library(folder: Path) -> list[Took]:
    """Go the way of a million rows."""
    with tempfile.TemporaryDirectory() as home:
        workspace = Workspace(Path(home), f"sqlite:///{home}/studies.db")
        path, small = file_of(ROWS, folder), str(file_of(2_000, folder))
        took: list[Took] = []
        load_tables(source_of_files(small, workspace), workspace)  # imports, once
        source = _timed(took, "columns recognised", lambda: source_of_files(str(path), workspace))
        assert isinstance(source, TripSource)
        tables = _timed(
            took, "read, checked and split by time", lambda: load_tables(source, workspace)
        )
        _timed(took, "features and fingerprint", lambda: prepare(tables, "distance"))
        for name, draw in (("fares", _fares), ("map", _map)):
            _timed(took, f"{name} drawn", partial(draw, tables))
        plan = StudyPlan("s", PRESETS["first"].space, n_trials=4, feature_set="distance",
                         source=source_of_files(small, workspace))  # fmt: skip
        create_study(plan, workspace)
        run_study("s", workspace)
        model = fit(fit_plan("s", workspace, ensemble=3), workspace)
        assert model is not None
        content = path.read_bytes()
        _timed(took, "priced by three networks", lambda: price_csv(content, model, "trips.csv"))
    return took


def _fares(tables: TaxiTables) -> object:
    return fares_figure(fares_data(tables), template="light").to_json()


def _map(tables: TaxiTables) -> object:
    return trips_figure(trips_data(tables.train), template="light").to_json()


def many_from_a_path(folder: Path) -> list[Took]:
    """Check five million rows."""
    path = file_of(MANY, folder)
    with tempfile.TemporaryDirectory() as home:
        workspace = Workspace(Path(home), f"sqlite:///{home}/studies.db")
        source = source_of_files(str(path), workspace)
        took: list[Took] = []
        _timed(
            took, f"{MANY:,} rows read, checked and split", lambda: load_tables(source, workspace)
        )
    return took


def _timed(took: list[Took], step: str, work: Callable[[], T]) -> T:
    cpu, wall = time.process_time(), time.perf_counter()
    done = work()
    cpu_s, wall_s = time.process_time() - cpu, time.perf_counter() - wall
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    took.append(Took(step, cpu_s, wall_s, peak_mb))
    return done


PARTS: dict[str, Callable[[Path], list[Took]]] = {
    "library": through_the_library,
    "page": partial(from_a_path, ROWS),
    "many": many_from_a_path,
    "upload-50": partial(by_upload, UPLOAD_50),
    "upload-199": partial(by_upload, UPLOAD_199),
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=(*PARTS, "over-limit", "files"), action="append")
    parser.add_argument("--folder", type=Path, help="where the files are kept (default: nowhere)")
    parser.add_argument("--json", type=Path, help="file for the numbers")
    options = parser.parse_args()
    wanted = options.only or (*PARTS, "over-limit")
    took: list[Took] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(exist_ok=True)
        for rows in (ROWS, MANY, UPLOAD_50, UPLOAD_199) if "files" in wanted else ():
            file_of(rows, folder)
        print(f"{'':58}   CPU s  clock s  peak MB")
        for name, part in PARTS.items():
            for one in part(folder) if name in wanted else ():
                took.append(one)
                print(f"{one.step:58}{one.cpu_s:8.2f}{one.wall_s:9.2f}{one.peak_mb or 0:9.0f}")
        if "over-limit" in wanted:
            print(f"over the limit the page says: {over_the_limit(folder)}")
    if options.json is not None:
        options.json.write_text(json.dumps([one._asdict() for one in took], indent=2))


if __name__ == "__main__":
    main()
