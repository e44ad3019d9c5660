"""The density that TPE makes of trials: one kernel around each, and a broad one that is the prior.

Bergstra, Bardenet, Bengio, Kégl: Algorithms for Hyper-Parameter Optimization, NIPS 2011; widths
and weights are those of Optuna (``optuna.samplers._tpe.parzen_estimator``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Kernels:
    """One normal distribution per trial, cut off at the ends of the range; the last is the prior.

    ``centres``, ``widths`` [kernels], ``low`` and ``high`` are positions: the natural logarithm of
    the value where the parameter is searched in log scale (``log``), else the value itself. With a
    ``step`` above 0 only values in that distance can come up; ``low`` and ``high`` then lie half a
    step outside of the range, so that its ends have their whole share. ``weights`` [kernels] add
    up to 1. ``trials`` are the kernels' trials, for all but the prior.
    """

    trials: tuple[int, ...]
    weights: Array
    centres: Array
    widths: Array
    low: float
    high: float
    log: bool
    step: float

    def position(self, values: Array) -> Array:
        """Return the positions of values."""
        return np.log(values) if self.log else np.asarray(values, dtype=np.float64)

    def each(self, positions: Array) -> Array:
        """Return each kernel's weighted density per unit of position, [kernels, positions]."""
        away = (positions[None, :] - self.centres[:, None]) / self.widths[:, None]
        height = np.exp(-0.5 * away**2) / np.sqrt(2 * np.pi) / self.widths[:, None]
        inside = (positions >= self.low) & (positions <= self.high)
        scaled: Array = (self.weights / self._share(self.low, self.high))[:, None] * height * inside
        return scaled

    def density(self, positions: Array) -> Array:
        """Return the density per unit of position; it integrates to 1 from ``low`` to ``high``."""
        total: Array = self.each(positions).sum(axis=0)
        return total

    def probability(self, values: Array) -> Array:
        """Return the probability of each value of a parameter with a ``step``."""
        lower = self.position(values - self.step / 2)
        upper = self.position(values + self.step / 2)
        share = self._share(lower, upper) / self._share(self.low, self.high)[:, None]
        total: Array = self.weights @ share
        return total

    def likelihood(self, values: Array) -> Array:
        """Return the probability of values, or of a parameter without a ``step`` the density."""
        return self.probability(values) if self.step else self.density(self.position(values))

    def _share(self, low: float | Array, high: float | Array) -> Array:
        """Return how much of each kernel, uncut, lies between positions, [kernels, ...]."""
        shape = (-1,) + (1,) * np.ndim(low)
        centres, widths = self.centres.reshape(shape), self.widths.reshape(shape)
        share: Array = ndtr((high - centres) / widths) - ndtr((low - centres) / widths)
        return share


@dataclass(frozen=True, slots=True)
class CategoryKernels:
    """One distribution over the choices per trial; the last, with equal shares, is the prior.

    ``shares`` [kernels, choices] add up to 1 for each kernel, ``weights`` [kernels] over all.
    """

    trials: tuple[int, ...]
    weights: Array
    shares: Array

    def probability(self, choices: Array) -> Array:
        """Return the probability of choices, by their places in the list of all."""
        total: Array = self.weights @ self.shares[:, choices.astype(np.int64)]
        return total

    likelihood = probability


Parzen = Kernels | CategoryKernels
