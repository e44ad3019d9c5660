"""How long commands take to end after Ctrl-C: `python -m benchmarks.ctrl_c`, some two minutes.

Each command runs in a process of its own, in a folder of its own, and gets the signal that a
terminal sends. What is measured runs from the signal to the end of the process.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]


class Case(NamedTuple):
    """A command, and what tells that it is where the signal is to meet it."""

    what: str
    arguments: tuple[str, ...]
    sign: str
    later_s: float = 0.5
    compiled: bool = True


POPULATION = ("population", "run", "--preset", "chapter", "--n", "200000")
CASES = (
    Case("compiling", POPULATION, "kernels-new", 3.0, compiled=False),
    Case("training a population", POPULATION, "populations/parts"),
    Case("a study", ("study", "run", "--preset", "chapter", "--name", "s", "--trials", "50000"),
         "studies.db", 3.0),
    Case("searches", ("searches", "run", "--preset", "chapter", "--searches", "64", "--trials",
                      "200"), "searches", 2.0),
)  # fmt: skip


def seconds_to_end(case: Case, code: Path) -> tuple[float, int]:
    """Return the seconds from the signal to the end of a command, and its exit status."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        cache = code if case.compiled else home / "kernels-new"
        process = subprocess.Popen(
            [sys.executable, "-m", "dctaxi", *case.arguments],
            env={**os.environ, "DCTAXI_HOME": folder, "NUMBA_CACHE_DIR": str(cache),
                 "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until = time.monotonic() + 120
        while not (home / case.sign).exists() and process.poll() is None:
            if time.monotonic() > until:
                process.kill()
                raise SystemExit(f"{case.what}: never came to {case.sign}")
            time.sleep(0.02)
        time.sleep(case.later_s)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        status = process.wait(120)
        return time.monotonic() - began, status


def main() -> None:
    """Print a table, and write what it holds as JSON where it is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE")
    wanted = parser.parse_args().json
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        code = Path(folder)
        subprocess.run(
            [sys.executable, "-m", "dctaxi", "prepare"], check=True, stdout=subprocess.DEVNULL,
            env={**os.environ, "DCTAXI_HOME": folder, "NUMBA_CACHE_DIR": folder,
                 "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        print("while                     median s   longest s  status")
        for case in CASES:
            runs = [seconds_to_end(case, code) for _ in range(3)]
            took = found[case.what] = [seconds for seconds, _ in runs]
            print(
                f"{case.what:24}  {statistics.median(took):8.2f}  {max(took):10.2f}  "
                f"{sorted({status for _, status in runs})}"
            )
    if wanted is not None:
        wanted.write_text(json.dumps(found, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
