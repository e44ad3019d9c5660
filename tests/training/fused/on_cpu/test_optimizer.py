from __future__ import annotations

import numpy as np
import pytest
import torch

from dctaxi.training.fused.on_cpu import optimizer


def gradients(count: int, size: float) -> np.ndarray:
    return np.random.default_rng(count).normal(size=count) * size


@pytest.mark.parametrize("limit", [0.5, 0.01, 300.0])
@pytest.mark.parametrize("size", [1e-9, 0.01, 1.0, 1e200])
def test_clips_the_norm_of_all_gradients_as_torch_does(size: float, limit: float) -> None:
    ours = gradients(37, size)
    parameter = torch.nn.Parameter(torch.zeros(37, dtype=torch.float64))
    parameter.grad = torch.tensor(ours)
    torch.nn.utils.clip_grad_norm_([parameter], limit)
    optimizer.clip(ours, limit)
    np.testing.assert_allclose(ours, parameter.grad, rtol=1e-12)


def test_a_gradient_that_is_no_number_stays_visible() -> None:
    ours = np.array([1.0, np.nan])
    optimizer.clip(ours, 0.5)
    assert np.isnan(ours).all()


def test_no_limit_leaves_gradients_of_any_length() -> None:
    ours = gradients(37, 1e200)
    optimizer.clip(ours, 0.0)
    np.testing.assert_array_equal(ours, gradients(37, 1e200))


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("AdamW", {"weight_decay": 0.01}),
        ("AdamW", {"weight_decay": 0.4}),
        ("SGD", {"momentum": 0.0}),
        ("SGD", {"momentum": 0.9}),
        ("SGD", {"momentum": 1.0}),
    ],
)
def test_fifty_steps_move_parameters_as_torch_does(name: str, options: dict[str, float]) -> None:
    ours = gradients(23, 1.0)
    parameter = torch.nn.Parameter(torch.tensor(ours))
    theirs = getattr(torch.optim, name)([parameter], lr=0.03, **options)
    first, second = np.zeros(23), np.zeros(23)
    for step in range(1, 51):
        gradient = gradients(23, 1.0 / step)
        parameter.grad = torch.tensor(gradient)
        theirs.step()
        if name == "AdamW":
            optimizer.adamw_step(ours, gradient, first, second, 0.03, **options, step=step)
        else:
            optimizer.sgd_step(ours, gradient, first, 0.03, **options)
    np.testing.assert_allclose(ours, parameter.detach(), rtol=1e-12, atol=1e-13)
