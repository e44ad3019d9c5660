"""Members a second on a Ray cluster of one and of two workers, beside the fused engine alone.

``python -m benchmarks.spreading``; each way in a process of its own, in turn, several times over.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from dctaxi.data import SampleSource, load
from dctaxi.space import PRESETS, draw_specs
from dctaxi.training import make_engine
from dctaxi.workspace import Workspace

MEMBERS = 10_000
TURNS = 3
WAYS = ("fused 1", "ray 1", "fused 2", "ray 2")


def measure(way: str) -> dict[str, float]:
    """Train a population twice, the second time on the clock; return members a second."""
    name, cores = way.split()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: int(cores)])
    engine = make_engine("ray" if name == "ray" else "fused", device="cpu")
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder), f"sqlite:///{folder}/studies.db")
        data = load(SampleSource(), "raw", workspace)
    specs = draw_specs(PRESETS["chapter"].space, MEMBERS, seed=1)
    began = time.perf_counter()
    engine.run(specs[:512], data)
    first = time.perf_counter() - began
    began, busy = time.perf_counter(), time.process_time()
    engine.run(specs, data)
    took = time.perf_counter() - began
    return {
        "first_s": first,
        "members_a_second": MEMBERS / took,
        "coordinator_cpu_share": (time.process_time() - busy) / took,
    }


def main() -> None:
    """Measure each way in turn, and print medians."""
    if len(sys.argv) > 1:
        print(json.dumps(measure(sys.argv[1])))
        return
    found: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    for _ in range(TURNS):
        for way, results in found.items():
            command = [sys.executable, "-m", "benchmarks.spreading", way]
            answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            results.append(json.loads(answer.splitlines()[-1]))
    for way, results in found.items():
        middle = {key: median(one[key] for one in results) for key in results[0]}
        print(way, {key: round(value, 2) for key, value in middle.items()})


if __name__ == "__main__":
    main()
