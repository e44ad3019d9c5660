from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray

from dctaxi.training.fused.on_cpu.relu import relu, relu_gradient

Values = Callable[..., NDArray[np.float64]]


def leaf(array: NDArray[np.float64]) -> torch.Tensor:
    return torch.tensor(array, requires_grad=True)


def test_relu_passes_gradients_where_its_output_is_above_zero(values: Values) -> None:
    z, dx = values(3, 41), values(3, 41, seed=1)
    x = np.empty_like(z)
    tensor = leaf(z)
    torch.relu(tensor).backward(torch.tensor(dx))
    relu(z, x, 3, 41)
    relu_gradient(x, dx, 3, 41)
    np.testing.assert_array_equal(x, np.maximum(z, 0))
    np.testing.assert_array_equal(dx, tensor.grad)


def test_relu_treats_what_is_not_finite_as_torch_does() -> None:
    z = np.array([[np.nan, np.inf, -np.inf, -0.0, 5e-324, -5e-324]])
    x = np.empty_like(z)
    relu(z, x, 1, 6)
    np.testing.assert_array_equal(x, torch.relu(torch.tensor(z)).numpy())
