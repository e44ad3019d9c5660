"""Clipping and the optimisers' steps on CUDA, shared by the threads of a block."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dctaxi.training.fused import formulas
from dctaxi.training.fused.on_cuda.library import cuda
from dctaxi.training.fused.on_cuda.team import THREADS, block_total, on_device, thread_number

Vector = NDArray[np.float64]

clip_coefficient = on_device(formulas.clip_coefficient)
sgd = on_device(formulas.sgd)
adamw = on_device(formulas.adamw)


@on_device
def clipping(gradients: Vector, count: int, limit: float, buffer: Vector) -> float:
    """Return the factor that brings the norm of the gradients to the limit at most; 0 limits
    nothing.
    """
    if limit == 0.0:
        return 1.0
    squares = 0.0
    for index in range(thread_number(), count, THREADS):
        squares += gradients[index] * gradients[index]
    return clip_coefficient(block_total(squares, buffer), limit)


@on_device
def sgd_step(
    parameters: Vector, gradients: Vector, count: int, coefficient: float, lr: float
) -> None:
    """Move ``count`` parameters against their gradients times the clipping's coefficient."""
    for index in range(thread_number(), count, THREADS):
        parameters[index] = sgd(parameters[index], gradients[index] * coefficient, lr)
    cuda.syncthreads()


@on_device
def adamw_step(
    parameters: Vector,
    gradients: Vector,
    first: Vector,
    second: Vector,
    count: int,
    coefficient: float,
    lr: float,
    weight_decay: float,
    step: int,
) -> None:
    """Take step number ``step``, from 1, of AdamW with the clipped gradients."""
    correction1 = 1.0 - formulas.BETA1**step
    correction2 = math.sqrt(1.0 - formulas.BETA2**step)
    for index in range(thread_number(), count, THREADS):
        parameters[index], first[index], second[index] = adamw(
            parameters[index],
            gradients[index] * coefficient,
            first[index],
            second[index],
            lr,
            weight_decay,
            correction1,
            correction2,
        )
    cuda.syncthreads()
