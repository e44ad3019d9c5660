"""torch's random generator on CUDA: as in ``on_cpu.twister``, shared by a block."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dctaxi.training.fused import mersenne
from dctaxi.training.fused.mersenne import DOUBLES, SHIFT, WORDS
from dctaxi.training.fused.on_cuda.library import cuda
from dctaxi.training.fused.on_cuda.team import THREADS, on_device, thread_number

seed_word = on_device(mersenne.seed_word)
twisted = on_device(mersenne.twisted)
tempered = on_device(mersenne.tempered)
fraction = on_device(mersenne.fraction)
weight_bound = on_device(mersenne.weight_bound)
bias_bound = on_device(mersenne.bias_bound)

Vector = NDArray[np.float64]


@on_device
def twist(state: NDArray[np.uint32]) -> None:
    """Advance the state ``[624]`` to its next 624 words, ``THREADS`` words at a time.

    A word depends on the one ``SHIFT`` ahead, which wraps around to words of earlier turns.
    """
    for first in range(0, WORDS, THREADS):
        index = first + thread_number()
        word = state[index % WORDS]
        if index < WORDS:
            word = twisted(word, state[(index + 1) % WORDS], state[(index + SHIFT) % WORDS])
        cuda.syncthreads()
        if index < WORDS:
            state[index] = word
        cuda.syncthreads()


@on_device
def draw_uniform(
    state: NDArray[np.uint32], turn: int, drawn: int, count: int, bound: float, values: Vector
) -> None:
    """Set those of ``count`` values that are drawn in this turn of the generator.

    ``drawn`` doubles have been drawn before the first value; a turn gives ``DOUBLES`` of them.
    """
    for index in range(thread_number(), count, THREADS):
        place = drawn + index - turn * DOUBLES
        if 0 <= place < DOUBLES:
            value = fraction(tempered(state[2 * place]), tempered(state[2 * place + 1]))
            values[index] = cuda.fma(value, bound - -bound, -bound)
