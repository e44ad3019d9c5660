from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray

from dctaxi.training.fused.on_cpu.linear import linear, linear_gradient, linear_input_gradient

Values = Callable[..., NDArray[np.float64]]

CLOSE = {"rtol": 1e-12, "atol": 1e-13}


def leaf(array: NDArray[np.float64]) -> torch.Tensor:
    return torch.tensor(array, requires_grad=True)


def test_linear_is_torchs_linear(size: tuple[int, int, int], values: Values) -> None:
    inputs, outputs, rows = size
    weight, bias, x = values(outputs, inputs), values(outputs), values(inputs, rows)
    z = np.empty((outputs, rows))
    linear(weight.ravel(), bias, x, z, inputs, rows)
    expected = torch.nn.functional.linear(*map(torch.tensor, (x.T, weight, bias)))
    np.testing.assert_allclose(z.T, expected, **CLOSE)


def test_linear_gradients_are_autograds(size: tuple[int, int, int], values: Values) -> None:
    inputs, outputs, rows = size
    weight, bias, x = values(outputs, inputs), values(outputs), values(inputs, rows)
    dz = values(outputs, rows, seed=1)
    tensors = [leaf(x.T), leaf(weight), leaf(bias)]
    torch.nn.functional.linear(*tensors).backward(torch.tensor(dz.T))

    dweight, dbias, dx = np.empty(outputs * inputs), np.empty(outputs), np.empty((inputs, rows))
    linear_gradient(dz, x, dweight, dbias, inputs, rows)
    linear_input_gradient(weight.ravel(), dz, dx, outputs, inputs, rows)
    np.testing.assert_allclose(dx.T, tensors[0].grad, **CLOSE)
    np.testing.assert_allclose(dweight.reshape(outputs, inputs), tensors[1].grad, **CLOSE)
    np.testing.assert_allclose(dbias, tensors[2].grad, **CLOSE)
