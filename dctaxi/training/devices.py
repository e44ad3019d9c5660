"""Which device a training runs on, chosen once and named in words."""

from __future__ import annotations

import ctypes
import functools
import platform
import sys
from dataclasses import dataclass
from typing import Literal, get_args

from dctaxi.errors import EngineError
from dctaxi.training.engine import DeviceChoice


@dataclass(frozen=True, slots=True)
class Device:
    """A device that is there; ``title`` is what users read, such as ``cuda (NVIDIA H100)``."""

    kind: Literal["cpu", "cuda", "xpu", "mps"]
    title: str


_DRIVERS = {
    "cuda": ("libcuda.so.1", "libamdhip64.so", "nvcuda.dll"),  # AMD's cards are cuda in PyTorch
    "xpu": ("libze_loader.so.1", "ze_loader.dll"),
}


@functools.cache
def driver_is_there(kind: str) -> bool:
    """Tell whether this machine has the driver of a kind of card, without loading PyTorch."""
    if kind == "mps":
        return sys.platform == "darwin" and platform.machine() == "arm64"
    return any(map(_is_library, _DRIVERS[kind]))


def resolve_device(choice: DeviceChoice = "auto") -> Device:
    """Return the device of this name; ``auto`` is the first CUDA device where there is one.

    Raises ``EngineError`` for a name that is none, and for a card that is not there.
    """
    check_choice("device", choice, get_args(DeviceChoice))
    if choice == "cpu":
        return Device("cpu", "cpu")
    import torch

    if choice in ("auto", "cuda") and torch.cuda.is_available():
        return Device("cuda", f"cuda ({torch.cuda.get_device_name(0)})")
    if choice == "auto":
        return Device("cpu", "cpu")
    if choice == "xpu" and torch.xpu.is_available():
        return Device("xpu", f"xpu ({torch.xpu.get_device_name(0)})")
    if choice == "mps" and torch.backends.mps.is_available():
        return Device("mps", "mps (float32)")
    raise EngineError(
        f"The device {choice!r} needs a card that PyTorch can use, but it finds none; "
        "choose 'cpu' or 'auto'."
    )


def _is_library(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def check_choice(kind: str, choice: str, choices: tuple[str, ...]) -> None:
    """Raise ``EngineError`` unless the choice of this kind is one of the choices."""
    if choice not in choices:
        raise EngineError(
            f"The {kind} must be one of {', '.join(choices)}, but is {choice!r}; "
            "choose one of them."
        )
