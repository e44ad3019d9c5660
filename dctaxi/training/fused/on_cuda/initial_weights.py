"""What a member starts with, as ``torch.manual_seed`` and ``torch.nn`` make it, bit for bit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dctaxi.training.fused.mersenne import DOUBLES, WORDS
from dctaxi.training.fused.on_cuda.buffers import Member, Shared
from dctaxi.training.fused.on_cuda.library import cuda
from dctaxi.training.fused.on_cuda.team import THREADS, on_device, thread_number
from dctaxi.training.fused.on_cuda.twister import (
    bias_bound,
    draw_uniform,
    seed_word,
    twist,
    weight_bound,
)


@on_device
def initialise(member: Member, shared: Shared, state: NDArray[np.uint32]) -> None:
    """Set all parameters and statistics as torch does; ``state`` is ``[624]``."""
    if thread_number() == 0:
        word = np.uint32(member.packed[0].seed)
        state[0] = word
        for index in range(1, WORDS):
            word = seed_word(word, index)
            state[index] = word
    if member.adam:
        for index in range(thread_number(), member.parameters, THREADS):
            shared.first[index] = 0.0
            shared.second[index] = 0.0
    if member.batch_norm:
        for index in range(thread_number(), member.inputs, THREADS):
            shared.running_mean[index] = 0.0
            shared.running_variance[index] = 1.0
    cuda.syncthreads()
    linear_parameters = member.parameters - 2 * member.inputs * member.batch_norm
    for turn in range((linear_parameters + DOUBLES - 1) // DOUBLES):
        twist(state)
        drawn = 0
        offset = 0
        for layer in range(member.widths.size - 1):
            inputs, outputs = member.widths[layer], member.widths[layer + 1]
            if member.batch_norm:
                for neuron in range(thread_number(), inputs, THREADS):
                    shared.parameters[offset + neuron] = 1.0
                    shared.parameters[offset + inputs + neuron] = 0.0
                offset += 2 * inputs
            weight = shared.parameters[offset:]
            draw_uniform(state, turn, drawn, outputs * inputs, weight_bound(inputs), weight)
            drawn += outputs * inputs
            offset += outputs * inputs
            bias = shared.parameters[offset:]
            draw_uniform(state, turn, drawn, outputs, bias_bound(inputs), bias)
            drawn += outputs
            offset += outputs
        cuda.syncthreads()
