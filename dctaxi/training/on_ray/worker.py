"""What runs on a worker: a shard trained by the fused engine, on one processor.

A shard is a function of what it is given: trained twice, as after a worker's death, it is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from dctaxi.errors import EngineError
from dctaxi.records import TrialOutcome, TrialSpec
from dctaxi.training.fused.engine import FusedEngine
from dctaxi.training.fused.kernel_sources import source_digest

if TYPE_CHECKING:
    from dctaxi.data import TaxiData


def train_shard(
    members: range, specs: Sequence[TrialSpec], data: TaxiData, digest: str
) -> list[tuple[int, TrialOutcome]]:
    """Train some members and return each outcome with its member's number.

    ``digest`` is that of the coordinator's kernel: another one would give other numbers.
    """
    if digest != source_digest():
        raise EngineError(
            "A machine of the Ray cluster has another release of this program, which would train "
            "other numbers: install the same one on all of them."
        )
    return list(zip(members, _engine().run(specs, data), strict=True))


@cache
def _engine() -> FusedEngine:
    return FusedEngine(threads=1)
