"""What a gesture costs on each page, with and without a full garbage collection after it.

``python -m benchmarks.gestures [--repeats 10] [--json FILE] [PAGE ...]``: a server is started
twice, as it is configured and with Streamlit's own ``runner.postScriptGC``. Every page is opened by
a real session over WebSocket on a finished study and then run again; numbers are milliseconds of
processors, which others on the machine do not add to, and in brackets of the clock.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.server_process import Process
from benchmarks.sessions import Session, Waited
from tests.browser.driver import Server

STUDY: Final = "gestures"
TRIALS: Final = 200
_COLLECTS: Final = {"without": "false", "with": "true"}


class Gesture(NamedTuple):
    """What one page takes for one more run, in seconds: of processors, and on the clock."""

    cpu_s: float
    wall_s: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure both ways and print a line for each page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", metavar="PAGE", help="ids of pages; all by default")
    parser.add_argument("--repeats", type=int, default=10)
    parser.add_argument("--json", type=Path, help="write the numbers to this file")
    options = parser.parse_args(arguments)
    found = {
        way: measure(collect, options.repeats, options.pages) for way, collect in _COLLECTS.items()
    }
    print(text_of(found["without"], found["with"]))
    if options.json is not None:
        kept = {
            way: {page: one._asdict() for page, one in pages.items()}
            for way, pages in found.items()
        }
        options.json.write_text(json.dumps(kept, indent=1), encoding="utf-8")
    return 0


def measure(collect: str, repeats: int, pages: Sequence[str] = ()) -> dict[str, Gesture]:
    """Return what each page, or those that are named, takes on a server.

    It does or does not collect after each run.
    """
    with tempfile.TemporaryDirectory() as home:
        server = Server(Path(home), STREAMLIT_RUNNER_POST_SCRIPT_GC=collect)
        try:
            _study(server)
            return asyncio.run(_pages(server, repeats, pages))
        finally:
            server.close()


def _study(server: Server) -> None:
    """Run a study, so that every page has something to show."""
    from dctaxi.space import PRESETS
    from dctaxi.study import StudyPlan, create_study, run_study

    os.environ["DCTAXI_HOME"] = str(server.workspace.root)
    create_study(StudyPlan(STUDY, PRESETS["chapter"].space, n_trials=TRIALS), server.workspace)
    run_study(STUDY, server.workspace)


async def _pages(server: Server, repeats: int, pages: Sequence[str]) -> dict[str, Gesture]:
    from pages.components.shared.navigation import SHOWN

    process, found = Process(server.process.pid), {}
    for entry in SHOWN:
        if pages and entry.id not in pages:
            continue
        page = "" if entry is SHOWN[0] else entry.id
        async with Session(server.url, page, Waited(), query=f"study={STUDY}", timers=False) as tab:
            await tab.rerun()  # what a page imports and computes once is not its gestures' cost
            cpu, walls = process.cpu_s(), []
            for _ in range(repeats):
                began = time.perf_counter()
                await tab.rerun()
                walls.append(time.perf_counter() - began)
            found[entry.id] = Gesture((process.cpu_s() - cpu) / repeats, statistics.median(walls))
    return found


def text_of(without: dict[str, Gesture], collecting: dict[str, Gesture]) -> str:
    """Return a line for each page, and the sum of all."""
    lines = [
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; ms of processors (of the clock)",
        f"{'page':12s} {'without':>16s} {'with':>16s} {'ratio':>6s}",
    ]
    for page, one in without.items():
        other = collecting[page]
        lines.append(f"{page:12s} {_ms(one)} {_ms(other)} {other.cpu_s / one.cpu_s:6.1f}")
    means = [
        Gesture(
            statistics.mean(each.cpu_s for each in way.values()),
            statistics.mean(each.wall_s for each in way.values()),
        )
        for way in (without, collecting)
    ]
    lines.append(
        f"{'mean':12s} {_ms(means[0])} {_ms(means[1])} {means[1].cpu_s / means[0].cpu_s:6.1f}"
    )
    return "\n".join(lines)


def _ms(one: Gesture) -> str:
    return f"{one.cpu_s * 1e3:7.0f} ({one.wall_s * 1e3:6.0f})"


if __name__ == "__main__":
    sys.exit(main())
