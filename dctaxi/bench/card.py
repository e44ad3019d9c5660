"""How fast a card trains by how many registers a thread of its kernel may use."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dctaxi.bench.engines import CUDA_SIZES, EngineTimes, measured
from dctaxi.data import SampleSource, load
from dctaxi.errors import EngineError
from dctaxi.space import PRESETS, draw_specs
from dctaxi.training import make_engine
from dctaxi.training.fused import limit_registers

if TYPE_CHECKING:
    from collections.abc import Callable

    from dctaxi.data import TaxiData
    from dctaxi.records import TrialSpec
    from dctaxi.workspace import Workspace

REGISTERS = (64, 128, 168, 255)
"""Most registers of a thread: fewer let more blocks run at once, and spill more into memory."""

_SEED = 0


@dataclass(frozen=True, slots=True)
class CardTimes:
    """Members of the chapter's space, outcomes included, with at most so many registers a thread.

    ``problem`` says why such a kernel cannot train as PyTorch does; there are no times then.
    """

    registers: int
    times: tuple[EngineTimes, ...]
    problem: str = ""

    @property
    def best_per_s(self) -> float:
        """The most members a second of any size; 0 where there are none."""
        return max((one.members_per_s for one in self.times), default=0.0)


@dataclass(frozen=True, slots=True)
class CardResult:
    """All settings, measured in one run on one card."""

    device: str
    settings: tuple[CardTimes, ...]

    @property
    def best(self) -> CardTimes | None:
        """The setting with the most members a second at the largest call; None if none trains."""
        trained = [one for one in self.settings if one.times]
        return max(trained, key=lambda one: one.times[-1].members_per_s, default=None)

    def to_json(self) -> dict[str, Any]:
        """Return the times as plain JSON values."""
        return {
            "device": self.device,
            "best": None if self.best is None else self.best.registers,
            "settings": [
                {
                    "max_registers": one.registers,
                    "problem": one.problem,
                    "rows": [
                        dataclasses.asdict(row) | {"members_per_s": row.members_per_s}
                        for row in one.times
                    ],
                }
                for one in self.settings
            ],
        }


def measure_card(
    workspace: Workspace,
    *,
    registers: tuple[int, ...] = REGISTERS,
    sizes: tuple[int, ...] = CUDA_SIZES,
) -> CardResult:
    """Train on the card with each setting, every one held against PyTorch before it is measured.

    Raises ``EngineError`` where there is no card that the fused engine can use.
    """
    device = make_engine("fused", device="cuda").device
    data = load(SampleSource(), "raw", workspace)
    try:
        found = [_with(most, sizes, data) for most in registers]
    finally:
        limit_registers(None)
    return CardResult(device, tuple(found))


def _with(most: int, sizes: tuple[int, ...], data: TaxiData) -> CardTimes:
    limit_registers(most)
    engine = make_engine("fused", device="cuda")

    def run(specs: tuple[TrialSpec, ...]) -> object:
        return engine.run(specs, data)

    try:
        run(draw_specs(PRESETS["chapter"].space, 2, _SEED))  # compiles, and tries the card
        return CardTimes(most, tuple(_times(most, size, run, engine.device) for size in sizes))
    except EngineError as error:
        return CardTimes(most, (), str(error))


def _times(
    most: int, size: int, run: Callable[[tuple[TrialSpec, ...]], object], device: str
) -> EngineTimes:
    specs = draw_specs(PRESETS["chapter"].space, size, _SEED)
    return measured(f"{most} registers", device, run, specs, 0.0, chapter_s=None)


def card_text(result: CardResult) -> str:
    """Return the block for ``docs/decisions/fused-cuda.md``: a table, and the best setting."""
    if result.best is None:
        reasons = " ".join(f"{one.registers}: {one.problem}" for one in result.settings)
        return f"No kernel trains on {result.device} as PyTorch does. {reasons}"
    sizes = [one.members for one in result.best.times]
    lines = [
        f"Measured on {result.device} with `python -m dctaxi bench card`: members a second of the "
        "chapter's space, sample data, outcomes and all of Python included.",
        "",
        f"| most registers a thread | {' | '.join(f'{size:,}' for size in sizes)} |",
        "|---" * (1 + len(sizes)) + "|",
    ]
    for one in result.settings:
        cells = [f"{row.members_per_s:,.0f}" for row in one.times] or [one.problem]
        lines.append(f"| {one.registers} | {' | '.join(cells)} |")
    best = result.best
    return "\n".join([
        *lines,
        "",
        f"The best is {best.registers}, {best.times[-1].members_per_s:,.0f} a second at "
        f"{sizes[-1]:,} members: `MAX_REGISTERS = {best.registers}` in "
        "`dctaxi/training/fused/on_cuda/backend.py`.",
    ])  # fmt: skip
