"""Clipping and the optimisers' steps, over all parameters of a stack at once."""

from __future__ import annotations

import torch

from dctaxi.training.fused.formulas import ADAM_EPS, BETA2, CLIP_EPS
from dctaxi.training.stacked.stack import Stack

Tensor = torch.Tensor


def clip(stack: Stack, by_weights: Tensor, by_norms: Tensor) -> None:
    """Scale each member's gradients ``[K, L, ., .]`` so that their norm is at most its limit."""
    squares = _squares(by_weights) + _squares(by_norms)
    ratio = stack.limit / (squares.sqrt() + CLIP_EPS)[:, None, None, None]
    coefficient = torch.where(stack.limit > 0.0, ratio.clamp_max_(1.0), 1.0)
    by_weights.mul_(coefficient)
    by_norms.mul_(coefficient)


def optimizer_step(
    stack: Stack,
    parameters: Tensor,
    gradients: Tensor,
    moments: Tensor,
    corrections: Tensor | None,
) -> None:
    """Take a step of each member's own optimiser on its parameters ``[K, L, ., .]``.

    ``moments`` are ``[K, 2, L, ., .]``, the first also SGD's velocity. ``corrections`` are
    ``1 - beta ** step`` for both betas, None where no member has AdamW.
    """
    first, second = moments.unbind(1)
    first.mul_(stack.remembered).addcmul_(gradients, stack.taken)
    by_sgd = first * stack.lr
    if corrections is None:
        parameters.sub_(by_sgd)
        return
    second.mul_(BETA2).addcmul_(gradients, gradients, value=1.0 - BETA2)
    denominator = (second.sqrt() / corrections[1].sqrt()).add_(ADAM_EPS)
    by_adam = (first * (stack.lr / corrections[0])).div_(denominator)
    move = torch.where(stack.adam, by_adam, by_sgd)
    parameters.mul_(stack.kept).sub_(move)


def _squares(gradients: Tensor) -> Tensor:
    """Return the sums of squares ``[K]``, in an order that does not depend on K."""
    return (gradients * gradients).sum(3).flatten(1).sum(1)
