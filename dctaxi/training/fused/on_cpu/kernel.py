"""The entry into compiled code: train the chosen members of a population, one after the other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dctaxi.training.fused import formulas
from dctaxi.training.fused.on_cpu.buffers import Member, Scratch, allocate, member_of
from dctaxi.training.fused.on_cpu.compiled import compiled
from dctaxi.training.fused.on_cpu.member import train_member
from dctaxi.training.fused.population import Columns, Population, Results


@compiled
def copy_weights(member: Member, scratch: Scratch, kept: NDArray[np.float64]) -> None:
    """Copy the parameters, then each layer's running mean and variance, into ``kept``."""
    offset = scratch.parameters.size
    for index in range(offset):
        kept[index] = scratch.parameters[index]
    for layer in range((member.widths.size - 1) * member.batch_norm):
        inputs = member.widths[layer]
        for statistic in range(2):
            for neuron in range(inputs):
                kept[offset + neuron] = scratch.running[layer, statistic, neuron]
            offset += inputs


def train_members(
    population: Population,
    chosen: NDArray[np.int64],
    columns: Columns,
    stop: NDArray[np.uint8],
    buffer: NDArray[np.float64],
    state: NDArray[np.uint32],
    after: int,
    until: int,
    results: Results,
) -> None:
    """Train the chosen members ``[K]`` and fill the results, also when ``stop[0]`` becomes 1.

    ``buffer`` is as large as the largest member needs, ``state`` is the twister's ``[624]``. The
    steps are those after ``after`` up to ``until``. Of a single member that goes on then, the rest
    can be trained with the same buffer.

    It is compiled by ``preparation``, which decides where the machine code is kept.
    """
    for place in range(chosen.size):
        member = member_of(population, chosen[place])
        rows = max(member.rows, formulas.FEWEST_ROWS_AT_ONCE)
        scratch = allocate(buffer, member.widths, member.batch_norm, rows)
        curve = results.curve[results.point[place] : results.point[place + 1]]
        results.ended[place] = train_member(
            member, columns, scratch, state, stop, after, until, curve, results.final[place]
        )
        kept = results.weights[results.weight[place] : results.weight[place + 1]]
        if kept.size > 0:
            copy_weights(member, scratch, kept)
