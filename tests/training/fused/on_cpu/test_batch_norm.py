from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from dctaxi.training.fused.on_cpu import batch_norm

Values = Callable[..., NDArray[np.float64]]

CLOSE = {"rtol": 1e-12, "atol": 1e-13}


def leaf(array: NDArray[np.float64]) -> torch.Tensor:
    return torch.tensor(array, requires_grad=True)


@pytest.mark.parametrize("first", [True, False], ids=["features", "activations"])
def test_batch_norm_is_torchs_in_training_and_evaluation(
    size: tuple[int, int, int], first: bool, values: Values
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
    means = batch_norm.feature_means if first else batch_norm.activation_means
    apply = batch_norm.batch_norm_features if first else batch_norm.batch_norm_activations
    y = np.empty_like(x)
    for _ in range(2):
        expected = norm(torch.tensor(x.T))
        means(x, mean, rows)
        batch_norm.batch_statistics(x, mean, inverse, running_mean, running_variance, rows)
        apply(x, scale, shift, mean, inverse, y, rows)
        np.testing.assert_allclose(y.T, expected.detach(), rtol=1e-11, atol=1e-11)
    np.testing.assert_allclose(running_mean, norm.running_mean, **CLOSE)
    np.testing.assert_allclose(running_variance, norm.running_var, **CLOSE)

    batch_norm.running_statistics(running_mean, running_variance, mean, inverse)
    apply(x, scale, shift, mean, inverse, y, rows)
    np.testing.assert_allclose(y.T, norm.eval()(torch.tensor(x.T)).detach(), rtol=1e-11, atol=1e-11)


def test_batch_norm_gradients_are_autograds(size: tuple[int, int, int], values: Values) -> None:
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
    batch_norm.activation_means(x, mean, rows)
    batch_norm.batch_statistics(x, mean, inverse, unused, unused.copy(), rows)
    dscale, dshift = np.empty(inputs), np.empty(inputs)
    batch_norm.batch_norm_parameter_gradient(x, mean, inverse, dy, dscale, dshift, rows)
    batch_norm.batch_norm_input_gradient(x, scale, mean, inverse, dscale, dshift, dy, rows)
    assert norm.weight.grad is not None
    assert norm.bias.grad is not None
    np.testing.assert_allclose(dscale, norm.weight.grad, rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(dshift, norm.bias.grad, rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(dy.T, tensor.grad, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("rows", [1, 3, 4, 17, 63, 64, 65, 200, 1000])
def test_features_are_summed_up_in_four_sums_by_turns_and_in_blocks_as_torch_does(
    rows: int, values: Values
) -> None:
    table = values(rows, 9) * 0.03 + 40
    features = table[:, 1:]
    mean = np.empty(8)
    batch_norm.feature_means(np.ascontiguousarray(features.T), mean, rows)
    np.testing.assert_array_equal(mean, total_in_torchs_order(features) / rows)
    # torch itself may sum up otherwise on another processor.
    np.testing.assert_allclose(mean, torch.tensor(table)[:, 1:].mean(0), rtol=1e-14)


def total_in_torchs_order(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sums of columns ``[rows, columns]``; each addition rounds as everywhere."""
    whole = len(columns) // 4 * 4
    turns = columns[:whole].reshape(-1, 4, columns.shape[1])
    in_blocks = len(turns) // 16 * 16
    sums = np.zeros(turns.shape[1:])
    for begin in range(0, in_blocks, 16):
        sums = sums + one_by_one(turns[begin : begin + 16])
    sums = one_by_one(turns[in_blocks:]) + sums
    sums[0] = one_by_one(np.array([sums[0], *columns[whole:]]))
    return one_by_one(sums)


def one_by_one(terms: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sum over the first axis, added up in its order."""
    found = np.zeros(terms.shape[1:])
    for term in terms:
        found = found + term
    return found
