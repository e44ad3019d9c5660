"""Faster normal distribution functions beneath Optuna's TPE sampler.

TPE spends more than half of its time in the logarithm of the normal distribution function, which
Optuna calls number by number in Python so as not to need SciPy. SciPy is here anyway; with its
vectorised functions a trial of the chapter's study is asked for in less than half of the time
(docs/decisions/storage.md). The two agree to a relative 1e-7, so the configurations are the same
up to the last digits; as printed, Optuna's own functions are used.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np
from numpy.typing import NDArray

Function = Callable[[NDArray[np.float64]], NDArray[np.float64]]

_REPLACED = {"_log_ndtr": "log_ndtr", "_ndtr": "ndtr"}
"""Optuna's functions, and those of ``scipy.special`` in their place."""

_MARK = "replaced_by_dctaxi"
_in_use: ContextVar[bool] = ContextVar("fast_normal_in_use", default=False)
_installing = threading.Lock()


@contextmanager
def fast_normal() -> Iterator[None]:
    """Let TPE use SciPy's functions within the block and this thread; no other thread notices.

    Where Optuna's functions have other names than in version 5.0, nothing changes.
    """
    _install()
    token = _in_use.set(True)
    try:
        yield
    finally:
        _in_use.reset(token)


def _install() -> None:
    """Put a switch in the place of each function, once; off, it calls Optuna's own."""
    from scipy import special  # not before a sampler asks: it takes a while to import

    try:
        module: Any = importlib.import_module("optuna.samplers._tpe._truncnorm")
    except ImportError:
        return
    with _installing:
        for name, fast in _REPLACED.items():
            own = getattr(module, name, None)
            if own is not None and not hasattr(own, _MARK):
                setattr(module, name, _switch(own, getattr(special, fast)))


def _switch(own: Function, fast: Function) -> Function:
    def switched(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return fast(values) if _in_use.get() else own(values)

    setattr(switched, _MARK, True)
    return switched
