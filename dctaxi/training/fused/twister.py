"""Initial weights as ``torch.manual_seed(seed)`` and ``torch.nn.Linear`` draw them, bit for bit.

torch's CPU generator is MT19937 (Matsumoto and Nishimura, 1998) seeded with ``init_genrand``; its
source is ATen/core/MT19937RNGEngine.h. A double takes two 32-bit draws, the first in the upper
half, and keeps the lower 53 bits (ATen/core/TransformationHelper.h, ``uniform_real``).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dctaxi.training.fused.compiled import compiled_as_written, fused_multiply_add
from dctaxi.training.fused.population import TWISTER_WORDS

_SHIFT = 397


@compiled_as_written
def seed_twister(state: NDArray[np.uint32], seed: int) -> None:
    """Fill the state ``[624]`` from the lower 32 bits of a seed (``init_genrand``)."""
    word = np.uint32(seed)
    state[0] = word
    for index in range(1, TWISTER_WORDS):
        word = np.uint32(np.uint32(1812433253) * (word ^ (word >> np.uint32(30))) + index)
        state[index] = word


@compiled_as_written
def twist(state: NDArray[np.uint32]) -> None:
    """Advance the state ``[624]`` to its next 624 words (``genrand_int32``'s reload)."""
    for index in range(TWISTER_WORDS):
        upper = state[index] & np.uint32(0x80000000)
        lower = state[(index + 1) % TWISTER_WORDS] & np.uint32(0x7FFFFFFF)
        word = upper | lower
        odd = np.uint32(0x9908B0DF) if word & np.uint32(1) else np.uint32(0)
        state[index] = state[(index + _SHIFT) % TWISTER_WORDS] ^ (word >> np.uint32(1)) ^ odd


@compiled_as_written
def tempered(word: np.uint32) -> np.uint32:
    """Return the 32-bit draw that a word of the state stands for."""
    word ^= word >> np.uint32(11)
    word ^= (word << np.uint32(7)) & np.uint32(0x9D2C5680)
    word ^= (word << np.uint32(15)) & np.uint32(0xEFC60000)
    return word ^ (word >> np.uint32(18))


@compiled_as_written
def draw_uniform(
    state: NDArray[np.uint32], drawn: int, bound: float, values: NDArray[np.float64]
) -> int:
    """Fill ``values`` with doubles uniform in ±bound and return how many words are drawn by now.

    ``drawn`` counts the 32-bit words drawn since seeding; ``state`` is ``[624]``.
    """
    for index in range(values.size):
        bits = np.uint64(0)
        for _half in range(2):
            if drawn % TWISTER_WORDS == 0:
                twist(state)
            bits = (bits << np.uint64(32)) | np.uint64(tempered(state[drawn % TWISTER_WORDS]))
            drawn += 1
        fraction = np.float64(bits & np.uint64((1 << 53) - 1)) * 2.0**-53
        values[index] = fused_multiply_add(fraction, bound - -bound, -bound)
    return drawn


@compiled_as_written
def weight_bound(inputs: int) -> float:
    """Return the bound of a Linear's initial weights: ``kaiming_uniform_`` with ``a = √5``.

    It is 1/√inputs but for its last bits, which follow torch's order of operations.
    """
    gain = math.sqrt(2.0 / (1.0 + math.sqrt(5.0) ** 2))
    return math.sqrt(3.0) * (gain / math.sqrt(inputs))


@compiled_as_written
def bias_bound(inputs: int) -> float:
    """Return the bound of a Linear's initial biases, 1/√inputs."""
    return 1.0 / math.sqrt(inputs)
