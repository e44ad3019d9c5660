"""What a typical gesture costs on each page, with and without a full garbage collection after it.

``python -m benchmarks.gestures [--repeats 10] [--json FILE] [PAGE ...]``: a server is started
twice, as it is configured and with Streamlit's own ``runner.postScriptGC``. Every page is opened by
a real session over WebSocket on a finished study, and its gesture of ``TYPICAL`` is made again and
again; numbers are milliseconds of processors, which others on the machine do not add to, and in
brackets of the clock.
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
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.server_process import Process
from benchmarks.sessions import Session, Waited
from tests.browser.server import Server

STUDY: Final = "gestures"
TRIALS: Final = 200
_COLLECTS: Final = {"without": "false", "with": "true"}


class Typical(NamedTuple):
    """What somebody does on a page, again and again.

    A field of the page, by its ``key``, takes the ``values`` in turn: a text, a number, or what is
    chosen among pills; one without values is a button. Without a key the page is looked at again.
    """

    words: str
    key: str = ""
    values: tuple[str | float | tuple[str, ...], ...] = ()


TYPICAL: Final[Mapping[str, Typical]] = {
    "studies": Typical("cards or rows", "studies.look", (("Cards",), ("Rows",))),
    "data": Typical("other features", "data.feature_set", (("Scaled",), ("Raw",))),
    "new": Typical("an end of a range", "space.lr.high", (0.05, 0.07)),
    "trials": Typical("a filter", f"filter_top_{STUDY}", (("50 %",), ("25 %",))),
    "compare": Typical(
        "another view", "compare_view", (("Distributions",), ("Importances side by side",))
    ),
    "whatif": Typical("a range", "whatif_text_lr", ("0.02:0.05", "0.02:0.06")),
    "model": Typical("other rows", "model_rows", (("All but test",), ("Training rows",))),
    "scale": Typical("how many samples", "scale_samples", (200.0, 300.0)),
    "network": Typical("another list", "network_list", ("[3, 5]", "[3, 5, 8]")),
    "batch_norm": Typical("other features", "batch_norm_features", (("Scaled",), ("Raw",))),
    "luck": Typical("how many seeds", "luck_seeds", (128.0, 256.0)),
    "tpe": Typical("the next trial", "tpe_next"),
    "race": Typical("how many repeats", "race_repeats", (10.0, 20.0)),
    "easy_batch": Typical("a guess", "easy_batch_field", (5.0, 6.0)),
    "learn": Typical("a kind of guess", "compose_guess", (("The median",), ("No guess",))),
    "glossary": Typical("another section", "group", (("Plots",), ("Words",))),
}
"""By the ids of the pages. Each is made once with every value before it is measured."""


class Gesture(NamedTuple):
    """What one page takes for its gesture, in seconds: of processors, and on the clock."""

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
    """Run a study, and one to compare it with, so that every page has something to show."""
    from dctaxi.space import PRESETS
    from dctaxi.study import StudyPlan, create_study, run_study

    os.environ["DCTAXI_HOME"] = str(server.workspace.root)
    for name, seed in ((f"{STUDY}-before", 1), (STUDY, 2)):
        plan = StudyPlan(name, PRESETS["chapter"].space, n_trials=TRIALS, sampler_seed=seed)
        create_study(plan, server.workspace)
        run_study(name, server.workspace)


async def _pages(server: Server, repeats: int, pages: Sequence[str]) -> dict[str, Gesture]:
    from pages.components.shared.sitemap import OPEN

    process, found = Process(server.process.pid), {}
    for entry in OPEN:
        if pages and entry.id not in pages:
            continue
        page = "" if entry is OPEN[0] else entry.id
        async with Session(server.url, page, Waited(), query=f"study={STUDY}", timers=False) as tab:
            typical = TYPICAL[entry.id]
            values = typical.values or (None,)
            for value in values:  # what is imported and computed once is not a gesture's cost
                await _make(tab, typical.key, value)
            cpu, walls = process.cpu_s(), []
            for turn in range(repeats):
                began = time.perf_counter()
                await _make(tab, typical.key, values[turn % len(values)])
                walls.append(time.perf_counter() - began)
            found[entry.id] = Gesture((process.cpu_s() - cpu) / repeats, statistics.median(walls))
    return found


async def _make(tab: Session, key: str, value: str | float | tuple[str, ...] | None) -> None:
    """Make a gesture, and wait until the page stands."""
    if not key:
        await tab.rerun()
    elif value is None:
        await tab.press(key)
    elif isinstance(value, tuple):
        await tab.choose(key, value)
    else:
        await tab.enter(key, value)


def text_of(without: dict[str, Gesture], collecting: dict[str, Gesture]) -> str:
    """Return a line for each page, and the mean of all."""
    means = [
        Gesture(
            statistics.mean(each.cpu_s for each in way.values()),
            statistics.mean(each.wall_s for each in way.values()),
        )
        for way in (without, collecting)
    ]
    return "\n".join(
        (
            f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; ms of processors (clock)",
            f"{'page':12s} {'gesture':18s} {'without':>16s} {'with':>16s} {'ratio':>6s}",
            *(_line(page, without[page], collecting[page]) for page in without),
            _line("mean", *means),
        )
    )


def _line(page: str, without: Gesture, collecting: Gesture) -> str:
    made = TYPICAL[page].words if page in TYPICAL else ""
    ratio = collecting.cpu_s / without.cpu_s
    return f"{page:12s} {made:18s} {_ms(without)} {_ms(collecting)} {ratio:6.1f}"


def _ms(one: Gesture) -> str:
    return f"{one.cpu_s * 1e3:7.0f} ({one.wall_s * 1e3:6.0f})"


if __name__ == "__main__":
    sys.exit(main())
