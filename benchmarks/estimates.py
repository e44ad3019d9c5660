"""Estimated and true seconds of studies, for every sampler and from a few to many trials.

``python benchmarks/estimates.py [--spaces A,B] [--trials 50,500] [--seconds S] [SAMPLER ...]``:
each study is run for real, and estimated before by what was measured since the program started. A
study that would take longer than ``--seconds`` is left out, and said so.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main() -> None:
    """Run and print a line for each study."""
    from dctaxi.samplers import SAMPLERS

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("samplers", nargs="*", metavar="SAMPLER", default=list(SAMPLERS))
    parser.add_argument("--spaces", default="chapter")
    parser.add_argument("--trials", default="50,500,5000")
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument(
        "--cpu", action="store_true", help="in seconds of the processor, where others use it too"
    )
    options = parser.parse_args()
    if options.cpu:  # before anything is imported that takes the clock's functions by name
        time.perf_counter = time.monotonic = time.process_time
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DCTAXI_HOME"] = folder
        print("space      sampler     trials    taken   ratio    left  estimated")
        for sampler in options.samplers:
            for space in options.spaces.split(","):
                for trials in map(int, options.trials.split(",")):
                    print(line(space, sampler, trials, options.seconds), flush=True)


def line(space: str, sampler: str, trials: int, most_s: float) -> str:
    """Run one study and return its line of the table."""
    from dctaxi.space import PRESETS
    from dctaxi.study import StudyPlan, create_study
    from dctaxi.timing import estimate, run_timed
    from dctaxi.workspace import Workspace

    workspace = Workspace.current()
    preset = PRESETS[space]
    name = f"{space}-{sampler}-{trials}"
    plan = StudyPlan(
        name, preset.space, feature_set=preset.feature_set, sampler=sampler, n_trials=trials
    )
    before = estimate(plan)
    begun = f"{space:10} {sampler:10} {trials:7,}"
    if before.seconds > most_s:
        return f"{begun}  not run: {before.text}"
    create_study(plan, workspace)
    left: list[tuple[float, float]] = []
    start = time.perf_counter()
    run_timed(
        name,
        workspace,
        on_progress=lambda _progress, left_s: left.append((time.perf_counter(), left_s or 0.0)),
    )
    end = time.perf_counter()
    halfway = next((s / max(end - at, 0.1) for at, s in left if at - start > (end - start) / 2), 0)
    taken = end - start
    return f"{begun} {taken:8.1f} {before.seconds / taken:7.2f} {halfway:7.2f}  {before.text}"


if __name__ == "__main__":
    main()
