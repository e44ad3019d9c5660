"""What readers wait for where many watch one study train, and what that costs the study.

``python -m benchmarks.load [--sessions 30] [--trials 2000] [--seconds 40] [--json FILE]`` starts
the app on a fresh workspace with a study as the chapter prints it, asked and trained trial by
trial. It goes on alone, then with all sessions on *Trials*, then alone again. Each session is a
real one over WebSocket: it answers the page's timers, and every ten seconds its reader filters the
trials by another share of the best. Sessions share the machine with the server, as no class does.

``NUMBA_CACHE_DIR`` names a folder of compiled code, so that a run need not compile.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import Any, Final, NamedTuple

from benchmarks.server_process import Process
from benchmarks.sessions import Session, Waited
from tests.browser.server import Server

STUDY: Final = "watched"
GESTURE_EVERY_S: Final = 10.0
ALONE_S: Final = 8.0
_START_S: Final = 240.0
"""Seconds that a study has to finish its first trials, a compilation included."""

_BEGUN: Final = 20
"""Trials after which the study counts as under way."""

_SHARES: Final = (["100 %"], ["50 %"], ["25 %"], ["10 %"])


class Load(NamedTuple):
    """What was measured: seconds that readers waited for, and trials a second of the study.

    TPE asks the more slowly the more trials it knows, so what stands beside ``alone_after`` is
    ``watched_last``, in the seconds just before.
    """

    waited: Waited
    alone_before: float
    watched: float
    watched_last: float
    alone_after: float | None
    cpu_share: float
    peak_mb: float

    @property
    def share(self) -> float | None:
        """How fast the study is watched, of what it is with nobody watching at the same size."""
        return None if self.alone_after is None else self.watched_last / self.alone_after


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure in a workspace of its own and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=30)
    parser.add_argument("--trials", type=int, default=2_000)
    parser.add_argument("--seconds", type=float, default=40.0, help="most that all watch for")
    parser.add_argument("--json", type=Path, help="write the numbers to this file")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as home:
        server = Server(Path(home))
        try:
            prepare(server, options.trials)
            load = asyncio.run(measure(server, options.sessions, options.seconds))
        finally:
            server.close()
    print(text_of(load, options.sessions))
    if options.json is not None:
        options.json.write_text(json.dumps(to_json(load), indent=1), encoding="utf-8")
    return 0


def prepare(server: Server, trials: int) -> None:
    """Make the study that will be watched."""
    from dctaxi.space import PRESETS
    from dctaxi.study import StudyPlan, as_printed, create_study

    plan = StudyPlan(STUDY, PRESETS["chapter"].space, n_trials=trials)
    create_study(as_printed(plan), server.workspace)


async def measure(server: Server, sessions: int, seconds: float) -> Load:
    """Start the study, and measure it alone, watched, and alone."""
    process = Process(server.process.pid)
    await start(server)
    alone_before = await rate(server, ALONE_S)
    waited = Waited()
    done, began, cpu = finished(server), time.perf_counter(), process.cpu_s()
    async with AsyncExitStack() as stack:
        tabs = [
            Session(server.url, "trials", waited, query=f"study={STUDY}") for _ in range(sessions)
        ]
        await asyncio.gather(*(stack.enter_async_context(tab) for tab in tabs))
        end = began + seconds
        late_s = max(0.0, end - ALONE_S - time.perf_counter())
        at_last = asyncio.create_task(rate(server, ALONE_S, after_s=late_s))
        await asyncio.gather(
            *(read(tab, end, random.Random(place)) for place, tab in enumerate(tabs))
        )
        watched_last = await at_last
        spent = time.perf_counter() - began
        watched = (finished(server) - done) / spent
        cpu_share = (process.cpu_s() - cpu) / spent
    still = await rate(server, ALONE_S)
    return Load(
        waited, alone_before, watched, watched_last, still or None, cpu_share, process.peak_mb()
    )


async def start(server: Server) -> None:
    """Press *Resume* on the study's page, and wait until its trials come."""
    async with Session(server.url, "trials", Waited(), query=f"study={STUDY}") as tab:
        await tab.press("job_resume_trials")
    end = time.perf_counter() + _START_S
    while finished(server) < _BEGUN:
        if time.perf_counter() > end:
            raise TimeoutError(f"No trials within {_START_S:.0f} s: {server.log.read_text()}")
        await asyncio.sleep(0.2)


async def read(tab: Session, end: float, chance: random.Random, *, study: str = STUDY) -> None:
    """Filter now and then until the end."""
    while (now := time.perf_counter()) < end:
        await asyncio.sleep(min(end - now, chance.uniform(0.5, 1.5) * GESTURE_EVERY_S))
        if time.perf_counter() < end:
            key = f"filter_top_{study}"
            if key in tab.widgets:
                await tab.choose(key, chance.choice(_SHARES))
            else:  # there is no trial to filter yet
                await tab.rerun()


async def rate(server: Server, seconds: float, *, after_s: float = 0.0) -> float:
    """Return how many trials a second finish, measured after a while."""
    await asyncio.sleep(after_s)
    done, began = finished(server), time.perf_counter()
    await asyncio.sleep(seconds)
    return (finished(server) - done) / (time.perf_counter() - began)


def finished(server: Server) -> int:
    """Return how many trials have ended, as the file says."""
    path = server.workspace.root / "studies.db"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        query = "SELECT COUNT(*) FROM trials WHERE state IN ('COMPLETE', 'FAIL')"
        return int(connection.execute(query).fetchone()[0])


def text_of(load: Load, sessions: int) -> str:
    """Return the numbers as a person reads them."""
    waited = load.waited
    lines = [
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {sessions} sessions, seconds",
        "              count  median    p95    max",
        *(
            f"{name:12s} {row['count']:6,} {row['median']:7.2f} {row['p95']:6.2f} {row['max']:6.2f}"
            for name, row in rows(waited).items()
        ),
        f"lost: {waited.lost}; {waited.received / 1e6:.1f} MB sent; the server took "
        f"{load.cpu_share:.2f} cores and {load.peak_mb:,.0f} MB at most",
        f"trials a second: {load.alone_before:.1f} alone, {load.watched:.1f} watched, "
        f"{load.watched_last:.1f} at last, "
        + (
            "then it had ended"
            if load.alone_after is None or load.share is None
            else f"{load.alone_after:.1f} alone right after: {load.share:.0%}"
        ),
    ]
    return "\n".join(lines)


def rows(waited: Waited) -> dict[str, dict[str, float]]:
    """Return count, median, 95th percentile and longest of each kind of waiting."""
    kinds = {"first load": waited.first_loads, "rerun": waited.reruns, "tick": waited.ticks}
    return {name: row(seconds) for name, seconds in kinds.items() if seconds}


def row(seconds: Sequence[float]) -> dict[str, float]:
    """Return how many there are, their median, their 95th percentile and the longest."""
    ordered = sorted(seconds)
    return {
        "count": len(ordered),
        "median": statistics.median(ordered),
        "p95": ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))],
        "max": ordered[-1],
    }


def to_json(load: Load) -> dict[str, Any]:
    """Return the numbers as plain JSON values."""
    kept = load._asdict() | {"waited": rows(load.waited), "lost": load.waited.lost}
    return kept | {"share": load.share, "cores": os.cpu_count(), "load": os.getloadavg()[0]}


if __name__ == "__main__":
    sys.exit(main())
