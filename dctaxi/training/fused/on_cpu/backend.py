"""The CPU backend: an ordinary thread pool runs the compiled kernel over chunks of members."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dctaxi.records import ShouldStop
from dctaxi.training.fused.chunk import TrainedChunk
from dctaxi.training.fused.cost import chunks_of, dealt, over_soon, training_flops
from dctaxi.training.fused.mersenne import WORDS
from dctaxi.training.fused.population import (
    GOING_ON,
    Columns,
    Population,
    allocate_results,
    scratch_sizes,
    validations,
)

POLL_SECONDS = 0.05
"""How long a request to stop may wait until it is seen."""

PART_STEPS = 100_000
"""Steps that are prepared for at a time, a multiple of the interval of validations: what a training
holds does not grow with the steps that it has not yet done.
"""

FEW_FLOPS = 1e7
"""Trainings that are over before threads have started are not shared out."""


def train(
    population: Population,
    chosen: NDArray[np.int64],
    columns: Columns,
    kernel: Callable[..., Any],
    *,
    threads: int,
    keep_weights: bool,
    should_stop: ShouldStop,
) -> Iterator[TrainedChunk]:
    """Train the chosen members ``[K]`` and yield chunks of them as they are done, in any order.

    ``kernel`` is the compiled ``train_members``. Once ``should_stop`` answers yes, running chunks
    end early and the others are left out.
    """
    stop = np.full(1, should_stop(), np.uint8)

    def train_chunk(members: NDArray[np.int64]) -> TrainedChunk:
        started_s = time.perf_counter()
        buffer, state = np.empty(sizes[members].max()), np.empty(WORDS, np.uint32)
        curves: list[NDArray[np.float64]] = []
        going_on = True
        while going_on:
            after = PART_STEPS * len(curves)
            points = validations(np.minimum(steps[members] - after, PART_STEPS))
            results = allocate_results(population, members, points, keep_weights=keep_weights)
            kernel(
                population, members, columns, stop, buffer, state,
                after, after + PART_STEPS, results,
            )  # fmt: skip
            curves.append(results.curve)
            going_on = bool((results.ended == GOING_ON).any())
        if len(curves) > 1:
            curve = np.concatenate(curves)
            results = results._replace(curve=curve, point=np.array([0, len(curve)]))
        return TrainedChunk(members, results, time.perf_counter() - started_s)

    steps = population.of("max_batches")
    sizes = scratch_sizes(population)
    # A training of several parts is a chunk of its own, as the longest ones are.
    flops = np.where(steps > PART_STEPS, np.inf, training_flops(population))
    if not stop[0] and flops[chosen].sum() <= FEW_FLOPS:
        yield train_chunk(chosen)
        return
    with ThreadPoolExecutor(threads, thread_name_prefix="fused") as pool:
        if not stop[0] and over_soon(flops[chosen], threads):
            own, *others = dealt(flops, chosen, threads)
            futures = [pool.submit(train_chunk, members) for members in others]
            yield train_chunk(own)
            for future in futures:
                yield future.result()
            return
        chunks = chunks_of(flops, chosen, threads)
        pending: set[Future[TrainedChunk]] = set()
        try:
            while not stop[0]:
                # Twice as many chunks as threads wait at most, so that results never pile up.
                while len(pending) < 2 * threads and (chunk := next(chunks, None)) is not None:
                    pending.add(pool.submit(train_chunk, chunk))
                if not pending:
                    return
                done, pending = wait(pending, POLL_SECONDS, FIRST_COMPLETED)
                for future in done:
                    yield future.result()
                stop[0] = should_stop()
            for future in pending:
                if not future.cancel():
                    yield future.result()
        finally:
            stop[0] = 1  # nobody wants the rest once the caller stops listening
            for future in pending:
                future.cancel()
