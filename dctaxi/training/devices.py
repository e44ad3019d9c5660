"""Which device a training runs on, chosen once and named in words."""

from __future__ import annotations

import ctypes
import functools
import sys
from dataclasses import dataclass
from typing import Literal, get_args

from dctaxi.errors import EngineError
from dctaxi.training.engine import DeviceChoice


@dataclass(frozen=True, slots=True)
class Device:
    """A device that is there; ``title`` is what users read, such as ``cuda (NVIDIA H100)``."""

    kind: Literal["cpu", "cuda"]
    title: str


@functools.cache
def driver_is_there() -> bool:
    """Tell whether this machine has the driver of an NVIDIA card, without loading PyTorch."""
    try:
        ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:
        return False
    return True


def resolve_device(choice: DeviceChoice = "auto") -> Device:
    """Return the device of this name; ``auto`` is the first CUDA device where there is one.

    Raises ``EngineError`` for a name that is none, and for ``cuda`` without such a device.
    """
    check_choice("device", choice, get_args(DeviceChoice))
    if choice == "cpu":
        return Device("cpu", "cpu")
    import torch

    if torch.cuda.is_available():
        return Device("cuda", f"cuda ({torch.cuda.get_device_name(0)})")
    if choice == "auto":
        return Device("cpu", "cpu")
    raise EngineError(
        "The device 'cuda' needs an NVIDIA card that PyTorch can use, but it finds none; "
        "choose 'cpu' or 'auto'."
    )


def check_choice(kind: str, choice: str, choices: tuple[str, ...]) -> None:
    """Raise ``EngineError`` unless the choice of this kind is one of the choices."""
    if choice not in choices:
        raise EngineError(
            f"The {kind} must be one of {', '.join(choices)}, but is {choice!r}; "
            "choose one of them."
        )
