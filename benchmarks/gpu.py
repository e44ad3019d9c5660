"""Members a second on this machine's card by size, beside the CPU: `python -m benchmarks.gpu`.

Without a graph every operation of a step is launched from Python. Chunks are what their shape and
steps put together, or at most so many members.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import torch

from dctaxi.data import SampleSource, load
from dctaxi.errors import EngineError
from dctaxi.space import PRESETS, draw_specs
from dctaxi.training import Engine, make_engine, resolve_device
from dctaxi.training.stacked import GraphHardware, Hardware, StackedEngine
from dctaxi.workspace import Workspace

SIZES = (16, 256, 4_096, 65_536)
CHUNKS = (None, 4_096, 512)


class Chunked(StackedEngine):
    """The engine on calls of at most so many members, None for no limit."""

    def __init__(self, hardware: Hardware, most: int | None) -> None:
        super().__init__(hardware)
        self.most = most


def main() -> int:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers there")
    options = parser.parse_args()
    try:
        card = resolve_device("cuda")
    except EngineError:
        print("This machine has no card that PyTorch can use, so nothing was measured.")
        return 0
    device = torch.device(card.kind)
    ways: dict[str, Engine] = {"fused, CPU": make_engine("fused")}
    for kind, graph in ((GraphHardware, "with a graph"), (Hardware, "without")):
        for most in CHUNKS:
            chunk = "by shape" if most is None else f"at most {most:,}"
            ways[f"{card.title}, {graph}, chunks {chunk}"] = Chunked(kind(device, card.title), most)
    data = load(SampleSource(), "scaled", Workspace.current())
    found: dict[str, dict[int, float]] = {}
    print(f"{'members a second, of':60}" + "".join(f"{size:>10,}" for size in SIZES))
    for way, engine in ways.items():
        engine.run(draw_specs(PRESETS["chapter"].space, 16, seed=1), data)
        found[way] = {}
        for size in SIZES:
            specs = draw_specs(PRESETS["chapter"].space, size, seed=2)
            most = getattr(engine, "most", None) or size
            began_s = time.perf_counter()
            for first in range(0, size, most):
                engine.run(specs[first : first + most], data)
            found[way][size] = size / (time.perf_counter() - began_s)
        print(f"{way:60}" + "".join(f"{found[way][size]:10,.0f}" for size in SIZES))
    if options.json is not None:
        options.json.write_text(json.dumps(found, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
