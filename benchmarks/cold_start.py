"""Seconds from a click to the first trial without a kernel: `python -m benchmarks.cold_start`.

As in a server: another process compiles from the start, and the study is launched some seconds
later; `--engine fused` shows what waiting for the kernel takes.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from dctaxi.runner import StudyJob, close_all, runner_for
from dctaxi.space import PRESETS
from dctaxi.study import StudyPlan, with_engine
from dctaxi.training import warm_up
from dctaxi.training.fused.ahead import ahead
from dctaxi.workspace import Workspace


def measure(choice: str, after_s: float) -> dict[str, float | str]:
    """Launch a study of 100 TPE trials so long after the start of a server without a kernel."""
    ahead.begin()
    warm_up()
    time.sleep(after_s)
    clicked_s = time.perf_counter()
    preset = PRESETS["chapter"]
    plan = StudyPlan(name="first", space=preset.space, objective=preset.objective)
    plan = with_engine(plan, choice)  # type: ignore[arg-type]
    runner = runner_for(Workspace.current())
    runner.submit(StudyJob(plan))
    first_s = 0.0
    while not (job := runner.snapshot()[0]).state.finished:
        if not first_s and job.done:
            first_s = time.perf_counter() - clicked_s
        time.sleep(0.01)
    seconds = time.perf_counter() - clicked_s
    ahead.stop()
    close_all()
    return {
        "engine": plan.engine,
        "first_trial_s": first_s,
        "all_s": seconds,
        "load": os.getloadavg()[0],
    }


def main() -> None:
    """Measure both in processes of their own, with an empty cache of code, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers there")
    parser.add_argument("--after", type=float, default=5.0, help="seconds until the click")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one, options.after)))
        return
    rows = []
    for choice in ("auto", "fused"):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.cold_start", "--one", choice,
                 "--after", str(options.after)],
                env={**os.environ, "DCTAXI_HOME": folder, "NUMBA_CACHE_DIR": f"{folder}/kernels"},
                stdout=subprocess.PIPE, check=True, text=True,
            )  # fmt: skip
        rows.append(json.loads(done.stdout.splitlines()[-1]))
        print("{engine:8} first trial {first_trial_s:6.1f} s, 100 trials {all_s:6.1f} s, "
              "load {load:.1f}".format(**rows[-1]))  # fmt: skip
    if options.json is not None:
        options.json.write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
