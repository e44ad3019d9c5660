"""Estimators of Sobol indices from values of the exchanged design, with their intervals.

Notation: n base samples, d inputs; ``values`` is ``[n, 2, 1 + d]``, as
``dctaxi.space.exchanged_columns`` lays configurations out: A and B without an exchange at 0, with
input i exchanged at 1 + i. With D_i = f(A with i of B) - f(A) and E_i = f(B with i of A) - f(B),
expectations over base samples are

- -D_i E_i / 2, what i does by itself (V_i),
- (D_i² + E_i²) / 4, what i does in all, with others (Jansen 1999),
- (D_i E_j + D_j E_i) / 2, what i and j do together and neither does alone (V_ij),
- (D_i - D_j)² / 4 + (E_i - E_j)² / 4, what i, j or both do in all.

Those of the first order are the numerators of Azzini, Mara and Rosati (2021, Environmental
Modelling & Software 144), the mixed ones the same products with two inputs. An index is one of them
over the variance of f. All are means of a number for each base sample, so an interval is that of a
ratio of two means.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import stdtrit

from dctaxi.analysis.statistics.estimate import CONFIDENCE

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Shares(NamedTuple):
    """Shares of the variance, 0 to 1, each an array of values and of the ends of its interval."""

    value: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


class Terms(NamedTuple):
    """What each base sample says: of the variance ``[n]``, of each input ``[n, d]`` by itself and
    in all, and of each pair ``[n, d, d]`` what it does together, and what either does in all.
    """

    variance: NDArray[np.float64]
    first: NDArray[np.float64]
    total: NDArray[np.float64]
    together: NDArray[np.float64]
    either: NDArray[np.float64]


def terms_of(values: NDArray[np.float64]) -> Terms:
    """Return what each base sample says, of finite values ``[n, 2, 1 + d]``."""
    d, e = np.moveaxis(values[:, :, 1:] - values[:, :, :1], 1, 0)
    mixed = d[:, :, None] * e[:, None, :]
    apart_d, apart_e = (one[:, :, None] - one[:, None, :] for one in (d, e))
    return Terms(
        # A and B, and both with the same input exchanged, have nothing in common.
        ((values[:, 0] - values[:, 1]) ** 2).mean(axis=1) / 2,
        -d * e / 2,
        (d**2 + e**2) / 4,
        (mixed + np.swapaxes(mixed, 1, 2)) / 2,
        (apart_d**2 + apart_e**2) / 4,
    )


def shares_of(
    terms: NDArray[np.float64], variance: NDArray[np.float64], *, looked_at: int = 1
) -> Shares:
    """Return the shares ``[...]`` of the variance that terms ``[n, ...]`` make, with intervals.

    The interval of a ratio of means is that of its linear part, Student's of the residuals (Cochran
    1977, section 6). It is 95 % for one share, and wider for ``looked_at`` shares that are to hold
    together. True shares lie between 0 and 1, so what lies beyond is cut off.
    """
    n, whole = len(terms), variance.mean()
    value = terms.mean(axis=0) / whole
    residuals = terms - variance.reshape(-1, *[1] * (terms.ndim - 1)) * value
    error = residuals.std(axis=0, ddof=1) / whole / np.sqrt(n)
    reach = stdtrit(n - 1, 1 - (1 - CONFIDENCE) / 2 / looked_at) * error
    return Shares(*(np.clip(end, 0.0, 1.0) for end in (value, value - reach, value + reach)))
