"""One trained plan as a file: what its metadata say of it, and its rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Generic

import msgspec

from dctaxi.populations.plan import PlanT
from dctaxi.populations.provenance import stored_provenance
from dctaxi.populations.rows import ROWS_AT_ONCE, InMemory, OnDisk
from dctaxi.populations.trained import Trained

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Listed(Generic[PlanT]):
    """A kept plan without its rows. ``done`` trainings ended, ``diverged`` of them diverged;
    ``best`` and ``median`` are the plan's objective in USD, those without a result counted as the
    worst; None where there is no result at all.
    """

    id: str
    plan: PlanT
    done: int
    diverged: int
    best: float | None
    median: float | None
    wall_s: float
    device: str
    complete: bool
    created_at: datetime
    data_fingerprint: str


def listed_in(path: Path, plan_from_json: Callable[[object], PlanT]) -> Listed[PlanT] | None:
    """Return what a file keeps without its rows; None for a file of another program.

    Raises OSError, ArrowInvalid and DcTaxiError (it is gone, damaged or of another release).
    """
    import pyarrow.parquet as pq

    kept = stored_provenance(pq.read_schema(path))
    if kept is None:
        return None
    fields = msgspec.structs.asdict(kept)
    del fields["versions"]
    return Listed(id=path.stem, **fields | {"plan": plan_from_json(kept.plan)})


def trained_in(path: Path, plan_from_json: Callable[[object], PlanT]) -> Trained[PlanT] | None:
    """Return what a file keeps, many rows of which stay on the disk until they are used.

    None and errors are those of :func:`listed_in`.
    """
    on_disk = OnDisk(path)
    kept = stored_provenance(on_disk.schema)
    if kept is None:
        return None
    return Trained(
        plan=plan_from_json(kept.plan),
        rows=on_disk if len(on_disk) > ROWS_AT_ONCE else InMemory(on_disk.frame),
        wall_s=kept.wall_s,
        device=kept.device,
        complete=kept.complete,
        created_at=kept.created_at,
        data_fingerprint=kept.data_fingerprint,
        versions=kept.versions,
    )
