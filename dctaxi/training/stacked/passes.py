"""A stack's way through the network and back: batched matrix products over all members."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch

from dctaxi.records import BATCH_NORM_EPS
from dctaxi.training.fused.formulas import BATCH_NORM_MOMENTUM
from dctaxi.training.stacked.shapes import Shape
from dctaxi.training.stacked.stack import Stack

Tensor = torch.Tensor


class Normalised(NamedTuple):
    """A layer's inputs after batch norm, and what its gradient takes."""

    values: Tensor  # [K, inputs + 1, B], the last row that of ones
    centred: Tensor  # [K, inputs, B]
    inverse: Tensor  # [K, inputs], of the deviation


def layer_of(stack: Stack, layer: int, shape: Shape) -> Tensor:
    """Return a layer's weights and biases ``[K, outputs, inputs + 1]``."""
    outputs = shape.width if layer < shape.depth - 1 else 1
    inputs = shape.width if layer else shape.features
    return stack.weights[:, layer, :outputs, : inputs + 1]


def gradients(stack: Stack, batch: Tensor, shape: Shape) -> tuple[Tensor, Tensor, Tensor]:
    """Return the mean squared errors of a batch ``[K]`` and their gradients by weights and norms.

    ``batch`` is ``[K, B, 1 + F + 1]``: label, features and 1, all 0 where it is padded. Running
    statistics take the batch in.
    """
    x = batch[..., 1:].transpose(1, 2)
    inputs, norms = [x], list[Normalised]()
    for layer in range(shape.depth):
        if shape.batch_norm:
            norms.append(_normalised(stack, layer, x))
            x = norms[layer].values
        z = torch.bmm(layer_of(stack, layer, shape), x)
        if layer < shape.depth - 1:
            x = z.new_empty((len(z), shape.width + 1, shape.rows))
            torch.clamp_min(z, 0.0, out=x[:, :-1])
            x[:, -1:] = stack.inside
            inputs.append(x)
    error = z - batch[..., :1].transpose(1, 2)
    loss = (error * error).sum(2) / stack.size
    by_weights, by_norms = torch.zeros_like(stack.weights), torch.zeros_like(stack.norms)
    dz = (2.0 * error) / stack.size[..., None]
    for layer in range(shape.depth - 1, -1, -1):
        x = inputs[layer]
        y = norms[layer].values if shape.batch_norm else x
        grown = torch.bmm(dz, y.transpose(1, 2))
        by_weights[:, layer, : grown.shape[1], : grown.shape[2]] = grown
        if layer == 0 and not shape.batch_norm:
            break
        dx = torch.bmm(layer_of(stack, layer, shape)[..., :-1].transpose(1, 2), dz)
        if shape.batch_norm:
            dx = _norm_gradient(stack, layer, norms[layer], dx, by_norms[:, layer])
        if layer:
            dz = torch.ops.aten.threshold_backward(dx, x[:, :-1], 0.0)
    return loss[:, 0], by_weights, by_norms


def _normalised(stack: Stack, layer: int, x: Tensor) -> Normalised:
    """Scale a layer's inputs by the statistics of the batch, which the running ones take in."""
    x = x[:, :-1]
    neurons = x.shape[1]
    mean = x.sum(2) / stack.size
    centred = torch.addcmul(x, mean[..., None], stack.inside, value=-1.0)
    squares = (centred * centred).sum(2)
    running = stack.running[:, layer, :, :neurons].mul_(1.0 - BATCH_NORM_MOMENTUM)
    running[:, 0].add_(mean, alpha=BATCH_NORM_MOMENTUM)
    running[:, 1].add_(squares / (stack.size - 1), alpha=BATCH_NORM_MOMENTUM)
    inverse = (squares / stack.size).add_(BATCH_NORM_EPS).sqrt_().reciprocal_()
    scale, shift = stack.norms[:, layer, :, :neurons].unbind(1)
    values = x.new_empty((len(x), neurons + 1, x.shape[2]))
    torch.mul(shift[..., None], stack.inside, out=values[:, :-1])
    values[:, :-1].addcmul_(centred, (inverse * scale)[..., None])
    values[:, -1:] = stack.inside
    return Normalised(values, centred, inverse)


def _norm_gradient(
    stack: Stack, layer: int, norm: Normalised, dy: Tensor, by_norm: Tensor
) -> Tensor:
    """Set the gradients of scale and shift ``[K, 2, W]`` and return that of a layer's inputs.

    Where the batch is padded it means nothing; a ReLU lets none of that pass.
    """
    neurons = dy.shape[1]
    dscale = (dy * norm.centred).sum(2) * norm.inverse
    dshift = dy.sum(2)
    by_norm[:, 0, :neurons], by_norm[:, 1, :neurons] = dscale, dshift
    slope = dscale * norm.inverse / stack.size
    factor = norm.inverse * stack.norms[:, layer, 0, :neurons]
    away = dy - (dshift / stack.size)[..., None]
    return away.addcmul_(norm.centred, slope[..., None], value=-1.0).mul_(factor[..., None])


def in_eval_mode(stack: Stack, shape: Shape) -> list[Tensor]:
    """Return each layer's weights ``[K, outputs, inputs + 1]``, batch norm worked into them."""
    layers = [layer_of(stack, layer, shape) for layer in range(shape.depth)]
    if not shape.batch_norm:
        return layers
    for layer, weights in enumerate(layers):
        neurons = weights.shape[2] - 1
        (scale, shift), (mean, variance) = (
            each[:, layer, :, :neurons].unbind(1) for each in (stack.norms, stack.running)
        )
        slope = scale / (variance + BATCH_NORM_EPS).sqrt()
        offset = shift - mean * slope
        added = (weights[..., :-1] * offset[:, None]).sum(2)
        layers[layer] = torch.cat(
            [weights[..., :-1] * slope[:, None], (weights[..., -1] + added)[..., None]], 2
        )
    return layers


def squared_errors(layers: Sequence[Tensor], rows: Tensor) -> Tensor:
    """Return the squared errors ``[K, B]`` of rows ``[K, 1 + F + 1, B]`` in eval mode."""
    x = rows[:, 1:-1]
    for weights in layers[:-1]:
        x = torch.baddbmm(weights[..., -1:], weights[..., :-1], x).clamp_min_(0.0)
    last = layers[-1]
    error = torch.baddbmm(last[..., -1:], last[..., :-1], x)[:, 0] - rows[:, 0]
    return error * error
