"""The CUDA backend: one block per member, launched in groups that need equal shared memory."""

from __future__ import annotations

import functools
import importlib
import importlib.util
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dctaxi.records import ShouldStop
from dctaxi.training.devices import INSTALL_GPU
from dctaxi.training.fused.chunk import TrainedChunk
from dctaxi.training.fused.cost import training_flops
from dctaxi.training.fused.mersenne import WORDS
from dctaxi.training.fused.population import (
    ADAM,
    Columns,
    Population,
    Results,
    allocate_results,
    batch_norms,
    inputs_of_layers,
    parameters,
)
from dctaxi.training.fused.preparation import Kernel, Preparer, compiled_on_disk, train_nobody

LAUNCH_FLOPS = 6e10
"""Most floating-point operations of one launch, about a twentieth of a second on an H100."""

LAUNCH_MEMBERS = 32_768
"""Most members of one launch: while it runs, the outcomes of the one before are made."""

SHARED_STEP = 4_096
"""Shared memory is asked for in multiples of so many bytes, so that members form few groups."""

MAX_REGISTERS: int | None = None
"""Most registers of a thread; None leaves it to the assembler. ``bench card`` finds the best."""

POLL_SECONDS = 0.002


def problem_of_cuda() -> str | None:
    """Return in one sentence why members cannot be trained on CUDA here, or None."""
    if importlib.util.find_spec("numba_cuda") is None:
        return (
            "The fused engine needs the package numba-cuda for CUDA, which is not installed here; "
            f"install it with {INSTALL_GPU}."
        )
    from dctaxi.training.fused.on_cuda.library import cuda

    if not cuda.is_available():
        return (
            "The fused engine needs an NVIDIA card that numba-cuda can use for CUDA, but finds "
            "none; choose the device 'cpu' or 'auto'."
        )
    return None


def prepared_before(should_stop: ShouldStop) -> bool:
    """Wait for the kernel, compiled in the background; False once somebody asks to stop.

    True, too, where it cannot be compiled, as :func:`train` then says.
    """
    return _preparer.ended_before(should_stop)


def title() -> str:
    """Return the card in words, such as ``cuda (NVIDIA H100)``."""
    from dctaxi.training.fused.on_cuda.library import cuda

    name = cuda.get_current_device().name
    return f"cuda ({name.decode() if isinstance(name, bytes) else name})"


def shared_bytes(population: Population) -> NDArray[np.int64]:
    """Return the dynamic shared memory that each member's block needs ``[M]``, in bytes.

    The sum of the arrays that ``buffers.allocate`` makes.
    """
    from dctaxi.training.fused.on_cuda.team import THREADS

    inputs = inputs_of_layers(population)
    statistics = inputs * batch_norms(population)
    stride = population.of("batch_size") | 1
    widest = np.maximum.reduceat(population.widths, population.start[:-1])
    doubles = (
        parameters(population) * (2 + 2 * (population.of("optimizer") == ADAM))
        + 4 * statistics
        + (inputs + 1 + statistics + 2 * widest + 1) * stride
        + THREADS
    )
    return np.asarray(8 * doubles, np.int64)


def fitting(population: Population) -> NDArray[np.bool_]:
    """Tell which members fit into the shared memory of a block ``[M]``."""
    from dctaxi.training.fused.on_cuda.library import cuda

    limit = cuda.get_current_device().MAX_SHARED_MEMORY_PER_BLOCK_OPTIN
    rounded = -(-shared_bytes(population) // SHARED_STEP) * SHARED_STEP
    return np.asarray(rounded + 4 * WORDS <= limit)


class _Launch(NamedTuple):
    members: NDArray[np.int64]
    results: Any  # a Results of arrays on the device
    host: Results
    stream: Any
    started_s: float


def train(
    population: Population,
    chosen: NDArray[np.int64],
    columns: Columns,
    *,
    keep_weights: bool,
    should_stop: ShouldStop,
) -> Iterator[TrainedChunk]:
    """Train the chosen members ``[K]``, which must fit, and yield them launch by launch.

    Once ``should_stop`` answers yes, running members end at their next validation and the others
    are left out. Raises ``EngineError`` when the kernel cannot be compiled here.
    """
    if not len(chosen):
        return
    from dctaxi.training.fused.on_cuda.library import cuda

    kernel = _preparer.ensure()
    stop = cuda.mapped_array(1, np.uint8)
    stop[0] = should_stop()
    on_device = Population(*map(cuda.to_device, population))
    sets = Columns(*map(cuda.to_device, columns))
    need = shared_bytes(population)
    streams = (cuda.stream(), cuda.stream())
    running: list[_Launch] = []
    try:
        for number, members in enumerate(_launches(need, training_flops(population), chosen)):
            if stop[0]:
                break
            host = allocate_results(population, members, keep_weights=keep_weights)
            stream = streams[number % 2]
            results = Results(*(cuda.to_device(array, stream=stream) for array in host))
            size = int(-(-need[members].max() // SHARED_STEP) * SHARED_STEP)
            places = cuda.to_device(members, stream=stream)
            running.append(_Launch(members, results, host, stream, time.perf_counter()))
            _launch(kernel, len(members), stream, size, (on_device, places, sets, stop, results))
            if len(running) == 2:
                yield _fetched(running.pop(0), stop, should_stop)
        while running:
            yield _fetched(running.pop(0), stop, should_stop)
    finally:
        stop[0] = 1
        cuda.synchronize()
        del on_device, sets, running
        cuda.current_context().deallocations.clear()


def _launches(
    need: NDArray[np.int64], flops: NDArray[np.float64], chosen: NDArray[np.int64]
) -> Iterator[NDArray[np.int64]]:
    """Divide the chosen members into launches of equal shared memory, the longest first."""
    group = -(-need[chosen] // SHARED_STEP)
    order = chosen[np.lexsort((-flops[chosen], -group))]
    group = -(-need[order] // SHARED_STEP)
    first = 0
    while first < len(order):
        window = slice(first, first + LAUNCH_MEMBERS)
        alike = int(np.count_nonzero(group[window] == group[first]))
        within = int(np.searchsorted(np.cumsum(flops[order[window]]), LAUNCH_FLOPS, side="right"))
        count = max(1, min(alike, within))
        yield order[first : first + count]
        first += count


def _launch(kernel: Any, blocks: int, stream: Any, size: int, arguments: Any) -> None:
    from dctaxi.training.fused.on_cuda.team import LANES, WARPS

    kernel[blocks, (LANES, WARPS), stream, size](*arguments)


def _fetched(launch: _Launch, stop: NDArray[np.uint8], should_stop: ShouldStop) -> TrainedChunk:
    """Wait for a launch, looking whether to stop, and return its results."""
    from dctaxi.training.fused.on_cuda.library import cuda

    done = cuda.event()
    done.record(launch.stream)
    while not done.query():
        stop[0] |= should_stop()
        time.sleep(POLL_SECONDS)
    stop[0] |= should_stop()
    for array, host in zip(launch.results, launch.host, strict=True):
        if host.size:
            array.copy_to_host(host, stream=launch.stream)
    launch.stream.synchronize()
    return TrainedChunk(launch.members, launch.host, time.perf_counter() - launch.started_s)


def compile_anew(most: int | None) -> None:
    """Compile the kernel anew with at most so many registers a thread, when it is next needed.

    None is the usual number. Another a kernel is not kept on the disk, where numba
    would take it for the usual one.
    """
    global _preparer  # one kernel of a process, and none trains meanwhile
    most = MAX_REGISTERS if most is None else most
    _preparer = Preparer(functools.partial(_compile_for_cuda, most))


def _compile_for_cuda(most: int | None = MAX_REGISTERS) -> Kernel:
    def first_call(kernel: Any) -> None:
        import numba

        typeof: Any = numba.typeof
        population, _nobody, columns, stop, results = train_nobody()
        kernel.compile(
            tuple(typeof(a) for a in (population, np.zeros(1, np.int64), columns, stop, results))
        )
        _allow_all_shared_memory(kernel)

    if most == MAX_REGISTERS:
        return compiled_on_disk(lambda cache: _jitted(most, cache=cache), first_call)
    kernel = _jitted(most, cache=False)
    first_call(kernel)
    return kernel


def _jitted(most: int | None, *, cache: bool) -> Kernel:
    from dctaxi.training.fused.on_cuda.kernel import train_members
    from dctaxi.training.fused.on_cuda.library import cuda

    limit = {} if most is None else {"max_registers": most}
    kernel: Kernel = cuda.jit(train_members, cache=cache, **limit)
    return kernel


def _allow_all_shared_memory(kernel: Any) -> None:
    """Opt in to more than 48 KB of dynamic shared memory, which numba-cuda has no call for."""
    driver: Any = importlib.import_module("cuda.bindings.driver")  # comes with numba-cuda
    from dctaxi.training.fused.on_cuda.library import cuda

    device = cuda.get_current_device()
    limit = device.MAX_SHARED_MEMORY_PER_BLOCK_OPTIN - 4 * WORDS
    attribute = driver.CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES
    for compiled in kernel.overloads.values():
        handle = compiled._codelibrary.get_cufunc().handle
        if isinstance(handle, driver.CUkernel):
            (status,) = driver.cuKernelSetAttribute(attribute, limit, handle, device.id)
        else:
            (status,) = driver.cuFuncSetAttribute(attribute, limit, handle)
        if status != driver.CUresult.CUDA_SUCCESS:
            raise RuntimeError(f"shared memory was refused with {status.name}")


_preparer = Preparer(_compile_for_cuda)
