"""What K members of one shape hold while they train together, as tensors over all of them."""

from __future__ import annotations

from typing import NamedTuple, Self

import numpy as np
import torch
from numpy.typing import NDArray

from dctaxi.training.fused.formulas import BETA1
from dctaxi.training.fused.population import ADAM, Columns, Population
from dctaxi.training.stacked.initial import initial_weights
from dctaxi.training.stacked.shapes import Shape

Tensor = torch.Tensor


class Sets(NamedTuple):
    """The data on a device, ``[N + B + 1, 1 + F + 1]`` each: label, features and 1.

    The first rows follow the last once more, so that no batch wraps. A last row of zeros stands for
    the rows that a batch is padded with. ``judged`` is ``[1 + F + 1, N]``.
    """

    train: Tensor
    val: Tensor
    test: Tensor
    judged: Tensor
    train_rows: int

    @classmethod
    def of(cls, columns: Columns, most_rows: int, device: torch.device, dtype: torch.dtype) -> Self:
        """Take the sets to a device, for batches of at most so many rows."""

        def rows(column: NDArray[np.float64]) -> Tensor:
            ones = np.vstack([column, np.ones(column.shape[1])]).T
            count = len(ones)
            around = ones[np.arange(count + most_rows) % count] if count else ones
            padded = np.vstack([around, np.zeros(ones.shape[1])])
            return torch.from_numpy(padded).to(device, dtype)

        judged = np.vstack([columns.judged, np.ones(columns.judged.shape[1])])
        return cls(
            rows(columns.train), rows(columns.val), rows(columns.test),
            torch.from_numpy(judged).to(device, dtype), columns.train.shape[1],
        )  # fmt: skip


class Stack(NamedTuple):
    """K members side by side: every tensor has them along its first axis.

    There are L layers of W neurons and batches of B rows. Neurons that a member does not have are
    0, and so are rows beyond its own, in the row of ones too that the biases are multiplied by.
    """

    size: Tensor  # [K, 1], rows of a batch
    next_row: Tensor  # [K, 1], where the next batch begins
    place: Tensor  # [K, B], of each row in a batch; beyond the last row of any set if there is none
    inside: Tensor  # [K, 1, B], 1 for a row and 0 for padding
    lr: Tensor  # [K, 1, 1, 1], as the next five
    kept: Tensor  # of a parameter in a step, by AdamW's weight decay
    remembered: Tensor  # of the first moment in a step: AdamW's beta 1, SGD's momentum
    taken: Tensor  # of the gradient into it
    adam: Tensor  # whether it is AdamW
    limit: Tensor  # of the gradients' norm, 0 for none
    weights: Tensor  # [K, L, W, W + 1], biases in the last column
    norms: Tensor  # [K, L, 2, W], scale and shift of batch norm; [K, 0, 2, W] without
    running: Tensor  # [K, L, 2, W], its running mean and variance
    moments: Tensor  # [K, 2, L, W, W + 1], of the weights
    norm_moments: Tensor  # [K, 2, L, 2, W]
    alive: Tensor  # [K], whether every number was finite so far
    lived: Tensor  # [K], for how many steps

    def of(self, members: slice) -> Stack:
        """Return views of some members."""
        return Stack(*(tensor[members] for tensor in self))

    def copied(self) -> Stack:
        """Return a copy of all tensors."""
        return Stack(*(tensor.clone() for tensor in self))


def stack_of(shape: Shape, population: Population, members: NDArray[np.int64], sets: Sets) -> Stack:
    """Return the members before their first step, on the device and in the type of the sets."""
    count, norms = len(members), shape.depth * shape.batch_norm
    like = sets.train

    def of(name: str) -> Tensor:
        values = torch.from_numpy(np.ascontiguousarray(population.of(name)[members]))
        return values.to(like.device, like.dtype if values.is_floating_point() else values.dtype)

    def each(values: Tensor) -> Tensor:
        return values[:, None, None, None]

    size, adam = of("batch_size")[:, None], of("optimizer") == ADAM
    row = torch.arange(shape.rows, device=like.device)
    inside = row < size
    weights = initial_weights(shape, population, members).to(like.device, like.dtype)
    normed = like.new_zeros((count, norms, 2, shape.width))
    normed[:, :, 0] = 1.0
    running = normed.flip(2)
    return Stack(
        size=size,
        next_row=torch.zeros_like(size),
        place=torch.where(inside, row, 2**40),
        inside=inside.to(like.dtype)[:, None],
        lr=each(of("lr")),
        kept=each(torch.where(adam, 1.0 - of("lr") * of("weight_decay"), 1.0)),
        remembered=each(torch.where(adam, BETA1, of("momentum"))),
        taken=each(torch.where(adam, 1.0 - BETA1, torch.ones_like(of("lr")))),
        adam=adam[:, None, None, None],
        limit=each(of("gradient_clip_val")),
        weights=weights,
        norms=normed,
        running=running.contiguous(),
        moments=like.new_zeros((count, 2, *weights.shape[1:])),
        norm_moments=like.new_zeros((count, 2, *normed.shape[1:])),
        alive=torch.ones_like(adam),
        lived=torch.zeros_like(size[:, 0]),
    )
