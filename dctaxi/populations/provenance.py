"""What the metadata of a file of trained plans say: whose rows these are and what came of them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from dctaxi.populations import parts

if TYPE_CHECKING:
    import pyarrow as pa

    from dctaxi.populations.trained import Trained


class Provenance(msgspec.Struct):
    """What a file's metadata hold; those of a later release may hold more."""

    plan: Any
    done: int
    diverged: int
    best: float | None
    median: float | None
    wall_s: float
    device: str
    complete: bool
    created_at: datetime
    data_fingerprint: str
    versions: dict[str, str]


def stored_provenance(schema: pa.Schema) -> Provenance | None:
    """Return the provenance in a file's metadata; None where it is not that of our files."""
    return decoded(parts.provenance_of_schema(schema))


def decoded(provenance: bytes) -> Provenance | None:
    """Return the provenance that some bytes hold; None where they hold something else."""
    try:
        return msgspec.json.decode(provenance, type=Provenance)
    except msgspec.DecodeError:
        return None


def provenance_of(trained: Trained[Any]) -> bytes:
    """Return what a file's metadata say of its rows."""
    values = trained.values
    finite = values[np.isfinite(values)]
    provenance = Provenance(
        plan=trained.plan.to_json(),
        done=trained.done,
        diverged=trained.diverged,
        best=float(finite.min()) if len(finite) else None,
        median=(
            float(np.median(np.where(np.isfinite(values), values, finite.max())))
            if len(finite)
            else None
        ),
        wall_s=trained.wall_s,
        device=trained.device,
        complete=trained.complete,
        created_at=trained.created_at,
        data_fingerprint=trained.data_fingerprint,
        versions=dict(trained.versions),
    )
    return msgspec.json.encode(provenance)
