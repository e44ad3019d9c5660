"""Compiling the kernel, once: where its machine code is kept, and how far it has come.

numba writes compiled code to a folder that is asked for when a function is decorated, so the entry
function is decorated here, after the folder is known. It lies in the workspace, unless
``NUMBA_CACHE_DIR`` names another; a fresh subfolder per version of the sources keeps code apart
that numba, which looks at the entry's file only, would take for the same.
"""

from __future__ import annotations

import hashlib
import threading
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from dctaxi.errors import EngineError
from dctaxi.records import TrialSpec
from dctaxi.workspace import Workspace

PreparationState = Literal["idle", "preparing", "ready", "unavailable"]

_REFUSED = "The fused engine cannot be compiled here"


@dataclass(frozen=True, slots=True)
class Preparation:
    """How far the compilation is; ``message`` is for users, empty while idle."""

    state: PreparationState
    message: str = ""


_compiling = threading.Lock()
_state = Preparation("idle")
_kernel: Callable[..., None] | None = None
_thread: threading.Thread | None = None


def preparation() -> Preparation:
    """Return how far the compilation is, at once."""
    return _state


def start_preparation() -> None:
    """Compile in a background thread, unless that has been done or is under way."""
    global _thread
    if _state.state == "idle" and (_thread is None or not _thread.is_alive()):
        _thread = threading.Thread(target=_prepare, name="fused-preparation", daemon=True)
        _thread.start()


def ensure_prepared() -> Callable[..., None]:
    """Return the compiled ``train_members``, compiling it or waiting for it where need be.

    Raises ``EngineError`` where it cannot be compiled, such as without numba.
    """
    _prepare()
    if _kernel is None:
        raise EngineError(_state.message)
    return _kernel


def _prepare() -> None:
    global _state, _kernel
    with _compiling:
        if _state.state != "idle":
            return
        _state = Preparation("preparing", "Preparing the engine, once: its kernel is compiled.")
        try:
            _kernel = _compiled_kernel()
        except Exception as error:  # numba is missing, or lacks this platform
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            _state = Preparation("unavailable", f"{_REFUSED} ({reason}); use the lightning engine.")
        else:
            _state = Preparation("ready", "The engine is ready.")


def _compiled_kernel() -> Callable[..., None]:
    import numba

    from dctaxi.training.fused.compiled import OPTIONS
    from dctaxi.training.fused.kernel import train_members

    config: Any = numba.config
    root = config.CACHE_DIR  # what NUMBA_CACHE_DIR names, or nothing
    try:
        folder = Path(root) if root else Workspace.current().folder("kernels")
        config.CACHE_DIR = str(folder / _source_digest())
        kernel = numba.njit(**OPTIONS, cache=True)(train_members)
        _compile(kernel)
    except (OSError, RuntimeError):
        # The folder cannot be written to: compile for this process alone.
        kernel = numba.njit(**OPTIONS)(train_members)
        _compile(kernel)
    finally:
        config.CACHE_DIR = root
    return kernel  # type: ignore[no-any-return]


def _compile(kernel: Callable[..., None]) -> None:
    """Let numba compile for the types of real arguments, by training nobody."""
    from dctaxi.training.fused.population import Columns, population_of, room_for_results

    spec = TrialSpec(0, (1,), False, "SGD", 0.1, 1, 1)  # noqa: FBT003 - a spec is positional here
    population = population_of([spec], num_features=1)
    nobody = np.empty(0, np.int64)
    nothing = np.empty((2, 0))
    results = room_for_results(population, nobody, keep_weights=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # numba warns of caches that it cannot write
        kernel(
            population,
            nobody,
            Columns(nothing, nothing, nothing),
            np.zeros(1, np.uint8),
            np.empty(0),
            np.empty(0, np.uint32),
            results,
        )


def _source_digest() -> str:
    """Return a name for this version of the sources that the kernel is made of."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
