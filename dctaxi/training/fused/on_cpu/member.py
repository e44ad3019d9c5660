"""The whole training of one member on the CPU: from its seed to its learning curve."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dctaxi.training.fused import formulas
from dctaxi.training.fused.on_cpu.buffers import Member, Scratch
from dctaxi.training.fused.on_cpu.compiled import compiled
from dctaxi.training.fused.on_cpu.initial_weights import initialise
from dctaxi.training.fused.on_cpu.optimizer import adamw_step, clip, sgd_step
from dctaxi.training.fused.on_cpu.passes import (
    TRAINING,
    backward,
    evaluate,
    evaluate_all,
    forward,
    load_batch,
)
from dctaxi.training.fused.population import ADAM, FINISHED, GOING_ON, STOPPED, Columns

is_validated = compiled(formulas.is_validated)


@compiled
def train_member(
    member: Member,
    columns: Columns,
    scratch: Scratch,
    state: NDArray[np.uint32],
    stop: NDArray[np.uint8],
    after: int,
    until: int,
    curve: NDArray[np.float64],
    final: NDArray[np.float64],
) -> int:
    """Train a member from the step after ``after`` up to step ``until``, or to its last one, and
    return how it ended: FINISHED, GOING_ON, STOPPED, or the step of divergence.

    After 0 it begins; otherwise ``scratch`` holds what was left at ``after``, a multiple of the
    interval of validations. Each validation in between leaves the step's training RMSE and the
    validation RMSE in a row of ``curve``, NaN where there was none; ``final`` gets the eval-mode
    RMSE of the last training batch, of the test set's first and of all judged rows. ``stop[0]`` is
    read at each step.
    """
    for index in range(curve.shape[0]):
        curve[index, 0] = curve[index, 1] = np.nan
    final[0] = final[1] = final[2] = np.nan
    if after == 0:
        initialise(member, scratch, state)
    packed = member.packed[0]
    point = 0
    for step in range(after + 1, min(until, packed.max_batches) + 1):
        if stop[0]:
            return STOPPED
        load_batch(columns.train, step - 1, member.rows, scratch)
        loss = forward(member, scratch, TRAINING, member.rows)
        if not math.isfinite(loss):
            return step
        backward(member, scratch, member.rows)
        clip(scratch.gradients, packed.gradient_clip_val)
        if packed.optimizer == ADAM:
            adamw_step(
                scratch.parameters, scratch.gradients, scratch.moments[0], scratch.moments[1],
                packed.lr, packed.weight_decay, step,
            )  # fmt: skip
        else:
            sgd_step(
                scratch.parameters, scratch.gradients, scratch.moments[0],
                packed.lr, packed.momentum,
            )  # fmt: skip
        if is_validated(step, packed.max_batches):
            curve[point, 0] = math.sqrt(loss)
            curve[point, 1] = evaluate(member, columns.val, 0, scratch)
            if not math.isfinite(curve[point, 1]):
                return step
            point += 1
    if until < packed.max_batches:
        return GOING_ON
    final[0] = evaluate(member, columns.train, packed.max_batches - 1, scratch)
    if columns.test.shape[1] > 0:
        final[1] = evaluate(member, columns.test, 0, scratch)
    final[2] = evaluate_all(member, columns.judged, scratch)
    return FINISHED
