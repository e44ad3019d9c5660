"""How long the kernel's compilation takes here: as it did last, else by what else is measured."""

from __future__ import annotations

import time
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from dctaxi.timing.machine import read_machine

if TYPE_CHECKING:
    from dctaxi.timing.machine import Machine
    from dctaxi.workspace import Workspace

COMPILED_S: Final = 18.0
"""Seconds of a processor that the compilation took on the reference machine."""

_PROBED_S: Final = 0.055
"""Seconds that the probe took there in the same run."""

COMPILE: Final = "compile/kernel"
"""The name under which the compilation is measured."""

_TIMES: Final = 3


_SAID: Final = {
    "compiled": "as it did here the last time",
    "others": "going by what else was measured here",
    "probe": "going by a small measurement",
}


class Compilation(NamedTuple):
    """Seconds that it takes, and what they go by: it was ``compiled`` here, other things were
    measured here, or nothing was and a probe stands for it.
    """

    seconds: float
    basis: Literal["compiled", "others", "probe"]

    @property
    def text(self) -> str:
        """Say it, and what it goes by."""
        return (
            f"It takes about {self.seconds:.0f} s, {_SAID[self.basis]}; later starts are immediate."
        )


def compilation(workspace: Workspace) -> Compilation:
    """Return how long the kernel's compilation takes on this machine."""
    return compilation_on(read_machine(workspace))


def compilation_on(machine: Machine) -> Compilation:
    """Return how long it takes by what is known of a machine."""
    if not machine.seen:
        return Compilation(COMPILED_S * probed_s() / _PROBED_S, "probe")
    factor = machine.factor(COMPILE)
    return Compilation(factor.value * COMPILED_S, "compiled" if factor.measured else "others")


@lru_cache(maxsize=1)
def probed_s() -> float:
    """Return how long work takes that is like a compiler's: many small objects and texts.

    It is done once in a process; others that use the processors slow it as they slow a compiler.
    """
    return min(_probe() for _ in range(_TIMES))


def _probe() -> float:
    began = time.perf_counter()
    lengths: dict[str, int] = {}
    for number in range(120_000):
        word = f"{number % 997}.{number % 89}"
        lengths[word] = lengths.get(word, 0) + len(word)
    return time.perf_counter() - began
