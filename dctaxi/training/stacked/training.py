"""The whole training of a chunk: from its members' seeds to their learning curves."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from dctaxi.records import VALIDATION_INTERVAL, ShouldStop
from dctaxi.training.fused.formulas import BETA1, BETA2
from dctaxi.training.fused.population import (
    ADAM,
    FINISHED,
    STOPPED,
    Population,
    Results,
    allocate_results,
    validations,
)
from dctaxi.training.stacked.hardware import Hardware
from dctaxi.training.stacked.optimizer import clip, optimizer_step
from dctaxi.training.stacked.passes import gradients, in_eval_mode, layer_of, squared_errors
from dctaxi.training.stacked.shapes import Shape
from dctaxi.training.stacked.stack import Sets, Stack, stack_of

Tensor = torch.Tensor

_JUDGED_AT_ONCE = 256
"""Rows on which a member is judged at a time."""

_CURVE_PART = 1_000
"""Validations whose place in the curves is made at a time: what a training holds does not grow with
the steps that it has not yet done.
"""


class Training:
    """K members of one shape on their way, whose numbers in the population are ``members``.

    The longest trainings come first, so that those which go on are the first of the stack. Nothing
    is read back from the device before the last step.
    """

    def __init__(
        self, shape: Shape, population: Population, members: NDArray[np.int64], sets: Sets
    ) -> None:
        self._shape, self._population, self._members, self._sets = shape, population, members, sets
        self._last_steps = population.of("max_batches")[members]
        self._clips = bool((population.of("gradient_clip_val")[members] > 0).any())
        self._adam = bool((population.of("optimizer")[members] == ADAM).any())
        like = sets.train
        self._stack = self._going_on = stack_of(shape, population, members, sets)
        self._betas = like.new_tensor([BETA1, BETA2])
        self._now = like.new_zeros(1)
        self._loss = like.new_zeros(len(members))
        self._curves: list[Tensor] = []  # [members then going on, points of a part, 2] each
        self._final = like.new_full((len(members), 3), torch.nan)
        self._ended = torch.full_like(self._stack.lived, STOPPED)

    def run(self, hardware: Hardware, should_stop: ShouldStop, *, keep_weights: bool) -> Results:
        """Train to the last step, or until somebody asks to stop, and return what came of it."""
        kept: list[Stack] = []
        take_step = hardware.prepared(self._step)
        going_on, longest = len(self._members), int(self._last_steps[0])
        taken = 0
        for step in range(1, longest + 1):
            if should_stop():
                break
            take_step()
            taken = step
            before, going_on = going_on, int(np.count_nonzero(self._last_steps > step))
            whole = step % VALIDATION_INTERVAL == 0
            if whole or going_on < before:
                self._validate(slice(0 if whole else going_on, before), step)
            if going_on < before:
                self._judge(slice(going_on, before))
                if keep_weights:  # a graph goes on with members that have ended
                    kept.insert(0, self._stack.of(slice(going_on, before)).copied())
                self._going_on = self._stack.of(slice(going_on))
        results = self._results(taken, keep_weights=keep_weights)
        if keep_weights:
            stacks = [self._stack.of(slice(going_on)), *kept]
            stack = Stack(*(torch.cat(tensors).cpu() for tensors in zip(*stacks, strict=True)))
            parts = [self._numbers(stack, place) for place in range(len(self._members))]
            results.weights[:] = torch.cat(parts).numpy()
        return results

    def _step(self) -> None:
        """Take one step of the members that go on, on the device alone."""
        stack = self._going_on
        batch = self._batch(stack, self._sets.train, stack.next_row)
        stack.next_row.add_(stack.size).remainder_(self._sets.train_rows)
        loss, by_weights, by_norms = gradients(stack, batch, self._shape)
        self._loss[: len(loss)] = loss
        stack.alive.logical_and_(loss.isfinite())
        stack.lived.add_(stack.alive)
        if self._clips:
            clip(stack, by_weights, by_norms)
        corrections = 1.0 - self._betas ** self._now.add_(1.0)
        both = (
            (stack.weights, by_weights, stack.moments),
            (stack.norms, by_norms, stack.norm_moments),
        )
        for parameters, grown, moments in both[: 1 + self._shape.batch_norm]:
            optimizer_step(stack, parameters, grown, moments, corrections if self._adam else None)

    def _validate(self, members: slice, step: int) -> None:
        """Leave both RMSE of some members in their curves."""
        stack = self._stack.of(members)
        rmse = self._rmse_of_batch(stack, self._sets.val, torch.zeros_like(stack.next_row))
        both = torch.stack([self._loss[members].sqrt(), rmse], 1)
        both = torch.where(stack.alive[:, None], both, torch.nan)
        part, place = divmod((step - 1) // VALIDATION_INTERVAL, _CURVE_PART)
        if part == len(self._curves):
            left = validations(self._last_steps[0]) - part * _CURVE_PART
            shape = members.stop, min(_CURVE_PART, int(left)), 2
            self._curves.append(both.new_full(shape, torch.nan))
        self._curves[part][members, place] = both
        stack.lived.sub_((stack.alive & ~rmse.isfinite()).long())
        stack.alive.logical_and_(rmse.isfinite())

    def _judge(self, members: slice) -> None:
        """Judge some members, which have taken their last step."""
        stack, sets = self._stack.of(members), self._sets
        last = (stack.next_row - stack.size).remainder_(sets.train_rows)
        self._final[members, 0] = self._rmse_of_batch(stack, sets.train, last)
        if len(sets.test) > 1:
            begin = torch.zeros_like(stack.next_row)
            self._final[members, 1] = self._rmse_of_batch(stack, sets.test, begin)
        layers = in_eval_mode(stack, self._shape)
        squares = torch.zeros_like(self._loss[members])
        for rows in torch.split(sets.judged, _JUDGED_AT_ONCE, 1):
            squares += squared_errors(layers, rows.expand(len(squares), -1, -1)).sum(1)
        self._final[members, 2] = (squares / sets.judged.shape[1]).sqrt()
        self._ended[members] = torch.where(stack.alive, FINISHED, stack.lived + 1)

    def _rmse_of_batch(self, stack: Stack, rows: Tensor, first_row: Tensor) -> Tensor:
        """Return the RMSE of a batch of a set ``[K]`` in eval mode, from some row on ``[K, 1]``."""
        batch = self._batch(stack, rows, first_row)
        layers = in_eval_mode(stack, self._shape)
        squares = squared_errors(layers, batch.transpose(1, 2)) * stack.inside[:, 0]
        return (squares.sum(1) / stack.size[:, 0]).sqrt()

    def _batch(self, stack: Stack, rows: Tensor, first_row: Tensor) -> Tensor:
        """Return a batch ``[K, B, columns]`` of a set from some row on ``[K, 1]``, padded with 0.

        The set's last row is 0.
        """
        places = (first_row + stack.place).clamp_(max=len(rows) - 1).flatten()
        return rows.index_select(0, places).view(*stack.place.shape, -1)

    def _results(self, taken: int, *, keep_weights: bool) -> Results:
        points = validations(np.minimum(self._last_steps, taken))
        results = allocate_results(
            self._population, self._members, points, keep_weights=keep_weights
        )
        curve = np.full((len(points), points[0], 2), np.nan)
        for part, values in enumerate(self._curves):
            reached = curve[: len(values), part * _CURVE_PART :][:, :_CURVE_PART]
            reached[:] = values[:, : reached.shape[1]].cpu().numpy()
        results.curve[:] = curve[np.arange(points[0]) < points[:, None]]
        results.final[:] = self._final.cpu().numpy()
        results.ended[:] = self._ended.cpu().numpy()
        return results

    def _numbers(self, stack: Stack, place: int) -> Tensor:
        """Return a member's parameters and running statistics as ``TrainedWeights`` orders them."""
        population, member = self._population, self._members[place]
        widths = population.widths[population.start[member] : population.start[member + 1]].tolist()
        one = stack.of(slice(place, place + 1))
        parts, running = [], []
        for layer in range(self._shape.depth):
            inputs, outputs = widths[layer], widths[layer + 1]
            if self._shape.batch_norm:
                parts.append(one.norms[0, layer, :, :inputs])
                running.append(one.running[0, layer, :, :inputs])
            weights = layer_of(one, layer, self._shape)[0, :outputs]
            parts += [weights[:, :inputs], weights[:, -1]]
        return torch.cat([part.flatten() for part in parts + running])
