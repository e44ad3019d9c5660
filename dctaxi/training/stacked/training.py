"""The whole training of a chunk: from its members' seeds to their learning curves."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray

from dctaxi.records import VALIDATION_INTERVAL, ShouldStop
from dctaxi.training.fused.chunk import TrainedChunk
from dctaxi.training.fused.formulas import BETA1, BETA2
from dctaxi.training.fused.population import (
    ADAM,
    FINISHED,
    STOPPED,
    Population,
    allocate_results,
    validations,
)
from dctaxi.training.stacked.hardware import Hardware
from dctaxi.training.stacked.optimizer import clip, optimizer_step
from dctaxi.training.stacked.passes import gradients, in_eval_mode, squared_errors, weights_of
from dctaxi.training.stacked.shapes import Shape
from dctaxi.training.stacked.stack import Sets, Stack, stack_of

Tensor = torch.Tensor

_JUDGED_AT_ONCE = 256
"""Rows on which a member is judged at a time."""

_TOLD_EVERY_S = 0.1
"""How long members that ended wait at most for others, to be reported together."""


class Training:
    """K members of one shape from their first step to their last.

    ``members`` are their numbers in the population, the longest training first, so that those which
    go on are always the first of the stack.
    """

    def __init__(
        self, shape: Shape, population: Population, members: NDArray[np.int64], sets: Sets,
        hardware: Hardware, *, keep_weights: bool,
    ) -> None:  # fmt: skip
        self._shape, self._population, self._members, self._sets = shape, population, members, sets
        self._stack = stack_of(shape, population, members, sets)
        self._training = self._stack
        self._narrows = hardware.narrows
        self._train_step = hardware.prepared(self._step)
        self._clips = bool((population.of("gradient_clip_val")[members] > 0).any())
        self._adam = bool((population.of("optimizer")[members] == ADAM).any())
        # Of those that go on, as the stack has them.
        self._number = np.arange(len(members))
        self._last_step = population.of("max_batches")[members]
        like, longest = sets.train, int(self._last_step[0])
        steps = np.arange(longest + 1)
        table = np.stack([1.0 - BETA1**steps, np.sqrt(1.0 - BETA2**steps)], 1)
        self._corrections = torch.from_numpy(table).to(like.device, like.dtype)
        self._now = torch.zeros(1, dtype=torch.int64, device=like.device)
        self._batch = like.new_zeros((len(members), shape.rows, like.shape[1]))
        self._loss = like.new_zeros(len(members))
        # By number in the chunk.
        points = -(-longest // VALIDATION_INTERVAL)
        self._curve = like.new_full((len(members), points, 2), torch.nan)
        self._final = like.new_full((len(members), 3), torch.nan)
        self._ended = torch.full_like(self._stack.lived, STOPPED)
        self._weights: dict[int, NDArray[np.float64]] | None = {} if keep_weights else None

    def run(self, should_stop: ShouldStop) -> Iterator[TrainedChunk]:
        """Train and yield members as they end, in the end those that were stopped."""
        told_s = time.perf_counter()
        ended: list[int] = []
        step = 0
        while len(self._number) and not should_stop():
            step += 1
            self._train_step()
            going_on = int(np.searchsorted(-self._last_step, -step))
            whole = step % VALIDATION_INTERVAL == 0
            if whole or going_on < len(self._number):
                self._validate(0 if whole else going_on, step)
            if going_on < len(self._number):
                self._judge(going_on)
                ended += self._number[going_on:].tolist()
                self._go_on_with(np.arange(going_on))
            now_s = time.perf_counter()
            if whole and now_s - told_s > _TOLD_EVERY_S:
                ended += self._leave_diverged()
                if ended:
                    yield self._told(ended, now_s - told_s)
                    ended, told_s = [], now_s
        ended += self._number.tolist()
        if ended:
            yield self._told(ended, time.perf_counter() - told_s)

    def _step(self) -> None:
        """Take one step of every member, on the device alone."""
        stack, count = self._training, len(self._training.lr)
        batch, loss = self._batch[:count], self._loss[:count]
        _take(self._sets.train, stack.next_row + stack.place, batch)
        stack.next_row.add_(stack.size).remainder_(self._sets.train_rows)
        found, by_weights, by_norms = gradients(stack, batch, self._shape)
        loss.copy_(found)
        stack.alive.logical_and_(loss.isfinite())
        stack.lived.add_(stack.alive)
        if self._clips:
            clip(stack, by_weights, by_norms)
        corrections = self._corrections.index_select(0, self._now.add_(1))[0]
        both = (
            (stack.weights, by_weights, stack.moments),
            (stack.norms, by_norms, stack.norm_moments),
        )
        for parameters, grown, moments in both[: 1 + self._shape.batch_norm]:
            optimizer_step(stack, parameters, grown, moments, corrections if self._adam else None)

    def _validate(self, first: int, step: int) -> None:
        """Leave both RMSE of the members from the first on in their curves."""
        stack, loss = self._going_on(first), self._loss[first : len(self._number)]
        rmse = self._rmse_of_batch(stack, self._sets.val, torch.zeros_like(stack.next_row))
        both = torch.stack([loss.sqrt(), rmse], 1)
        both[~stack.alive] = torch.nan
        self._curve[stack.number, (step - 1) // VALIDATION_INTERVAL] = both
        stack.lived.sub_((stack.alive & ~rmse.isfinite()).long())
        stack.alive.logical_and_(rmse.isfinite())

    def _judge(self, first: int) -> None:
        """Judge the members from the first on, which have taken their last step."""
        stack = self._going_on(first)
        sets = self._sets
        last = (stack.next_row - stack.size).remainder_(sets.train_rows)
        final = [self._rmse_of_batch(stack, sets.train, last)]
        nothing = torch.full_like(final[0], torch.nan)
        begin = torch.zeros_like(stack.next_row)
        final.append(
            self._rmse_of_batch(stack, sets.test, begin) if len(sets.test) > 1 else nothing
        )
        layers = in_eval_mode(stack, self._shape)
        squares = torch.zeros_like(final[0])
        for rows in sets.judged.split(_JUDGED_AT_ONCE, 1):
            squares += squared_errors(layers, rows.expand(len(squares), -1, -1)).sum(1)
        final.append((squares / sets.judged.shape[1]).sqrt())
        self._final[stack.number] = torch.stack(final, 1)
        self._ended[stack.number] = torch.where(stack.alive, FINISHED, stack.lived + 1)
        if self._weights is not None:
            for place, number in enumerate(self._number[first:].tolist()):
                self._weights[number] = self._numbers(stack, place, self._members[number])

    def _rmse_of_batch(self, stack: Stack, rows: Tensor, first_row: Tensor) -> Tensor:
        """Return the RMSE of a batch of a set ``[K]`` in eval mode, from some row on ``[K, 1]``."""
        batch = rows.new_empty((len(first_row), self._shape.rows, rows.shape[1]))
        _take(rows, first_row + stack.place, batch)
        layers = in_eval_mode(stack, self._shape)
        squares = squared_errors(layers, batch.transpose(1, 2)) * stack.inside[:, 0]
        return (squares.sum(1) / stack.size[:, 0]).sqrt()

    def _numbers(self, stack: Stack, place: int, member: int) -> NDArray[np.float64]:
        """Return a member's parameters and running statistics as ``TrainedWeights`` orders them."""
        population = self._population
        widths = population.widths[population.start[member] : population.start[member + 1]].tolist()
        one = Stack(*(tensor[place : place + 1] for tensor in stack))
        parts, running = [], []
        for layer in range(self._shape.depth):
            inputs, outputs = widths[layer], widths[layer + 1]
            if self._shape.batch_norm:
                parts.append(one.norms[0, layer, :, :inputs])
                running.append(one.running[0, layer, :, :inputs])
            weights = weights_of(one, layer, self._shape)[0, :outputs]
            parts += [weights[:, :inputs], weights[:, -1]]
        return torch.cat([part.flatten() for part in parts + running]).cpu().double().numpy()

    def _leave_diverged(self) -> list[int]:
        """Return the numbers of the members that diverged, and go on without them."""
        stack = self._going_on(0)
        alive = stack.alive.cpu().numpy()
        if alive.all():
            return []
        self._ended[stack.number] = torch.where(
            stack.alive, self._ended[stack.number], stack.lived + 1
        )
        numbers: list[int] = self._number[~alive].tolist()
        self._go_on_with(np.flatnonzero(alive))
        return numbers

    def _going_on(self, first: int) -> Stack:
        return Stack(*(tensor[first : len(self._number)] for tensor in self._stack))

    def _go_on_with(self, places: NDArray[np.int64]) -> None:
        if not np.array_equal(places, np.arange(len(places))):
            self._stack.keep(torch.from_numpy(places).to(self._now.device))
        self._number, self._last_step = self._number[places], self._last_step[places]
        if self._narrows:
            self._training = self._going_on(0)

    def _told(self, numbers: list[int], duration_s: float) -> TrainedChunk:
        members = self._members[numbers]
        results = allocate_results(
            self._population, members, keep_weights=self._weights is not None
        )
        places = torch.tensor(numbers, device=self._now.device)
        curve = self._curve[places].cpu().numpy()
        points = validations(self._population.of("max_batches")[members])
        results.curve[:] = curve[np.arange(curve.shape[1]) < points[:, None]]
        results.final[:] = self._final[places].cpu().numpy()
        results.ended[:] = self._ended[places].cpu().numpy()
        for place, number in enumerate(numbers):
            if self._weights is not None and number in self._weights:
                numbers_kept = self._weights.pop(number)
                results.weights[results.weight[place] : results.weight[place + 1]] = numbers_kept
        return TrainedChunk(members, results, duration_s)


def _take(rows: Tensor, places: Tensor, batch: Tensor) -> None:
    """Take rows ``[K, B]`` of a set into a batch ``[K, B, columns]``; those beyond it are 0."""
    flat = places.clamp_(max=len(rows) - 1).flatten()
    torch.index_select(rows, 0, flat, out=batch.view(-1, rows.shape[1]))
