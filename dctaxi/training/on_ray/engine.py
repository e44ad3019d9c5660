"""The engine on a Ray cluster: shards of a population, trained wherever there is a processor.

Ray hands out the shards, and trains those of a worker or a machine that died again. The coordinator
alone knows studies and databases; workers know specs and data.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

from dctaxi.errors import EngineError
from dctaxi.records import (
    OnProgress,
    Progress,
    RunStatus,
    ShouldStop,
    TrialOutcome,
    TrialSpec,
    never_stop,
    unfinished_outcome,
)
from dctaxi.training.cores import usable_cores
from dctaxi.training.engine import ignore_progress
from dctaxi.training.fused.engine import FusedEngine
from dctaxi.training.fused.kernel_sources import source_digest
from dctaxi.training.on_ray import cluster
from dctaxi.training.on_ray.shards import shards_of
from dctaxi.training.on_ray.worker import train_shard

if TYPE_CHECKING:
    from dctaxi.data import TaxiData
    from dctaxi.training.trained_network import TrainedNetwork

_RETRIES: Final = 10
"""How often a shard is trained again whose worker died."""

_POLL_S: Final = 0.05
"""How long a request to stop may wait until it is seen."""


class RayEngine:
    """Trains specs on a Ray cluster. The contract is :class:`dctaxi.training.engine.Engine`'s.

    A worker trains on a processor. Which cluster, ``cluster.address`` says; a local one has as many
    processors as this process may use.

    Raises ``EngineError`` where no cluster answers.
    """

    def __init__(self) -> None:
        self._ray = cluster.connected(usable_cores())
        # What Ray makes of a function has no type of ours.
        self._train: Any = self._ray.remote(max_retries=_RETRIES, num_cpus=1)(train_shard)
        self._kept: tuple[str, Any] | None = None

    @property
    def id(self) -> Literal["ray"]:
        """Name of the engine."""
        return "ray"

    @property
    def device(self) -> str:
        """The devices in words, as the cluster is now."""
        found = cluster.resources(self._ray)
        machines = "1 machine" if found.machines == 1 else f"{found.machines} machines"
        return f"cpu ({found.cpus} on {machines}, by Ray)"

    def run(
        self,
        specs: Sequence[TrialSpec],
        data: TaxiData,
        *,
        on_progress: OnProgress = ignore_progress,
        should_stop: ShouldStop = never_stop,
    ) -> tuple[TrialOutcome, ...]:
        """Train every spec and return the outcomes in the same order.

        A shard that is cut short counts as not trained at all.
        """
        outcomes = [unfinished_outcome(RunStatus.STOPPED, "stopped before it ended")] * len(specs)
        if not specs or should_stop():
            return tuple(outcomes)
        pending = self._submitted(specs, data)
        done = 0
        try:
            while pending and not should_stop():
                ready, pending = self._ray.wait(pending, num_returns=1, timeout=_POLL_S)
                for shard in ready:
                    trained = self._result(shard)
                    for member, outcome in trained:  # by member: who came twice counts once
                        outcomes[member] = outcome
                    done += len(trained)
                    on_progress(Progress(done, len(specs), trained[-1][1]))
        finally:
            for shard in pending:
                self._ray.cancel(shard, force=False, recursive=False)
        return tuple(outcomes)

    def network(self, spec: TrialSpec, data: TaxiData) -> TrainedNetwork | None:
        """Train a spec here, which a worker would not do sooner, and return its network."""
        return FusedEngine().network(spec, data)

    def _submitted(self, specs: Sequence[TrialSpec], data: TaxiData) -> list[Any]:
        workers = cluster.resources(self._ray).cpus
        there, digest = self._there(data), source_digest()
        return [
            self._train.remote(members, specs[members.start : members.stop], there, digest)
            for members in shards_of(len(specs), workers)
        ]

    def _there(self, data: TaxiData) -> Any:
        """Return the data in the cluster's store, from where every machine fetches them once."""
        if self._kept is None or self._kept[0] != data.fingerprint or not data.fingerprint:
            self._kept = data.fingerprint, self._ray.put(data)
        return self._kept[1]

    def _result(self, shard: Any) -> list[tuple[int, TrialOutcome]]:
        try:
            trained: list[tuple[int, TrialOutcome]] = self._ray.get(shard)
        except self._ray.exceptions.RayTaskError as error:
            if isinstance(error.cause, EngineError):
                raise error.cause from error
            raise
        except self._ray.exceptions.RayError as error:
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise EngineError(
                f"The Ray cluster lost a shard for good ({reason}): look at its machines, then go "
                "on; what was finished before is kept."
            ) from error
        return trained
