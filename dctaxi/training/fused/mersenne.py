"""The formulas of torch's random generator and of its initial weights, written once.

torch's CPU generator is MT19937 (Matsumoto and Nishimura, 1998) seeded with ``init_genrand``; its
source is ATen/core/MT19937RNGEngine.h. A double takes two 32-bit draws, the first in the upper
half, and keeps the lower 53 bits (ATen/core/TransformationHelper.h, ``uniform_real``). The
functions are plain Python, which the kernel compiles.
"""

from __future__ import annotations

import math

import numpy as np

WORDS = 624
"""32-bit words of the generator's state."""

SHIFT = 397
"""How far ahead of a word lies the one that it is mixed with."""

DOUBLES = WORDS // 2
"""Doubles drawn between two reloads of the state."""


def seed_word(previous: np.uint32, index: int) -> np.uint32:
    """Return word number ``index``, from 1, of a fresh state; word 0 is the seed itself."""
    mixed = previous ^ (previous >> np.uint32(30))
    return np.uint32(np.uint32(1812433253) * mixed + np.uint32(index))


def twisted(word: np.uint32, following: np.uint32, ahead: np.uint32) -> np.uint32:
    """Return what replaces a word, given the next one and the one ``SHIFT`` words ahead."""
    joined = (word & np.uint32(0x80000000)) | (following & np.uint32(0x7FFFFFFF))
    odd = np.uint32(0x9908B0DF) if joined & np.uint32(1) else np.uint32(0)
    return ahead ^ (joined >> np.uint32(1)) ^ odd


def tempered(word: np.uint32) -> np.uint32:
    """Return the 32-bit draw that a word of the state stands for."""
    word ^= word >> np.uint32(11)
    word ^= (word << np.uint32(7)) & np.uint32(0x9D2C5680)
    word ^= (word << np.uint32(15)) & np.uint32(0xEFC60000)
    return word ^ (word >> np.uint32(18))


def fraction(upper: np.uint32, lower: np.uint32) -> float:
    """Return the double in [0, 1) that two draws make."""
    bits = (np.uint64(upper) << np.uint64(32)) | np.uint64(lower)
    return np.float64(bits & np.uint64((1 << 53) - 1)) * 2.0**-53


def weight_bound(inputs: int) -> float:
    """Return the bound of a Linear's initial weights: ``kaiming_uniform_`` with ``a = √5``.

    It is 1/√inputs but for its last bits, which follow torch's order of operations.
    """
    gain = math.sqrt(2.0 / (1.0 + math.sqrt(5.0) ** 2))
    return math.sqrt(3.0) * (gain / math.sqrt(inputs))


def bias_bound(inputs: int) -> float:
    """Return the bound of a Linear's initial biases, 1/√inputs."""
    return 1.0 / math.sqrt(inputs)
