"""Members per second of every engine, against the chapter's loop on the same machine."""

from __future__ import annotations

import dataclasses
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dctaxi.bench.setting import processor, sample_files
from dctaxi.data import SampleSource, load
from dctaxi.space import PRESETS, draw_specs
from dctaxi.training import DeviceChoice, Engine, make_engine
from dctaxi.training.fused import population_of, training_flops
from dctaxi.training.hyperparameters import hyperparameters
from dctaxi.workspace import Workspace, database_url

if TYPE_CHECKING:
    from dctaxi.records import TrialSpec

SIZES = (1, 10, 100, 1_000, 10_000)
"""Members of a call of the fused engine."""

_ONE_AT_A_TIME = 10
_WARM_UP = 2
_SHORTEST_S = 0.5
_SEED = 0


@dataclass(frozen=True, slots=True)
class EngineTimes:
    """One way to train ``members`` members of the chapter's space, all of its work included.

    ``peak_share`` is the share of the processor's measured floating-point peak, None on a card.
    """

    way: str
    device: str
    members: int
    seconds: float
    ratio: float
    peak_share: float | None

    @property
    def members_per_s(self) -> float:
        """Trainings a second."""
        return self.members / self.seconds


@dataclass(frozen=True, slots=True)
class EnginesResult:
    """All ways, measured in one run; ``peak_gflops`` is that of all cores in float64."""

    processor: str
    peak_gflops: float
    rows: tuple[EngineTimes, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the times as plain JSON values."""
        rows = [dataclasses.asdict(r) | {"members_per_s": r.members_per_s} for r in self.rows]
        return {"processor": self.processor, "peak_gflops": self.peak_gflops, "rows": rows}


def measure_engines(device: DeviceChoice = "auto") -> EnginesResult:
    """Train members of the chapter's space in every way: the chapter's loop as printed, with
    Lightning on files that kaen reads; our Lightning engine with data in memory; the fused engine.

    Each way is warmed up before: imports and compilation are not counted. ``device`` is the
    Lightning engine's. Raises ``EngineError`` for a device that is not there.
    """
    lightning = make_engine("lightning", device=device)
    fused = make_engine("fused")
    specs = draw_specs(PRESETS["chapter"].space, _ONE_AT_A_TIME + _WARM_UP, _SEED)
    warm, few = specs[:_WARM_UP], specs[_WARM_UP:]
    peak = peak_gflops()
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder), database_url(Path(folder) / "studies.db"))
        data = load(SampleSource(), "raw", workspace)
        loop = _chapters_loop(workspace)

        def run(engine: Engine) -> Callable[[tuple[TrialSpec, ...]], object]:
            return lambda specs: engine.run(specs, data)

        loop(warm)
        rows = [measured("the chapter's loop", "cpu", loop, few, peak, chapter_s=None)]
        chapter_s = rows[0].seconds / len(few)
        run(lightning)(warm)
        rows.append(measured("lightning", lightning.device, run(lightning), few, peak, chapter_s))
        run(fused)(warm)
        for size in SIZES:
            many = draw_specs(PRESETS["chapter"].space, size, _SEED)
            rows.append(measured("fused", fused.device, run(fused), many, peak, chapter_s))
    return EnginesResult(processor(), peak, tuple(rows))


def engines_text(result: EnginesResult) -> str:
    """Return the times as a table."""
    lines = [
        f"{result.processor}: {result.peak_gflops:.0f} GFLOP/s at best in float64 "
        "(measured: matrix products of 2,048 squared)",
        "way                    members    seconds  members/s      ratio   of peak  device",
    ]
    for row in result.rows:
        share = "" if row.peak_share is None else f"{row.peak_share:.1%}"
        lines.append(
            f"{row.way:20}  {row.members:8,}  {row.seconds:9.4f}  {row.members_per_s:9,.1f}  "
            f"{row.ratio:7,.1f} x  {share:>8}  {row.device}"
        )
    return "\n".join(lines)


def peak_gflops(size: int = 2_048, repeats: int = 3) -> float:
    """Return the best rate of float64 matrix products ``[size, size]`` on all cores, in GFLOP/s."""
    import torch

    left = torch.rand(size, size, dtype=torch.float64)
    right = torch.rand(size, size, dtype=torch.float64)
    left @ right  # the first product starts the threads
    seconds = []
    for _ in range(repeats):
        began = time.perf_counter()
        left @ right
        seconds.append(time.perf_counter() - began)
    return 2.0 * size**3 / min(seconds) / 1e9


def measured(
    way: str,
    device: str,
    train: Callable[[tuple[TrialSpec, ...]], object],
    specs: tuple[TrialSpec, ...],
    peak: float,
    chapter_s: float | None,
) -> EngineTimes:
    """Train the specs, again and again while that is short, and keep the mean."""
    times = 0
    began = time.perf_counter()
    while time.perf_counter() - began < _SHORTEST_S or times == 0:
        train(specs)
        times += 1
    seconds = (time.perf_counter() - began) / times
    flops = float(training_flops(population_of(specs, num_features=8)).sum())
    return EngineTimes(
        way=way,
        device=device,
        members=len(specs),
        seconds=seconds,
        ratio=1.0 if chapter_s is None else chapter_s * len(specs) / seconds,
        peak_share=flops / seconds / (peak * 1e9) if device == "cpu" else None,
    )


def _chapters_loop(workspace: Workspace) -> Callable[[tuple[TrialSpec, ...]], object]:
    """Return what trains specs one after another as the chapter prints it."""
    from dctaxi import DcTaxiModel, build

    train, val = sample_files(SampleSource(), workspace)

    def loop(specs: tuple[TrialSpec, ...]) -> None:
        for spec in specs:
            model = DcTaxiModel(**hyperparameters(spec, num_features=8))
            build(model, train, val, device="cpu", workspace=workspace)

    return loop
