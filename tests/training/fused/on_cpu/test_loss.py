from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from dctaxi.training.fused.on_cpu.loss import mean_squared_error, mean_squared_error_gradient

Values = Callable[..., NDArray[np.float64]]

CLOSE = {"rtol": 1e-12, "atol": 1e-13}


def leaf(array: NDArray[np.float64]) -> torch.Tensor:
    return torch.tensor(array, requires_grad=True)


@pytest.mark.parametrize("rows", [1, 2, 40, 129])
def test_loss_and_its_gradient_are_torchs(rows: int, values: Values) -> None:
    prediction, label = values(rows), values(rows, seed=1)
    tensor = leaf(prediction)
    loss = torch.nn.functional.mse_loss(tensor, torch.tensor(label))
    loss.backward()
    gradient = np.empty(rows)
    mean_squared_error_gradient(prediction, label, gradient, rows)
    assert mean_squared_error(prediction, label, rows) == pytest.approx(loss.item(), rel=1e-12)
    np.testing.assert_allclose(gradient, tensor.grad, **CLOSE)
