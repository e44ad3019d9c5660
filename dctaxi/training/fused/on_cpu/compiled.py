"""How Python functions become machine code for the CPU: one set of options for every kernel.

Importing this module also decides how wide the vector instructions of this process's compiled code
are, since the order of reordered sums follows from it: see :func:`_prefer_vectors_of_four`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
from llvmlite import binding
from numba.core.registry import cpu_target
from numba.extending import intrinsic

Function = TypeVar("Function", bound=Callable[..., Any])

OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False}
"""``_nrt=False`` leaves numba's reference counting out: kernels allocate nothing, and counting the
views of their arrays took a quarter of the time.
"""


def _prefer_vectors_of_four() -> None:
    """Let sums be added up in vectors of four numbers also where the processor has longer ones.

    Vectors of eight were no faster on batches of 30 to 50 rows, and deep networks magnify another
    order of summation: docs/decisions/rounding.md. numba asks once a process for what the processor
    can do; where it has been asked before, or told by ``NUMBA_CPU_FEATURES``, that holds.
    """
    config: Any = numba.config
    features: Any = binding.get_host_cpu_features()
    if config.CPU_FEATURES is None and features.get("avx512f"):
        config.CPU_FEATURES = f"{features.flatten()},+prefer-256-bit"
        try:
            cpu_target.target_context.codegen()
        finally:
            config.CPU_FEATURES = None


_prefer_vectors_of_four()


def compiled(function: Function) -> Function:
    """Compile a function; products may be fused into sums, as torch's machine code does."""
    return _compiled(function, {"contract"})


def compiled_freely(function: Function) -> Function:
    """Compile a function whose sums may be reordered as well, and become vector instructions.

    NaN and infinity keep their meaning: divergence is detected by them.
    """
    return _compiled(function, {"contract", "reassoc", "nsz"})


def compiled_in_any_order(function: Function) -> Function:
    """Compile a function whose sums may be reordered, but whose products are rounded first."""
    return _compiled(function, {"reassoc", "nsz"})


def compiled_as_written(function: Function) -> Function:
    """Compile a function whose arithmetic is done as written, to the last bit."""
    return _compiled(function, set())


def _compiled(function: Function, fastmath: set[str]) -> Function:
    return cast(Function, numba.njit(**OPTIONS, fastmath=fastmath)(function))


def _fused_multiply_add(_context: Any, x: Any, y: Any, z: Any) -> Any:
    def codegen(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.fma(*arguments)

    return x(x, y, z), codegen


fused_multiply_add = cast("Callable[[float, float, float], float]", intrinsic(_fused_multiply_add))
"""Return ``x * y + z`` rounded once, as torch's own machine code does in places."""
