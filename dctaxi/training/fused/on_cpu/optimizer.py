"""Clipping and the optimisers' steps on the CPU, over all parameters of a member at once."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dctaxi.training.fused import formulas
from dctaxi.training.fused.on_cpu.compiled import compiled
from dctaxi.training.fused.on_cpu.sums import dot

Vector = NDArray[np.float64]

clip_coefficient = compiled(formulas.clip_coefficient)
sgd = compiled(formulas.sgd)
adamw = compiled(formulas.adamw)


@compiled
def clip(gradients: Vector, limit: float) -> None:
    """Scale the gradients ``[P]`` so that their norm is at most the limit; 0 limits nothing."""
    if limit == 0.0:
        return
    coefficient = clip_coefficient(dot(gradients, gradients, gradients.size), limit)
    for index in range(gradients.size):
        gradients[index] *= coefficient


@compiled
def sgd_step(
    parameters: Vector, gradients: Vector, velocity: Vector, lr: float, momentum: float
) -> None:
    """Move the parameters by the velocity; all arrays ``[P]``, velocity 0 before the first step."""
    for index in range(parameters.size):
        parameters[index], velocity[index] = sgd(
            parameters[index], gradients[index], velocity[index], lr, momentum
        )


@compiled
def adamw_step(
    parameters: Vector,
    gradients: Vector,
    first: Vector,
    second: Vector,
    lr: float,
    weight_decay: float,
    step: int,
) -> None:
    """Take step number ``step``, from 1, of AdamW; all arrays ``[P]``, moments 0 before step 1."""
    correction1 = 1.0 - formulas.BETA1**step
    correction2 = math.sqrt(1.0 - formulas.BETA2**step)
    for index in range(parameters.size):
        parameters[index], first[index], second[index] = adamw(
            parameters[index],
            gradients[index],
            first[index],
            second[index],
            lr,
            weight_decay,
            correction1,
            correction2,
        )
