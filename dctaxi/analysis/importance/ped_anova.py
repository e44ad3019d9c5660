"""PED-ANOVA of many resampled and permuted studies at once.

The importance of a parameter is the Pearson divergence between its density among the best tenth of
the trials and its density among all (Watanabe et al. 2023, arXiv:2304.10255), for a conditional
parameter among the trials that have it, weighted by how many of the best do (condPED-ANOVA,
arXiv:2601.20800). The numbers are those of Optuna's ``PedAnovaImportanceEvaluator`` as it is
configured by default; tests hold them against each other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dctaxi.analysis.importance.parzen_grid import (
    Counts,
    Floats,
    categorical_density,
    numeric_density,
)
from dctaxi.analysis.reading.trial_columns import is_constant, stored_values

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from dctaxi.analysis.reading.parameters import Parameter

TARGET_QUANTILE = 0.1
"""Optuna's share of trials that count as the best."""

_STEPS = 50
_LEAST_TRIALS = 2
_FLOOR_DENSITY = 1e-12


class GridColumn(NamedTuple):
    """A parameter on its grid: the ``cell`` of each trial, -1 where a trial lacks it."""

    cell: NDArray[np.int64]
    cells: int
    numeric: bool
    constant: bool

    def counts(self, trials: NDArray[np.int64]) -> Counts:
        """Count the trials of an index array by cell, those without the parameter left out."""
        cell = self.cell[trials]
        return np.bincount(cell[cell >= 0], minlength=self.cells)


class Study(NamedTuple):
    """Finished trials, the best first: their sorted ``values`` and their parameters' columns."""

    values: Floats
    columns: tuple[GridColumn, ...]

    @property
    def best(self) -> int:
        """How many trials are the best tenth, ties with the last of them included."""
        return int(best_counts(self.values[np.newaxis])[0])


def study_of(finished: pd.DataFrame, parameters: Sequence[Parameter]) -> Study:
    """Put trials with finite values on the grids of their parameters."""
    values = finished["value"].to_numpy(dtype=np.float64)
    order = np.argsort(values, kind="stable")
    ordered = finished.iloc[order]
    columns = tuple(_column(ordered, parameter) for parameter in parameters)
    return Study(values[order], columns)


def best_counts(values: Floats) -> NDArray[np.int64]:
    """Return how many of each row of sorted values ``[sets, trials]`` are its best tenth.

    The inverted distribution function at 0.1; trials as good as the last of them count as well.
    """
    last = math.ceil(TARGET_QUANTILE * values.shape[1]) - 1
    counts: NDArray[np.int64] = (values <= values[:, [last]]).sum(axis=1)
    return counts


def divergences(study: Study) -> Floats:
    """Return each parameter's importance ``[parameters]``, before they are made shares."""
    everything = np.arange(len(study.values))[np.newaxis]
    return _divergences(study, everything, np.array([study.best]))[:, 0]


def resampled(study: Study, samples: int, rng: np.random.Generator) -> Floats:
    """Return importances ``[parameters, samples]`` of trials drawn again with replacement."""
    size = len(study.values)
    drawn = np.sort(rng.integers(0, size, (samples, size)), axis=1)  # sorted: the best first
    return _divergences(study, drawn, best_counts(study.values[drawn]))


def permuted(study: Study, copies: int, rng: np.random.Generator) -> Floats:
    """Return importances ``[parameters, copies]`` of permuted copies of each parameter.

    A copy keeps which trials have the parameter and which values they have, in random order. How
    many of the best trials then fall into each cell is multivariate hypergeometric, so the counts
    are drawn from that. NaN for a parameter that cannot differ between trials.
    """
    best = study.best
    found = np.full((len(study.columns), copies), np.nan)
    for row, column in zip(found, study.columns, strict=True):
        everything = column.counts(np.arange(len(study.values)))
        with_it, best_with_it = int(everything.sum()), int((column.cell[:best] >= 0).sum())
        if column.constant or best_with_it == 0 or (everything > 0).sum() < 2:
            continue
        counts = rng.multivariate_hypergeometric(
            everything, best_with_it, size=copies, method="marginals"
        )
        weight = (best_with_it / best) ** 2 / (with_it / len(study.values))
        row[:] = weight * _pearson(column, counts, everything[np.newaxis])
    return found


def shares(importances: Floats) -> Floats:
    """Return importances ``[parameters, …]`` as shares of their sum; equal ones where that is 0."""
    total = importances.sum(axis=0)
    return np.where(total > 0, importances / np.where(total > 0, total, 1.0), 1 / len(importances))


def _divergences(study: Study, trials: NDArray[np.int64], best: NDArray[np.int64]) -> Floats:
    """Return importances ``[parameters, sets]`` of sets of trials, each with its best first.

    condPED-ANOVA weighs the trials that have a parameter by their share of the best, squared, over
    their share of all; that is 1 for a parameter that every trial has.
    """
    sets, size = trials.shape
    found = np.zeros((len(study.columns), sets))
    for row, column in zip(found, study.columns, strict=True):
        if column.constant:
            continue
        everything = np.array([column.counts(one) for one in trials])
        top = np.array([column.counts(one[:n]) for one, n in zip(trials, best, strict=True)])
        with_it, best_with_it = everything.sum(axis=1), top.sum(axis=1)
        judged = (with_it >= _LEAST_TRIALS) & (best_with_it > 0)
        if judged.any():
            of_best = best_with_it[judged] / best[judged]
            weight = of_best**2 / (with_it[judged] / size)
            row[judged] = weight * _pearson(column, top[judged], everything[judged])
    return found


def _pearson(column: GridColumn, top: Counts, everything: Counts) -> Floats:
    density = numeric_density if column.numeric else categorical_density
    all_of_them = density(everything) + _FLOOR_DENSITY
    ratio = (density(top) + _FLOOR_DENSITY) / all_of_them
    divergence: Floats = (all_of_them * (ratio - 1) ** 2).sum(axis=1)
    return divergence


def _column(ordered: pd.DataFrame, parameter: Parameter) -> GridColumn:
    values = stored_values(ordered, parameter)
    constant = is_constant(parameter)
    there = np.isfinite(values)
    cell = np.full(len(values), -1)
    if parameter.kind == "categorical":
        cell[there] = values[there].astype(np.int64)
        return GridColumn(cell, len(parameter.choices), numeric=False, constant=constant)
    if constant:
        return GridColumn(np.where(there, 0, -1), 1, numeric=True, constant=True)
    low, high = parameter.low, parameter.high
    cells = _cells(parameter)
    if parameter.log:
        low, high, values = math.log(low), math.log(high), np.log(values)
    # A value between two cells goes to the lower one, as in Optuna.
    places = np.ceil((values[there] - low) / ((high - low) / (cells - 1)) - 0.5)
    cell[there] = np.clip(places.astype(np.int64), 0, cells - 1)
    return GridColumn(cell, cells, numeric=True, constant=False)


def _cells(parameter: Parameter) -> int:
    """Return Optuna's number of cells: 50, or fewer where a range has fewer values."""
    if parameter.kind == "int" and parameter.log:
        doublings = np.ceil(np.log(parameter.high - parameter.low + 1) / np.log(2))
        return min(int(doublings) + 1, _STEPS)
    step = parameter.step or (1.0 if parameter.kind == "int" else None)
    if step is None:
        return _STEPS
    return min(round((parameter.high - parameter.low) / step) + 1, _STEPS)
