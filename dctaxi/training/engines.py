"""The engines by name. Each one's libraries are imported when it is made, not before."""

from __future__ import annotations

import functools
import importlib
import importlib.util
from typing import TYPE_CHECKING, get_args

from dctaxi.errors import EngineError
from dctaxi.training.cores import usable_cores
from dctaxi.training.devices import Device, check_choice, driver_is_there, resolve_device
from dctaxi.training.engine import DeviceChoice, Engine, EngineId, LoaderId

if TYPE_CHECKING:
    from dctaxi.data import DataSource

__all__ = [
    "Device",
    "available_engines",
    "cuda_problem",
    "default_engine",
    "engine_problem",
    "load_engine",
    "make_engine",
    "resolve_device",
]

# The packages that each engine cannot do without.
_NEEDS: dict[EngineId, tuple[str, ...]] = {
    "lightning": ("torch", "pytorch_lightning"),
    "fused": ("torch", "numba"),
    "stacked": ("torch",),
    "ray": ("torch", "numba", "ray"),
}


def available_engines() -> dict[EngineId, str | None]:
    """Return for each engine None when it can be made here, else a sentence that says why not."""
    return {engine_id: _missing(engine_id) for engine_id in get_args(EngineId)}


def default_engine() -> EngineId:
    """Return the fused engine, or Lightning on a platform where the fused one cannot be made."""
    return "lightning" if _missing("fused") else "fused"


def engine_problem(
    engine_id: EngineId,
    *,
    device: DeviceChoice = "auto",
    loader: LoaderId = "memory",
    source: DataSource | None = None,
) -> str | None:
    """Return in one sentence why an engine cannot train here as asked for, or None.

    ``source`` are the data that the loader is to read, where they are known.
    """
    if (reason := _missing(engine_id)) is not None:
        return reason
    if engine_id != "lightning" and loader != "memory":
        return (
            f"The {engine_id} engine reads its data from memory, but the loader {loader!r} was "
            "asked for; choose the loader 'memory' or the engine 'lightning'."
        )
    if loader == "kaen" and source is not None:
        from dctaxi.training.batches import why_not_streamed

        if (reason := why_not_streamed(source)) is not None:
            return reason
    return cuda_problem(engine_id) if device == "cuda" else None


@functools.cache
def cuda_problem(engine_id: EngineId) -> str | None:
    """Return in one sentence why an engine cannot train on CUDA here, or None.

    Without a driver that takes no time; with one it is looked at once in a process.
    """
    if engine_id != "lightning":
        return f"The engine {engine_id!r} trains on the CPU; choose the device 'cpu' or 'auto'."
    if not driver_is_there():
        return (
            "CUDA needs an NVIDIA card and its driver, and this machine has none; choose CPU or "
            "auto."
        )
    try:
        make_engine(engine_id, device="cuda")
    except EngineError as error:
        return str(error)
    return None


def make_engine(
    engine_id: EngineId, *, device: DeviceChoice = "auto", loader: LoaderId = "memory"
) -> Engine:
    """Make an engine.

    Raises ``EngineError`` for a name that is none, an engine whose package is missing, a device
    that is not there, and the kaen loader with an engine that keeps its data in memory.
    """
    check_choice("engine", engine_id, get_args(EngineId))
    check_choice("loader", loader, get_args(LoaderId))
    if (reason := engine_problem(engine_id, loader=loader)) is not None:
        raise EngineError(reason)
    check_choice("device", device, get_args(DeviceChoice))
    if engine_id == "lightning":
        from dctaxi.training.lightning_engine import LightningEngine

        return LightningEngine(device=device, loader=loader)
    if device not in ("auto", "cpu"):
        raise EngineError(cuda_problem(engine_id))
    if engine_id == "ray":
        from dctaxi.training.on_ray.engine import RayEngine

        return RayEngine()
    if engine_id == "stacked":
        from dctaxi.training.stacked.engine import StackedEngine

        return StackedEngine()
    from dctaxi.training.fused.engine import FusedEngine

    return FusedEngine()


def load_engine(
    engine_id: EngineId,
    *,
    device: DeviceChoice = "auto",
    loader: LoaderId = "memory",
    source: DataSource | None = None,
) -> None:
    """Load the libraries of an engine, and connect Ray to its cluster.

    That takes seconds, in which no request to stop is seen: who is to be heard does it before.
    Raises ``EngineError`` where it has an ``engine_problem`` or no cluster answers.
    """
    reason = engine_problem(engine_id, device=device, loader=loader, source=source)
    if reason is not None:
        raise EngineError(reason)
    if engine_id == "lightning":
        importlib.import_module("dctaxi.training.lightning_engine")
    elif engine_id == "stacked":
        importlib.import_module("dctaxi.training.stacked.engine")
    elif engine_id == "ray":
        from dctaxi.training.on_ray import cluster

        cluster.connected(usable_cores())


def _missing(engine_id: EngineId) -> str | None:
    missing = [name for name in _NEEDS[engine_id] if importlib.util.find_spec(name) is None]
    if not missing:
        return None
    return (
        f"The {engine_id} engine needs the package {' and '.join(missing)}, which is not "
        f"installed here; install it with pip install {' '.join(missing)}."
    )
