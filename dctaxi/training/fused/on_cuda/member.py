"""The whole training of one member by one block on CUDA, laid out like ``on_cpu.member``.

All of it lies in shared memory. Every function is called by all threads of the block.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dctaxi.training.fused import formulas
from dctaxi.training.fused.on_cuda.buffers import Member, Shared
from dctaxi.training.fused.on_cuda.library import cuda
from dctaxi.training.fused.on_cuda.optimizer import adamw_step, clipping, sgd_step
from dctaxi.training.fused.on_cuda.passes import (
    TRAINING,
    backward,
    evaluate,
    evaluate_all,
    forward,
    load_batch,
)
from dctaxi.training.fused.on_cuda.team import THREADS, block_total, on_device, thread_number
from dctaxi.training.fused.population import FINISHED, STOPPED, Columns

is_validated = on_device(formulas.is_validated)


@on_device
def update(member: Member, shared: Shared, step: int) -> None:
    """Clip the gradients and take one step of the optimiser, number ``step`` from 1."""
    packed = member.packed[0]
    coefficient = clipping(
        shared.gradients, member.parameters, packed.gradient_clip_val, shared.totals
    )
    if member.adam:
        adamw_step(
            shared.parameters, shared.gradients, shared.first, shared.second,
            member.parameters, coefficient, packed.lr, packed.weight_decay, step,
        )  # fmt: skip
    else:
        sgd_step(shared.parameters, shared.gradients, member.parameters, coefficient, packed.lr)


@on_device
def train_member(
    member: Member,
    columns: Columns,
    shared: Shared,
    stop: NDArray[np.uint8],
    curve: NDArray[np.float64],
    final: NDArray[np.float64],
) -> int:
    """Train an initialised member and return how it ended, as the one on the CPU does.

    ``stop[0]`` is read at each validation.
    """
    thread = thread_number()
    for index in range(thread, curve.shape[0], THREADS):
        curve[index, 0] = math.nan
        curve[index, 1] = math.nan
    if thread == 0:
        final[0] = math.nan
        final[1] = math.nan
        final[2] = math.nan
    cuda.syncthreads()
    packed = member.packed[0]
    point = 0
    for step in range(1, packed.max_batches + 1):
        load_batch(columns.train, step - 1, member, shared)
        loss = forward(member, shared, TRAINING, member.rows)
        if not math.isfinite(loss):
            return step
        backward(member, shared)
        update(member, shared, step)
        if is_validated(step, packed.max_batches):
            val_rmse = evaluate(member, columns.val, 0, shared)
            if thread == 0:
                curve[point, 0] = math.sqrt(loss)
                curve[point, 1] = val_rmse
            if not math.isfinite(val_rmse):
                return step
            point += 1
            stopped = 0.0
            if thread == 0:
                stopped = float(stop[0])
            if step < packed.max_batches and block_total(stopped, shared.totals) > 0.0:
                return STOPPED
    train_rmse_eval = evaluate(member, columns.train, packed.max_batches - 1, shared)
    test_rmse = math.nan
    if columns.test.shape[1] > 0:
        test_rmse = evaluate(member, columns.test, 0, shared)
    val_rmse_all = evaluate_all(member, columns.judged, shared)
    if thread == 0:
        final[0] = train_rmse_eval
        final[1] = test_rmse
        final[2] = val_rmse_all
    return FINISHED
