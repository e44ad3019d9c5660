"""The scalar formulas of a training step: plain Python, which the kernel compiles."""

from __future__ import annotations

import math

from dctaxi.records import BATCH_NORM_EPS, VALIDATION_INTERVAL

BATCH_NORM_MOMENTUM = 0.1
"""Weight of the newest batch in running statistics: the default of ``BatchNorm1d``."""

CLIP_EPS = 1e-6
"""Added to the norm: ``torch.nn.utils.clip_grad_norm_``."""

BETA1, BETA2, ADAM_EPS = 0.9, 0.999, 1e-8
"""Defaults of ``torch.optim.AdamW``."""


FEWEST_ROWS_AT_ONCE = 32
"""Rows that the CPU judges at a time, or a batch if that is more: one by one would take longer."""


def layer_parameters(inputs: int, outputs: int, batch_norm: int) -> int:
    """Return a layer's number of parameters: scale and shift ``[inputs]`` if there is batch norm
    (0 or 1), then weights ``[outputs, inputs]`` and biases ``[outputs]``, in this order.
    """
    return 2 * inputs * batch_norm + outputs * (inputs + 1)


def is_validated(step: int, max_batches: int) -> bool:
    """Tell whether the 1-based step is followed by a validation, as ``validation_steps`` lists."""
    return step % min(VALIDATION_INTERVAL, max_batches) == 0 or step == max_batches


def inverse_deviation(variance: float) -> float:
    """Return the factor by which batch norm scales centred values."""
    return 1.0 / math.sqrt(variance + BATCH_NORM_EPS)


def running_average(old: float, new: float) -> float:
    """Return a running statistic after one more batch."""
    return BATCH_NORM_MOMENTUM * new + (1.0 - BATCH_NORM_MOMENTUM) * old


def batch_norm_gradient(
    upstream: float, centred: float, mean_upstream: float, slope: float, factor: float
) -> float:
    """Return the gradient of one input of batch norm (Ioffe and Szegedy, 2015).

    ``upstream`` is the gradient of its output and ``mean_upstream`` that gradient's mean over the
    batch; ``centred`` is the input less its mean. With i the inverse deviation, ``slope`` is i²
    times the batch's mean of upstream times centred, and ``factor`` is i times the scale.
    """
    return (upstream - mean_upstream - centred * slope) * factor


def clip_coefficient(squares: float, limit: float) -> float:
    """Return the factor of all gradients, given the sum of their squares and the largest norm that
    they may have, above 0; NaN stays NaN.
    """
    ratio = limit / (math.sqrt(squares) + CLIP_EPS)
    return 1.0 if ratio > 1.0 else ratio


def sgd(
    parameter: float, gradient: float, velocity: float, lr: float, momentum: float
) -> tuple[float, float]:
    """Return parameter and velocity, 0 at first, after a step of gradient descent with momentum."""
    velocity = momentum * velocity + gradient
    return parameter - lr * velocity, velocity


def adamw(
    parameter: float,
    gradient: float,
    first: float,
    second: float,
    lr: float,
    weight_decay: float,
    correction1: float,
    correction2: float,
) -> tuple[float, float, float]:
    """Return parameter, first and second moment after a step of AdamW (Loshchilov and Hutter).

    ``correction1`` is ``1 - beta1 ** step`` and ``correction2`` is ``√(1 - beta2 ** step)``.
    """
    parameter *= 1.0 - lr * weight_decay
    first += (1.0 - BETA1) * (gradient - first)
    second = BETA2 * second + (1.0 - BETA2) * gradient * gradient
    denominator = math.sqrt(second) / correction2 + ADAM_EPS
    return parameter - lr / correction1 * first / denominator, first, second
