"""Compiling a kernel, once: where its machine code is kept, and how far it has come.

numba writes compiled code to a folder that is asked for when a function is decorated, so the
entry functions are decorated here, after the folder is known (``code_folder``); a subfolder per
version of the sources keeps code apart that numba, which looks at the entry's file only, would take
for the same. One process compiles at a time: another that needs the same code waits for it, and
reads it.
"""

from __future__ import annotations

import gc
import shutil
import threading
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from filelock import FileLock

from dctaxi.errors import EngineError
from dctaxi.records import ShouldStop, TrialSpec
from dctaxi.training.fused.code_folder import code_folder, make_private

POLL_SECONDS = 0.05
"""How long a request to stop may wait until it is seen while a kernel is compiled."""

PREPARING = "Getting the engine ready, which happens once: its kernel is being compiled."

_WAITED_S = 300.0
"""How long another process may take to compile before this one does so for itself."""

PreparationState = Literal["idle", "preparing", "ready", "unavailable"]
Kernel = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Preparation:
    """How far the compilation is; ``message`` is for users, empty while idle.

    ``seconds`` is how long compiling took in this process, 0 where it was not compiled here.
    """

    state: PreparationState
    message: str = ""
    seconds: float = 0.0


class Preparer:
    """Compiles one kernel when it is first needed, or before that in the background.

    Every method may be called from any thread. ``compile_kernel`` is called once; what it raises
    makes the kernel unavailable.
    """

    def __init__(self, compile_kernel: Callable[[], Kernel]) -> None:
        self._compile_kernel = compile_kernel
        self._compiling = threading.Lock()
        self._ended = threading.Event()
        self._preparation = Preparation("idle")
        self._kernel: Kernel | None = None

    @property
    def preparation(self) -> Preparation:
        """How far the compilation is, answered at once."""
        return self._preparation

    def start(self) -> None:
        """Compile in a background thread, unless that has been done or is under way."""
        if self._preparation.state == "idle":
            threading.Thread(target=self._prepare, name="fused-preparation", daemon=True).start()

    def ended_before(self, should_stop: ShouldStop) -> bool:
        """Compile in the background and wait; False as soon as ``should_stop`` answers yes.

        What is being compiled then goes on being so. True, too, where it cannot be compiled.
        """
        self.start()
        while not self._ended.wait(POLL_SECONDS):
            if should_stop():
                return False
        return True

    def ensure(self) -> Kernel:
        """Return the kernel, compiling it or waiting for it where need be.

        Raises ``EngineError`` where it cannot be compiled, such as without numba.
        """
        self._prepare()
        if self._kernel is None:
            raise EngineError(self._preparation.message)
        return self._kernel

    def _prepare(self) -> None:
        with self._compiling:
            if self._preparation.state != "idle":
                return
            self._preparation = Preparation("preparing", PREPARING)
            began = time.perf_counter()
            try:
                self._kernel = self._compile_kernel()
            except Exception as error:  # numba is missing, or lacks this platform
                reason = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
                self._preparation = Preparation(
                    "unavailable",
                    f"The fused engine cannot be compiled here ({reason}); "
                    "choose the engine 'lightning'.",
                )
            else:
                stats = getattr(self._kernel, "stats", None)
                compiled = stats is not None and any(stats.cache_misses.values())
                seconds = time.perf_counter() - began if compiled else 0.0
                # The compiler's and everybody's modules are a quarter of a million objects, which
                # stay. Looking through them for garbage takes 0.1 to 0.5 s each time, in the middle
                # of a study or of everybody's page.
                gc.freeze()
                self._preparation = Preparation("ready", "The engine is ready.", seconds)
            self._ended.set()


def compiled_on_disk(decorate: Callable[..., Kernel], train: Callable[[Kernel], None]) -> Kernel:
    """Return what ``decorate(cache=True)`` makes, compiled by ``train``, its code kept on disk.

    Where the folder cannot be written to, or others could have written to it, it is compiled for
    this process alone: numba runs what lies there. Code that is damaged is thrown away.
    """
    for _attempt in range(2):
        try:
            folder = code_folder()
            make_private(folder)
            with FileLock(folder / "lock", timeout=_WAITED_S):
                try:
                    kernel = _decorated(decorate, folder)
                    train(kernel)
                except OSError:
                    raise
                except Exception:  # whatever unpickling and linking half a file raises
                    _throw_away_code(folder)
                else:
                    return kernel
        except OSError:  # also when the wait for another process is over
            break
    kernel = decorate(cache=False)
    train(kernel)
    return kernel


def is_on_disk() -> bool:
    """Tell whether the code of the CPU's kernel lies on the disk, so that it need but be loaded."""
    try:
        return any(code_folder().glob("on_cpu_*/*.nbc"))
    except OSError:
        return False


def _decorated(decorate: Callable[..., Kernel], folder: Path) -> Kernel:
    """Decorate while numba's setting names a folder; nothing but that reads it."""
    import numba

    config: Any = numba.config
    with _deciding_the_folder:
        before = config.CACHE_DIR
        config.CACHE_DIR = str(folder)
        try:
            return decorate(cache=True)
        finally:
            config.CACHE_DIR = before


def _throw_away_code(folder: Path) -> None:
    """Remove what numba wrote, each source's in a folder of its own; the lock is being held."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)


def train_nobody() -> tuple[Any, ...]:
    """Return population, chosen members, columns, stop and results of a kernel's first call.

    They have the types of real arguments and no member, so the call does nothing but compile.
    """
    from dctaxi.training.fused.population import Columns, allocate_results, population_of

    spec = TrialSpec(
        seed=0,
        num_hidden_neurons=(1,),
        batch_norm_linear_layers=False,
        optimizer="SGD",
        lr=0.1,
        batch_size=1,
        max_batches=1,
    )
    population = population_of([spec], num_features=1)
    nobody = np.empty(0, np.int64)
    nothing = np.empty((2, 0))
    results = allocate_results(population, nobody, nobody, keep_weights=False)
    return (
        population,
        nobody,
        Columns(nothing, nothing, nothing, nothing),
        np.zeros(1, np.uint8),
        results,
    )


def _compile_for_cpu() -> Kernel:
    import numba

    from dctaxi.training.fused.on_cpu.compiled import OPTIONS
    from dctaxi.training.fused.on_cpu.kernel import train_members

    def train(kernel: Kernel) -> None:
        *arguments, results = train_nobody()
        buffer, state = np.empty(0), np.empty(0, np.uint32)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # numba warns of caches that it cannot write
            kernel(*arguments, buffer, state, 0, 1, results)

    return compiled_on_disk(lambda cache: numba.njit(train_members, cache=cache, **OPTIONS), train)


_deciding_the_folder = threading.Lock()
_cpu = Preparer(_compile_for_cpu)


def preparation() -> Preparation:
    """Return how far the compilation of the CPU's kernel is, at once."""
    return _cpu.preparation


def start() -> None:
    """Load the CPU's kernel in a background thread, compiling it where it is not on the disk."""
    _cpu.start()


def prepared_before(should_stop: ShouldStop) -> bool:
    """Wait for the CPU's kernel, compiled in the background; False once somebody asks to stop.

    True, too, where it cannot be compiled, as :func:`ensure_prepared` then says.
    """
    return _cpu.ended_before(should_stop)


def ensure_prepared() -> Kernel:
    """Return the CPU's compiled ``train_members``, compiling it or waiting for it where need be.

    Raises ``EngineError`` where it cannot be compiled, such as without numba.
    """
    return _cpu.ensure()
