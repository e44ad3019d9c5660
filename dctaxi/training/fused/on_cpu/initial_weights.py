"""What a member starts with, as ``torch.manual_seed`` and ``torch.nn`` make it, bit for bit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dctaxi.training.fused.on_cpu.buffers import Member, Scratch
from dctaxi.training.fused.on_cpu.compiled import compiled
from dctaxi.training.fused.on_cpu.twister import (
    bias_bound,
    draw_uniform,
    seed_twister,
    weight_bound,
)


@compiled
def initialise(member: Member, scratch: Scratch, state: NDArray[np.uint32]) -> None:
    """Set all parameters and statistics as torch does; ``state`` is ``[624]``."""
    for index in range(scratch.parameters.size):
        scratch.moments[0, index] = 0.0
        scratch.moments[1, index] = 0.0
    seed_twister(state, member.packed[0].seed)
    drawn = 0
    offset = 0
    for layer in range(member.widths.size - 1):
        inputs, outputs = member.widths[layer], member.widths[layer + 1]
        if member.batch_norm:
            for neuron in range(inputs):
                scratch.parameters[offset + neuron] = 1.0
                scratch.parameters[offset + inputs + neuron] = 0.0
                scratch.running[layer, 0, neuron] = 0.0
                scratch.running[layer, 1, neuron] = 1.0
            offset += 2 * inputs
        weight = scratch.parameters[offset : offset + outputs * inputs]
        drawn = draw_uniform(state, drawn, weight_bound(inputs), weight)
        offset += outputs * inputs
        bias = scratch.parameters[offset : offset + outputs]
        drawn = draw_uniform(state, drawn, bias_bound(inputs), bias)
        offset += outputs
