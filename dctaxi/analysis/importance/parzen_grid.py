"""The densities that PED-ANOVA compares, of many sets of trials at once.

PED-ANOVA (Watanabe et al. 2023, arXiv:2304.10255) puts the values of one parameter on a grid and
smooths the counts with one kernel per occupied cell and one for the prior. This is Optuna's
``ScottParzenEstimator`` with its constants, as array operations over sets of trials: the floor
needs thousands of them, one at a time would take minutes.

Counts are ``[sets, cells]``, whole numbers with at least one trial in every row; densities have
the same shape and sum to 1 along the cells.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.special import ndtr

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

NARROWEST_KERNEL = 0.5 / 1.64
"""Optuna's smallest bandwidth in cells: 90 % of such a kernel lie in its own cell."""

_SETS_AT_ONCE = 400


def categorical_density(counts: Counts) -> Floats:
    """Return the smoothed shares of categories: each kernel leaves a little to every other one."""
    cells = counts.shape[1]
    trials = counts.sum(axis=1, keepdims=True)
    kernels = (counts > 0).sum(axis=1, keepdims=True) + 1
    observed = (trials / kernels + counts) / (cells / kernels + 1.0)
    smoothed: Floats = (observed + 1.0 / cells) / (trials + 1)
    return smoothed


def numeric_density(counts: Counts) -> Floats:
    """Return the smoothed shares of the cells of a range."""
    pieces = [
        _numeric_density(counts[start : start + _SETS_AT_ONCE])
        for start in range(0, len(counts), _SETS_AT_ONCE)
    ]
    return np.concatenate(pieces)


def _numeric_density(counts: Counts) -> Floats:
    cells = counts.shape[1]
    width = _bandwidth(counts)
    # Both sides of every cell, as distances from the centre of any other: half steps.
    below = ndtr((np.arange(-cells, cells) + 0.5) / width[:, np.newaxis])
    mass = np.diff(below, axis=1)  # [sets, 2 cells - 1], by distance in cells
    inside = below[:, cells:][:, ::-1] - below[:, :cells][:, ::-1]  # of each kernel, in the range
    weights = counts / inside
    by_cell = sliding_window_view(mass, cells, axis=1)[:, :, ::-1]  # [sets, cell, kernel]
    observed = np.matmul(by_cell, weights[:, :, np.newaxis])[:, :, 0]
    smoothed: Floats = (observed + _prior(cells)) / (counts.sum(axis=1) + 1)[:, np.newaxis]
    return smoothed


def _bandwidth(counts: Counts) -> Floats:
    """Return Scott's bandwidth (1992) of each row, from deviation or quartiles, in cells."""
    cells = np.arange(counts.shape[1])
    trials = counts.sum(axis=1)
    mean = counts @ cells / trials
    squares = (counts * (cells - mean[:, np.newaxis]) ** 2).sum(axis=1)
    deviation = np.sqrt(squares / np.maximum(1, trials - 1))
    reached = counts.cumsum(axis=1)
    # Of fewer than four trials the first occupied cell is the lower quartile.
    lower = (reached < np.maximum(1, trials // 4)[:, np.newaxis]).sum(axis=1)
    upper = (reached <= (trials * 3 // 4)[:, np.newaxis]).sum(axis=1)
    scott = 1.059 * np.minimum((upper - lower) / 1.34, deviation) * trials**-0.2
    width: Floats = np.maximum(scott, NARROWEST_KERNEL)
    return width


def _prior(cells: int) -> Floats:
    """Return the prior's kernel: centred, as wide as the range."""
    sides = ndtr((np.arange(cells + 1) - 0.5 - (cells - 1) / 2) / cells)
    mass: Floats = np.diff(sides) / (sides[-1] - sides[0])
    return mass
