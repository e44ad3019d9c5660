"""How far a model's fares are off on rows that chose nothing, beside three simple answers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import numpy as np

from dctaxi.data import YEAR, Shift, shift_of
from dctaxi.study.held_out import line_on_distance, percentile_interval, resampled_means

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from dctaxi.data import TaxiData

BaselineId = Literal["mean", "line", "trees"]

BASELINES: Final[dict[BaselineId, str]] = {
    "mean": "the mean fare",
    "line": "a line on the trip's distance",
    "trees": "gradient-boosted trees",
}
"""The answers that a network or model is compared with, in words."""

_FEWEST: Final = 6
"""Rows below which a median has no interval: between no two of fewer it lies in 95 of 100."""

FEWEST_FOR_MEANS: Final = 500
"""Rows below which RMSE and mean absolute error have no interval: a few large errors decide them,
and whether a set of fewer rows has met one is chance (docs/decisions/statistics.md)."""
_TAIL: Final = 0.01
"""Share of resamples beyond either end of a mean's interval: errors of fares have so long a tail
that with 2.5 % it holds the mean of all trips in 89 to 94 of 100 cases, with this in 93 to 98."""

_LARGEST: Final = 1e100
"""The squares of larger answers have no finite sum."""


class Gap(NamedTuple):
    """RMSE of a network or model less that of another answer, with its 95 % interval."""

    value: float
    low: float
    high: float


class Interval(NamedTuple):
    """A number with its 95 % interval over rows, None where they are too few for one."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Errors:
    """How far answers are off: root mean square, mean absolute and median absolute error.

    ``bias`` is the mean error, above 0 where answers are too high.
    """

    rmse: Interval
    mae: Interval
    median: Interval
    bias: Interval


@dataclass(frozen=True, slots=True)
class BaselineErrors:
    """The errors of a baseline; ``gap`` is the model's RMSE less the baseline's."""

    id: BaselineId
    errors: Errors
    gap: Gap


@dataclass(frozen=True, slots=True)
class Assessment:
    """The errors of a model and of three baselines on the same rows, in the fares' currency.

    ``rows`` names the set: ``test``, or ``val`` where there is no test set, whose rows chose the
    trial. ``n_rows`` counts them. ``each`` has the RMSE of every network of the model by itself.
    ``fares`` says how the rows' fares differ from the training fares, ``new_years`` which share of
    the rows is of years that training lacks and the networks see.
    """

    rows: Literal["test", "val"]
    n_rows: int
    model: Errors
    baselines: tuple[BaselineErrors, ...]
    each: tuple[float, ...]
    fares: Shift
    new_years: float

    def baseline(self, which: BaselineId) -> BaselineErrors:
        """Return the errors of one of the ``BASELINES``."""
        return next(one for one in self.baselines if one.id == which)

    @property
    def best_baseline(self) -> BaselineErrors:
        """The baseline with the lowest RMSE."""
        return min(self.baselines, key=lambda one: one.errors.rmse.value)


def assess(answers: NDArray[np.float64], fitted: TaxiData, data: TaxiData) -> Assessment | None:
    """Judge the answers ``[rows, networks]`` of a model to the test rows of ``data``.

    Without a test set they are answers to the validation rows. The baselines learn from the rows
    that the networks were fitted to, the training rows of ``fitted``: the mean, the least squares
    line on the great-circle distance, and scikit-learn's HistGradientBoostingRegressor, with its
    defaults, on the same features. None where an answer is not finite, or as large as no fare is.
    """
    rows = data.val if data.test is None else data.test
    if not (np.abs(answers) < _LARGEST).all():
        return None
    fares = rows[:, 0]
    ids = tuple(BASELINES)
    found = [answers.mean(axis=1), *(_ANSWERS[one](fitted, rows) for one in ids)]
    errors, rmse = errors_of(np.column_stack(found) - fares[:, None])
    model, others = errors[0], errors[1:]
    return Assessment(
        rows="val" if data.test is None else "test",
        n_rows=len(rows),
        model=model,
        baselines=tuple(
            BaselineErrors(
                one,
                of_one,
                Gap(
                    model.rmse.value - of_one.rmse.value,
                    *percentile_interval(rmse[:, 0] - rmse[:, place]),
                ),
            )
            for place, (one, of_one) in enumerate(zip(ids, others, strict=True), start=1)
        ),
        each=tuple(np.sqrt(np.mean((answers - fares[:, None]) ** 2, axis=0)).tolist()),
        fares=shift_of(fitted.train[:, 0], fares),
        new_years=_new_years(fitted, rows),
    )


def _new_years(fitted: TaxiData, rows: NDArray[np.float64]) -> float:
    if YEAR not in fitted.feature_names:
        return 0.0
    place = 1 + fitted.feature_names.index(YEAR)
    return shift_of(fitted.train[:, place], rows[:, place]).beyond


def errors_of(off: NDArray[np.float64]) -> tuple[list[Errors], NDArray[np.float64]]:
    """Return the errors of answers that are ``off`` by ``[rows, answers]``, one for each answer.

    Answers that are too high are off by more than 0. The second are their RMSEs ``[resamples,
    answers]`` where the same rows are resampled for all.
    """
    scale = float(np.abs(off).max()) or 1.0  # so that no power overflows
    off = off / scale
    far = np.abs(off)
    signed, absolute, squares, fourths = np.split(
        resampled_means(np.hstack([off, far, off**2, off**4])), 4, axis=1
    )
    errors = [
        Errors(
            _with_ends(
                _of_mean(off[:, one] ** 2, squares[:, one], fourths[:, one]),
                lambda square: scale * math.sqrt(max(0.0, square)),
            ),
            _with_ends(
                _of_mean(far[:, one], absolute[:, one], squares[:, one]),
                lambda error: scale * max(0.0, error),
            ),
            _with_ends(median_interval(far[:, one]), lambda error: scale * error),
            _with_ends(
                _of_mean(off[:, one], signed[:, one], squares[:, one]),
                lambda error: scale * error,
            ),
        )
        for one in range(off.shape[1])
    ]
    return errors, scale * np.sqrt(squares)


def _of_mean(
    values: NDArray[np.float64], means: NDArray[np.float64], squares: NDArray[np.float64]
) -> Interval:
    """Return the mean of values with its bootstrap-t interval (Efron 1981).

    ``means`` are those of the values where rows are resampled, ``squares`` those of their squares.
    Each is measured in its own standard error, which is small where no large error was drawn.
    """
    mean, spread = float(values.mean()), float(values.std())
    if len(values) < FEWEST_FOR_MEANS:
        return Interval(mean, None, None)
    spreads = np.sqrt(np.maximum(squares - means**2, 0))
    off_by = np.divide(means - mean, spreads, out=np.zeros_like(means), where=spreads > 0)
    low, high = np.quantile(off_by, (_TAIL, 1 - _TAIL)).tolist()
    return Interval(mean, mean - spread * high, mean - spread * low)


def _with_ends(found: Interval, write: Callable[[float], float]) -> Interval:
    low, high = (None if end is None else write(end) for end in found[1:])
    return Interval(write(found.value), low, high)


def median_interval(values: NDArray[np.float64]) -> Interval:
    """Return the median of values with the interval between two of them that holds it.

    The ranks are binomial (Conover, Practical Nonparametric Statistics, 3.2): no distribution is
    assumed. Fewer than six values have no interval.
    """
    from scipy.stats import binom

    ordered = np.sort(values)
    median = float(np.median(ordered))
    if len(ordered) < _FEWEST:
        return Interval(median, None, None)
    rank = int(binom.ppf(0.025, len(ordered), 0.5)) - 1
    return Interval(median, float(ordered[rank]), float(ordered[-1 - rank]))


def _mean(fitted: TaxiData, rows: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.full(len(rows), fitted.label_mean)


def _trees(fitted: TaxiData, rows: NDArray[np.float64]) -> NDArray[np.float64]:
    from sklearn.ensemble import HistGradientBoostingRegressor
    from threadpoolctl import threadpool_limits

    trees = HistGradientBoostingRegressor(random_state=0)
    with threadpool_limits(1, user_api="openmp"):  # on busy cores two threads wait for each other
        trees.fit(fitted.train[:, 1:], fitted.train[:, 0])
        answers: NDArray[np.float64] = trees.predict(rows[:, 1:])
    return answers


_ANSWERS: Final[
    dict[BaselineId, Callable[[TaxiData, NDArray[np.float64]], NDArray[np.float64]]]
] = {"mean": _mean, "line": line_on_distance, "trees": _trees}
