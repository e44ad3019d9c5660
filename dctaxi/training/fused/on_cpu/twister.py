"""Initial weights as ``torch.manual_seed(seed)`` and ``torch.nn.Linear`` draw them, bit for bit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dctaxi.training.fused import mersenne
from dctaxi.training.fused.mersenne import SHIFT, WORDS
from dctaxi.training.fused.on_cpu.compiled import compiled_as_written, fused_multiply_add

seed_word = compiled_as_written(mersenne.seed_word)
twisted = compiled_as_written(mersenne.twisted)
tempered = compiled_as_written(mersenne.tempered)
fraction = compiled_as_written(mersenne.fraction)
weight_bound = compiled_as_written(mersenne.weight_bound)
bias_bound = compiled_as_written(mersenne.bias_bound)


@compiled_as_written
def seed_twister(state: NDArray[np.uint32], seed: int) -> None:
    """Fill the state ``[624]`` from the lower 32 bits of a seed."""
    state[0] = np.uint32(seed)
    for index in range(1, WORDS):
        state[index] = seed_word(state[index - 1], index)


@compiled_as_written
def twist(state: NDArray[np.uint32]) -> None:
    """Advance the state ``[624]`` to its next 624 words."""
    for index in range(WORDS):
        following = state[(index + 1) % WORDS]
        state[index] = twisted(state[index], following, state[(index + SHIFT) % WORDS])


@compiled_as_written
def draw_uniform(
    state: NDArray[np.uint32], drawn: int, bound: float, values: NDArray[np.float64]
) -> int:
    """Fill ``values`` with doubles uniform in ±bound and return how many words are drawn by now.

    ``drawn`` counts the 32-bit words drawn since seeding; ``state`` is ``[624]``.
    """
    for index in range(values.size):
        if drawn % WORDS == 0:
            twist(state)
        word = drawn % WORDS
        drawn += 2
        value = fraction(tempered(state[word]), tempered(state[word + 1]))
        values[index] = fused_multiply_add(value, bound - -bound, -bound)
    return drawn
