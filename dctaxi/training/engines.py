"""The engines by name. Each one's libraries are imported when it is made, not before."""

from __future__ import annotations

import functools
import importlib
import importlib.util
from typing import TYPE_CHECKING, get_args

from dctaxi.errors import EngineError
from dctaxi.training.cores import usable_cores
from dctaxi.training.devices import Device, check_choice, driver_is_there, resolve_device
from dctaxi.training.engine import DeviceChoice, Engine, EngineChoice, EngineId, LoaderId

if TYPE_CHECKING:
    from dctaxi.data import DataSource

__all__ = [
    "Device",
    "available_engines",
    "choose_engine",
    "device_problem",
    "engine_problem",
    "load_engine",
    "make_engine",
    "resolve_device",
    "warm_up",
]

_BEGUN_AT_ONCE = 1_000
"""Trainings that the stacked engine has done before a kernel is compiled and has done as many."""

_FEWEST_FOR_A_CARD = 256
"""Trainings together from which it is asked at all whether a card gains."""

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


def choose_engine(
    choice: EngineChoice,
    trainings: int | None,
    *,
    device: DeviceChoice = "auto",
    at_once: int | None = None,
) -> EngineId:
    """Return the engine itself, or for ``auto`` the one that has so many trainings done first.

    That is the stacked engine where a card is asked for or gains by ``at_once`` trainings together,
    by default all of them. It is the fused engine else, except that few ``trainings`` do not wait
    until its kernel is compiled; None stands for many.
    """
    if choice != "auto":
        return choice
    if _missing("fused") is not None or device not in ("auto", "cpu"):
        return "stacked"
    together = at_once or trainings or 1
    if device == "auto" and together >= _FEWEST_FOR_A_CARD and driver_is_there("cuda"):
        from dctaxi.training.stacked.cards import trial_run

        if (gain := trial_run()) is not None and gain.takes(together):
            return "stacked"
    from dctaxi.training.fused import preparation

    waits = preparation.preparation().state != "ready" and not preparation.is_on_disk()
    return "stacked" if waits and trainings is not None and trainings <= _BEGUN_AT_ONCE else "fused"


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
    return device_problem(engine_id, device)


@functools.cache
def device_problem(engine_id: EngineChoice, device: DeviceChoice) -> str | None:
    """Return in one sentence why an engine cannot train on a device here, or None.

    Without a driver that takes no time; with one it is looked at once in a process.
    """
    if device in ("auto", "cpu"):
        return None
    if engine_id not in ("auto", "stacked") and (engine_id, device) != ("lightning", "cuda"):
        return (
            f"The engine {engine_id!r} does not train on {device}; choose the engine 'stacked', or "
            "the device 'cpu' or 'auto'."
        )
    if not driver_is_there(device):
        return (
            f"The device {device!r} needs a card and its driver, and this machine has none; choose "
            "'cpu' or 'auto'."
        )
    try:
        resolve_device(device)
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
    if (reason := device_problem(engine_id, device)) is not None:
        raise EngineError(reason)
    if engine_id == "stacked":
        from dctaxi.training.stacked.cards import stacked_engine

        return stacked_engine(device)
    if engine_id == "ray":
        from dctaxi.training.on_ray.engine import RayEngine

        return RayEngine()
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
        importlib.import_module("dctaxi.training.stacked.cards")
    elif engine_id == "ray":
        from dctaxi.training.on_ray import cluster

        cluster.connected(usable_cores())


def warm_up() -> None:
    """Do ahead what a first training else waits for; for a thread of a server that starts.

    Without a kernel the stacked engine is loaded, and with one a card gets its trial run.
    """
    from dctaxi.training.fused import preparation

    if not preparation.is_on_disk():
        load_engine("stacked")
    elif driver_is_there("cuda"):
        from dctaxi.training.stacked.cards import trial_run

        trial_run()


def _missing(engine_id: EngineId) -> str | None:
    missing = [name for name in _NEEDS[engine_id] if importlib.util.find_spec(name) is None]
    if not missing:
        return None
    return (
        f"The {engine_id} engine needs the package {' and '.join(missing)}, which is not "
        f"installed here; install it with pip install {' '.join(missing)}."
    )
