"""The entry into compiled code on CUDA: each block trains one of the chosen members."""

from __future__ import annotations

import numpy as np
from numba import float64, uint32
from numpy.typing import NDArray

from dctaxi.training.fused.mersenne import WORDS
from dctaxi.training.fused.on_cuda.buffers import Member, Shared, Vector, allocate, member_of
from dctaxi.training.fused.on_cuda.initial_weights import initialise
from dctaxi.training.fused.on_cuda.library import cuda
from dctaxi.training.fused.on_cuda.member import train_member
from dctaxi.training.fused.on_cuda.team import THREADS, on_device, thread_number
from dctaxi.training.fused.population import Columns, Population, Results


@on_device
def copy_weights(member: Member, shared: Shared, kept: Vector) -> None:
    """Copy the parameters, then each layer's running mean and variance, into ``kept``."""
    thread = thread_number()
    for index in range(thread, member.parameters, THREADS):
        kept[index] = shared.parameters[index]
    if member.batch_norm:
        offset = member.parameters
        before = 0
        for layer in range(member.widths.size - 1):
            inputs = member.widths[layer]
            for neuron in range(thread, inputs, THREADS):
                kept[offset + neuron] = shared.running_mean[before + neuron]
                kept[offset + inputs + neuron] = shared.running_variance[before + neuron]
            offset += 2 * inputs
            before += inputs


def train_members(
    population: Population,
    chosen: NDArray[np.int64],
    columns: Columns,
    stop: NDArray[np.uint8],
    results: Results,
) -> None:
    """Let each block train one of the chosen members ``[blocks]`` and fill its results."""
    buffer = cuda.shared.array(0, float64)
    state = cuda.shared.array(WORDS, uint32)
    place = cuda.blockIdx.x
    member = member_of(population, chosen[place])
    shared = allocate(buffer, member)
    initialise(member, shared, state)
    curve = results.curve[results.point[place] : results.point[place + 1]]
    ended = train_member(member, columns, shared, stop, curve, results.final[place])
    if thread_number() == 0:
        results.ended[place] = ended
    kept = results.weights[results.weight[place] : results.weight[place + 1]]
    if kept.size > 0:
        copy_weights(member, shared, kept)
