"""Each layer of the kernel against torch, forward and backward."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from dctaxi.training.fused import layers

Array = NDArray[np.float64]

SIZES = [(1, 1, 1), (2, 3, 2), (8, 7, 40), (7, 11, 33), (11, 1, 50), (5, 4, 129), (10, 6, 17)]
"""Inputs, outputs and rows: all remainders of four inputs, pairs of outputs, odd rows."""

CLOSE = {"rtol": 1e-12, "atol": 1e-13}


@pytest.fixture(params=SIZES, ids=str)
def size(request: pytest.FixtureRequest) -> tuple[int, int, int]:
    found: tuple[int, int, int] = request.param
    return found


def values(*shape: int, seed: int = 0) -> Array:
    return np.random.default_rng([seed, *shape]).normal(size=shape)


def leaf(array: Array) -> torch.Tensor:
    return torch.tensor(array, requires_grad=True)


def test_linear_is_torchs_linear(size: tuple[int, int, int]) -> None:
    inputs, outputs, rows = size
    weight, bias, x = values(outputs, inputs), values(outputs), values(inputs, rows)
    z = np.empty((outputs, rows))
    layers.linear(weight.ravel(), bias, x, z, inputs, rows)
    expected = torch.nn.functional.linear(*map(torch.tensor, (x.T, weight, bias)))
    np.testing.assert_allclose(z.T, expected, **CLOSE)


def test_linear_gradients_are_autograds(size: tuple[int, int, int]) -> None:
    inputs, outputs, rows = size
    weight, bias, x = values(outputs, inputs), values(outputs), values(inputs, rows)
    dz = values(outputs, rows, seed=1)
    tensors = [leaf(x.T), leaf(weight), leaf(bias)]
    torch.nn.functional.linear(*tensors).backward(torch.tensor(dz.T))

    dweight, dbias, dx = np.empty(outputs * inputs), np.empty(outputs), np.empty((inputs, rows))
    layers.linear_gradient(dz, x, dweight, dbias, inputs, rows)
    layers.linear_input_gradient(weight.ravel(), dz, dx, outputs, inputs, rows)
    np.testing.assert_allclose(dx.T, tensors[0].grad, **CLOSE)
    np.testing.assert_allclose(dweight.reshape(outputs, inputs), tensors[1].grad, **CLOSE)
    np.testing.assert_allclose(dbias, tensors[2].grad, **CLOSE)


def test_relu_passes_gradients_where_its_output_is_above_zero() -> None:
    z, dx = values(3, 41), values(3, 41, seed=1)
    x = np.empty_like(z)
    tensor = leaf(z)
    torch.relu(tensor).backward(torch.tensor(dx))
    layers.relu(z, x, 3, 41)
    layers.relu_gradient(x, dx, 3, 41)
    np.testing.assert_array_equal(x, np.maximum(z, 0))
    np.testing.assert_array_equal(dx, tensor.grad)


def test_relu_treats_what_is_not_finite_as_torch_does() -> None:
    z = np.array([[np.nan, np.inf, -np.inf, -0.0, 5e-324, -5e-324]])
    x = np.empty_like(z)
    layers.relu(z, x, 1, 6)
    np.testing.assert_array_equal(x, torch.relu(torch.tensor(z)).numpy())


@pytest.mark.parametrize("first", [True, False], ids=["features", "activations"])
def test_batch_norm_is_torchs_in_training_and_evaluation(
    size: tuple[int, int, int], first: bool
) -> None:
    inputs, _, rows = size
    if rows == 1:
        pytest.skip("one row has no variance")
    x = values(inputs, rows) * 3 + 40
    scale, shift = values(inputs, seed=1), values(inputs, seed=2)
    norm = torch.nn.BatchNorm1d(inputs, dtype=torch.float64)
    with torch.no_grad():
        norm.weight.copy_(torch.tensor(scale))
        norm.bias.copy_(torch.tensor(shift))

    mean, inverse = np.empty(inputs), np.empty(inputs)
    running_mean, running_variance = np.zeros(inputs), np.ones(inputs)
    means = layers.feature_means if first else layers.activation_means
    apply = layers.batch_norm_features if first else layers.batch_norm_activations
    y = np.empty_like(x)
    for _ in range(2):
        expected = norm(torch.tensor(x.T))
        means(x, mean, rows)
        layers.batch_statistics(x, mean, inverse, running_mean, running_variance, rows)
        apply(x, scale, shift, mean, inverse, y, rows)
        np.testing.assert_allclose(y.T, expected.detach(), rtol=1e-11, atol=1e-11)
    np.testing.assert_allclose(running_mean, norm.running_mean, **CLOSE)
    np.testing.assert_allclose(running_variance, norm.running_var, **CLOSE)

    layers.running_statistics(running_mean, running_variance, mean, inverse)
    apply(x, scale, shift, mean, inverse, y, rows)
    np.testing.assert_allclose(y.T, norm.eval()(torch.tensor(x.T)).detach(), rtol=1e-11, atol=1e-11)


def test_batch_norm_gradients_are_autograds(size: tuple[int, int, int]) -> None:
    inputs, _, rows = size
    if rows == 1:
        pytest.skip("one row has no variance")
    x, dy = values(inputs, rows), values(inputs, rows, seed=3)
    scale = values(inputs, seed=1)
    norm = torch.nn.BatchNorm1d(inputs, dtype=torch.float64)
    with torch.no_grad():
        norm.weight.copy_(torch.tensor(scale))
    tensor = leaf(x.T)
    norm(tensor).backward(torch.tensor(dy.T))

    mean, inverse, unused = np.empty(inputs), np.empty(inputs), np.zeros(inputs)
    layers.activation_means(x, mean, rows)
    layers.batch_statistics(x, mean, inverse, unused, unused.copy(), rows)
    dscale, dshift = np.empty(inputs), np.empty(inputs)
    layers.batch_norm_parameter_gradient(x, mean, inverse, dy, dscale, dshift, rows)
    layers.batch_norm_input_gradient(x, scale, mean, inverse, dscale, dshift, dy, rows)
    assert norm.weight.grad is not None
    assert norm.bias.grad is not None
    np.testing.assert_allclose(dscale, norm.weight.grad, rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(dshift, norm.bias.grad, rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(dy.T, tensor.grad, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("rows", [1, 2, 40, 129])
def test_loss_and_its_gradient_are_torchs(rows: int) -> None:
    prediction, label = values(rows), values(rows, seed=1)
    tensor = leaf(prediction)
    loss = torch.nn.functional.mse_loss(tensor, torch.tensor(label))
    loss.backward()
    gradient = np.empty(rows)
    layers.mean_squared_error_gradient(prediction, label, gradient, rows)
    assert layers.mean_squared_error(prediction, label, rows) == pytest.approx(loss.item(), 1e-14)
    np.testing.assert_allclose(gradient, tensor.grad, **CLOSE)


@pytest.mark.parametrize("rows", [1, 3, 4, 17, 63, 64, 65, 200, 1000])
def test_means_of_features_are_torchs_to_the_last_bit(rows: int) -> None:
    table = values(rows, 9) * 0.03 + 40
    features = torch.tensor(table)[:, 1:]
    mean = np.empty(8)
    layers.feature_means(np.ascontiguousarray(table.T[1:]), mean, rows)
    np.testing.assert_array_equal(mean, features.mean(0).numpy())
