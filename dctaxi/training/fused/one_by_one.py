"""The plain PyTorch loop, one member at a time: for layers so wide that it multiplies faster."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from dctaxi.records import ShouldStop, TrialSpec, validation_steps
from dctaxi.training.fused.chunk import TrainedChunk
from dctaxi.training.fused.population import (
    FINISHED,
    STOPPED,
    Columns,
    Population,
    Results,
    allocate_results,
    spec_of_member,
)
from dctaxi.training.network import make_network


class _Sets(NamedTuple):
    train: torch.Tensor  # [N, 1 + num_features], as the others
    val: torch.Tensor
    test: torch.Tensor
    judged: torch.Tensor


def train(
    population: Population,
    chosen: NDArray[np.int64],
    columns: Columns,
    *,
    keep_weights: bool,
    should_stop: ShouldStop,
) -> Iterator[TrainedChunk]:
    """Train the chosen members ``[K]`` on the CPU and yield them one by one.

    Once ``should_stop`` answers yes, the running member ends at its next step and the others are
    left out.
    """
    sets = _Sets(*(torch.from_numpy(column.T) for column in columns))
    for number in chosen:
        if should_stop():
            return
        members = np.array([number])
        started_s = time.perf_counter()
        none_yet = np.zeros(1, np.int64)
        results = allocate_results(population, members, none_yet, keep_weights=keep_weights)
        results.final[:] = np.nan
        curve: list[tuple[float, float]] = []
        spec = spec_of_member(population, number)
        results.ended[0] = _train_member(spec, sets, curve, results, should_stop)
        results = results._replace(
            curve=np.array(curve).reshape(-1, 2), point=np.array([0, len(curve)])
        )
        yield TrainedChunk(members, results, time.perf_counter() - started_s)


def _train_member(
    spec: TrialSpec,
    sets: _Sets,
    curve: list[tuple[float, float]],
    results: Results,
    should_stop: ShouldStop,
) -> int:
    """Train one member, fill its curve and results and return how it ended, as the kernel does."""
    network = make_network(spec, sets.train.shape[1] - 1)
    weights = list(network.parameters())
    optimizer: torch.optim.Optimizer = (
        torch.optim.AdamW(weights, lr=spec.lr, weight_decay=spec.weight_decay)
        if spec.optimizer == "Adam"
        else torch.optim.SGD(weights, lr=spec.lr, momentum=spec.momentum)
    )
    validated = validation_steps(spec.max_batches)
    next_validated = next(validated)

    def batch_of(rows: torch.Tensor, step: int) -> torch.Tensor:
        return rows[(step * spec.batch_size + torch.arange(spec.batch_size)) % len(rows)]

    def loss_of(batch: torch.Tensor) -> torch.Tensor:
        return functional.mse_loss(network(batch[:, 1:]).squeeze(1), batch[:, 0])

    @torch.no_grad()
    def evaluate(rows: torch.Tensor) -> float:
        network.eval()
        rmse = math.sqrt(loss_of(rows).item())
        network.train()
        return rmse

    for step in range(1, spec.max_batches + 1):
        if should_stop():
            return STOPPED
        loss = loss_of(batch_of(sets.train, step - 1))
        if not math.isfinite(loss.item()):
            return step
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        if spec.gradient_clip_val > 0:
            torch.nn.utils.clip_grad_norm_(weights, spec.gradient_clip_val)
        optimizer.step()
        if step == next_validated:
            curve.append((math.sqrt(loss.item()), evaluate(batch_of(sets.val, 0))))
            if not math.isfinite(curve[-1][1]):
                return step
            next_validated = next(validated, 0)
    results.final[0, 0] = evaluate(batch_of(sets.train, spec.max_batches - 1))
    if len(sets.test):
        results.final[0, 1] = evaluate(batch_of(sets.test, 0))
    results.final[0, 2] = evaluate(sets.judged)
    if len(results.weights):
        results.weights[:] = _numbers(network)
    return FINISHED


def _numbers(network: torch.nn.Sequential) -> NDArray[np.float64]:
    """Return the numbers of a network as ``weights.TrainedWeights`` orders them."""
    norms = [layer for layer in network if isinstance(layer, torch.nn.BatchNorm1d)]
    running = [tensor for norm in norms for tensor in (norm.running_mean, norm.running_var)]
    tensors = [*(weight.detach() for weight in network.parameters()), *running]
    return np.concatenate([tensor.numpy().ravel() for tensor in tensors if tensor is not None])
