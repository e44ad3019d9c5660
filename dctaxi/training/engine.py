"""The contract of a training engine: many specs in, as many outcomes out, in the same order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, Protocol

from dctaxi.records import OnProgress, Progress, ShouldStop, TrialOutcome, TrialSpec, never_stop

if TYPE_CHECKING:
    from dctaxi.data import TaxiData
    from dctaxi.training.trained_network import TrainedNetwork

EngineId = Literal["lightning", "fused", "stacked", "ray"]
EngineChoice = EngineId | Literal["auto"]
DeviceChoice = Literal["auto", "cpu", "cuda", "xpu", "mps"]
LoaderId = Literal["memory", "kaen"]


def ignore_progress(_progress: Progress) -> None:
    """Take a progress record and do nothing: the default listener."""


class Engine(Protocol):
    """Trains specs on data.

    1. One outcome per spec, in their order.
    2. A training that diverges or cannot run gives an outcome with a status and a message; it
       raises nothing and changes no other outcome. Only a wrong call raises ``EngineError``.
    3. The same specs, data, device and dtype give the same outcomes: all randomness comes from
       each spec's seed.
    4. ``should_stop`` is honoured within one validation interval; what was cut short says so with
       ``RunStatus.STOPPED``.
    5. ``on_progress`` gets frozen records, in the calling thread.
    6. No global state is left changed: default dtype, global seeds, threads, logging, warnings.
    7. Device memory is free again on return.
    """

    @property
    def id(self) -> EngineId:
        """Name of the engine, as in ``--engine``."""
        ...

    @property
    def device(self) -> str:
        """The device in words that a user can read, such as ``cpu`` or ``cuda (NVIDIA H100)``."""
        ...

    def run(
        self,
        specs: Sequence[TrialSpec],
        data: TaxiData,
        *,
        on_progress: OnProgress = ignore_progress,
        should_stop: ShouldStop = never_stop,
    ) -> tuple[TrialOutcome, ...]:
        """Train every spec and return the outcomes in the same order."""
        ...

    def network(self, spec: TrialSpec, data: TaxiData) -> TrainedNetwork | None:
        """Train a spec as :meth:`run` does and return its network, None unless it finished."""
        ...
