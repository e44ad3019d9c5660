"""What a server holds after a long time: handles, threads, memory and the database's log.

``python -m benchmarks.soak [--minutes 60] [--sessions 8] [--json FILE]``: tabs come, look at a
study that trains, make gestures and go, study after study. Once a minute the server is looked at.
The run ends with 1 where the last third holds more than the middle one by more than the bounds
below, or where sessions that went away have not released their threads and handles.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.load import read
from benchmarks.server_process import Process
from benchmarks.sessions import Session, Waited
from tests.browser.server import Server

VISIT_S: Final = 20.0
"""Seconds that a group of tabs stays."""

_TTL_S: Final = 5
"""Seconds after which the server forgets a tab that went away; 600 as it is configured."""

STUDY, TRIALS = "watched", 400


class Held(NamedTuple):
    """What the server held at one moment; memory and the database's log in MB."""

    handles: float
    threads: float
    memory_mb: float
    log_mb: float


BOUNDS: Final = Held(handles=8, threads=6, memory_mb=40, log_mb=8)
"""How much more each may be late than in the middle."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Soak, print a line for each minute, and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--sessions", type=int, default=8)
    parser.add_argument("--json", type=Path, help="write the numbers to this file")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as home:
        server = Server(Path(home), STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL=str(_TTL_S))
        try:
            seen, waited = asyncio.run(soak(server, options.minutes * 60, options.sessions))
        finally:
            server.close()
    grown = growth(seen)
    print(verdict(grown, waited))
    if options.json is not None:
        kept = {"seen": [each._asdict() for each in seen], "grown": grown._asdict()}
        options.json.write_text(json.dumps(kept, indent=1), encoding="utf-8")
    return int(bool(beyond(grown)))


async def soak(server: Server, seconds: float, sessions: int) -> tuple[list[Held], Waited]:
    """Let tabs come and go; return what was held when each group had gone."""
    process, waited, seen = Process(server.process.pid), Waited(), list[Held]()
    end, turn = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        name = f"{STUDY}{turn}"
        prepare(server, name)
        async with AsyncExitStack() as stack:
            tabs = [
                Session(server.url, "trials", waited, query=f"study={name}")
                for _ in range(sessions)
            ]
            await asyncio.gather(*(stack.enter_async_context(tab) for tab in tabs))
            await tabs[0].press("job_resume_trials")
            until = time.perf_counter() + VISIT_S
            await asyncio.gather(
                *(
                    read(tab, until, random.Random(place), study=name)
                    for place, tab in enumerate(tabs)
                )
            )
        await asyncio.sleep(2 * _TTL_S)
        seen.append(held(server, process))
        print(f"{turn:4d} {text_of(seen[-1])}", flush=True)
        turn += 1
    return seen, waited


def prepare(server: Server, name: str) -> None:
    """Make a study that will be watched."""
    from dctaxi.space import PRESETS
    from dctaxi.study import StudyPlan, create_study

    create_study(StudyPlan(name, PRESETS["chapter"].space, n_trials=TRIALS), server.workspace)


def held(server: Server, process: Process) -> Held:
    """Return what the server holds now."""
    log = server.workspace.root / "studies.db-wal"
    size = log.stat().st_size / 1e6 if log.exists() else 0.0
    return Held(process.handles(), process.threads(), process.memory_mb(), size)


def growth(seen: Sequence[Held]) -> Held:
    """Return how much more the last third holds than the middle one, by medians.

    The first third is left out: what is loaded once is loaded there.
    """
    third = max(1, len(seen) // 3)
    late, middle = seen[-third:], seen[-2 * third : -third] or seen[:1]
    return Held(
        *(
            statistics.median(ends) - statistics.median(mids)
            for ends, mids in zip(zip(*late, strict=True), zip(*middle, strict=True), strict=True)
        )
    )


def beyond(grown: Held) -> list[str]:
    """Return the names of what grew beyond its bound."""
    return [name for name in Held._fields if getattr(grown, name) > getattr(BOUNDS, name)]


def text_of(one: Held, sign: str = "") -> str:
    """Return what is held in a line; with the ``sign`` +, by how much more it is."""
    return (
        f"{one.handles:{sign}6.0f} handles {one.threads:{sign}5.0f} threads "
        f"{one.memory_mb:{sign}8.0f} MB {one.log_mb:{sign}6.1f} MB of log"
    )


def verdict(grown: Held, waited: Waited) -> str:
    """Say by how much the last third is above the middle one, and whether that is too much."""
    over = beyond(grown)
    said = f"too much: {', '.join(over)}" if over else "flat"
    gestures = len(waited.reruns) + len(waited.ticks) + len(waited.first_loads)
    return (
        f"late against middle: {text_of(grown, '+')}; {said}. {gestures:,} runs of pages, "
        f"{waited.lost} lost."
    )


if __name__ == "__main__":
    sys.exit(main())
