"""What an NVIDIA card in this machine does with each engine, in sentences: none is passed over."""

from __future__ import annotations

import ctypes
import functools
import importlib.util
import sys
from typing import TYPE_CHECKING, Final

from dctaxi.training.devices import INSTALL_GPU

if TYPE_CHECKING:
    from dctaxi.training.engine import DeviceChoice, EngineId

EXPERIMENTAL: Final = (
    "The fused engine's CUDA backend is experimental: it has not been run on a card yet."
)


@functools.cache
def driver_is_there() -> bool:
    """Tell whether this machine has the driver of an NVIDIA card."""
    try:
        ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:
        return False
    return True


def extra_is_missing() -> bool:
    """Tell whether what the fused engine needs on a card is not installed."""
    return importlib.util.find_spec("numba_cuda") is None


def install_line(engine_id: EngineId) -> str | None:
    """Return the line that lets an engine train on the card that is here; None without need."""
    if engine_id == "fused" and driver_is_there() and extra_is_missing():
        return INSTALL_GPU
    return None


def card_sentence(engine_id: EngineId) -> str | None:
    """Say what a card does with an engine here; None on a machine without its driver.

    Nothing is compiled or tried for it: of the fused engine's trial run it says what is known. What
    the machines of a Ray cluster have, this one does not know.
    """
    if engine_id == "ray" or not driver_is_there():
        return None
    return _of_lightning() if engine_id == "lightning" else _of_fused()


def why_the_cpu(engine_id: EngineId, device: DeviceChoice) -> str | None:
    """Say why ``auto`` takes the CPU although there is a card; None where it does not."""
    if engine_id == "ray" or device != "auto" or not driver_is_there():
        return None
    problem = _lightnings_problem() if engine_id == "lightning" else _fuseds_problem()
    return None if problem is None else f"Auto takes the CPU although there is a card: {problem}"


def device_note(engine_id: EngineId, device: DeviceChoice) -> str | None:
    """Say what a command's user should know of the device; None where there is nothing."""
    if device == "cpu" or not driver_is_there():
        return None
    if (why := why_the_cpu(engine_id, device)) is not None:
        return why
    return EXPERIMENTAL if engine_id == "fused" else None


def _of_lightning() -> str:
    problem = _lightnings_problem()
    if problem is not None:
        return f"There is a card, but Lightning cannot use it: {problem}"
    return (
        "Lightning trains on this machine's card, which is supported; models this small are "
        "slower there than on the CPU."
    )


def _of_fused() -> str:
    problem = _fuseds_problem()
    if problem is None:
        return (
            f"The fused engine trains on this machine's card. {EXPERIMENTAL} It is tried with "
            "three small trainings against PyTorch before anything relies on it."
        )
    more = f" {EXPERIMENTAL}" if extra_is_missing() else ""
    return f"There is a card, but the fused engine trains on the CPU: {problem}{more}"


def _lightnings_problem() -> str | None:
    import torch

    if torch.cuda.is_available():
        return None
    if not torch.backends.cuda.is_built():  # type: ignore[no-untyped-call]  # torch has no type
        return (
            "this PyTorch is built for the CPU alone; install its usual build, pip install torch."
        )
    return "PyTorch finds no card that it can use; look at what nvidia-smi says."


def _fuseds_problem() -> str | None:
    if extra_is_missing():
        return f"the extra for cards is not installed; {INSTALL_GPU} does that."
    from dctaxi.training.fused.on_cuda.backend import problem_of_cuda
    from dctaxi.training.fused.on_cuda.trial_run import card

    return problem_of_cuda() or card.known_problem
