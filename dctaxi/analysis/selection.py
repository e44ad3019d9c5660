"""Which trials of a study are looked at: one value that table, plots and addresses share."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from dctaxi.analysis.reading.parameters import Choice

MAX_PICKED = 50
"""Trials that can be picked at a time: so many are still told apart, and fit into an address."""

Mask: TypeAlias = NDArray[np.bool_]


class Range(NamedTuple):
    """A closed range of a numeric column of the trials; an end of None is open."""

    column: str
    low: float | None = None
    high: float | None = None


class Category(NamedTuple):
    """Values of a column that are wanted; None among them stands for "not used"."""

    column: str
    values: tuple[Choice, ...]


@dataclass(frozen=True)
class Selection:
    """What has to hold for a trial to be shown, and which trials were picked by hand.

    ``statuses`` are those to keep, none of them meaning all. A column keeps what lies in its range
    or among its category's values: a missing value lies in no range that has an end, and only in a
    category that names None. ``top_percent`` keeps that share of the finished trials, rounded up,
    by the rank of their value; of equal values the earlier trial comes first. ``picked`` filters
    nothing: it holds numbers of trials in the order of picking.
    """

    study: str = ""
    statuses: tuple[str, ...] = ()
    ranges: tuple[Range, ...] = ()
    categories: tuple[Category, ...] = ()
    top_percent: float | None = None
    picked: tuple[int, ...] = ()

    @property
    def filters(self) -> Selection:
        """The same conditions with nothing picked, as a key of what does not show the picked."""
        return dataclasses.replace(self, picked=())

    @property
    def keeps_all(self) -> bool:
        """Whether no condition is set, so that every trial is shown."""
        return self.filters == Selection(self.study)

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that have a range or a category, each once."""
        ranged, listed = (
            (one.column for one in self.ranges),
            (one.column for one in self.categories),
        )
        return tuple(dict.fromkeys((*ranged, *listed)))

    def range_of(self, column: str) -> Range:
        """Return a column's range; both ends are open where it has none."""
        return next((one for one in self.ranges if one.column == column), Range(column))

    def values_of(self, column: str) -> tuple[Choice, ...]:
        """Return the values that are wanted of a column, none where it has no category."""
        return next((one.values for one in self.categories if one.column == column), ())

    def with_range(self, column: str, low: float | None, high: float | None) -> Selection:
        """Return the selection with another range of a column; two open ends take it away."""
        others = tuple(one for one in self.ranges if one.column != column)
        new = () if low is None and high is None else (Range(column, low, high),)
        return dataclasses.replace(self, ranges=(*others, *new))

    def with_values(self, column: str, values: Sequence[Choice]) -> Selection:
        """Return the selection with other wanted values of a column; none take them away."""
        others = tuple(one for one in self.categories if one.column != column)
        new = (Category(column, tuple(values)),) if values else ()
        return dataclasses.replace(self, categories=(*others, *new))

    def without_column(self, column: str) -> Selection:
        """Return the selection without any condition on a column."""
        return self.with_range(column, None, None).with_values(column, ())

    def picking(self, numbers: Sequence[int]) -> Selection:
        """Return the selection with these trials picked.

        Those that were picked before keep their place, and new ones come behind them; beyond
        ``MAX_PICKED`` the first ones stay.
        """
        wanted = dict.fromkeys(numbers)
        kept = [number for number in self.picked if number in wanted]
        new = [number for number in wanted if number not in self.picked]
        return dataclasses.replace(self, picked=(*kept, *new)[:MAX_PICKED])

    def problems(self) -> tuple[str, ...]:
        """Return a sentence for each condition that cannot be: an end that is no number, say."""
        return (
            *(sentence for one in self.ranges if (sentence := _range_problem(one))),
            *_top_problem(self.top_percent),
        )

    def apply(self, trials: pd.DataFrame) -> pd.DataFrame:
        """Return the rows that pass, with a fresh index. See :meth:`passing`."""
        return trials[self.passing(trials)].reset_index(drop=True)

    def passing(self, trials: pd.DataFrame) -> Mask:
        """Tell for each row whether it passes.

        ``trials`` are all trials of the study, as ``frames.read_trials`` gives them. A condition on
        a column that they lack filters nothing, nor does a range of one that holds no numbers.
        """
        kept = np.ones(len(trials), dtype=bool)
        if self.statuses:
            kept &= trials["status"].isin(self.statuses).to_numpy()
        for column in self.columns:
            if column in trials:
                limits = self.range_of(column) if is_ranged(trials[column]) else Range(column)
                wanted = self.values_of(column) if column.startswith("params_") else ()
                kept &= _passes(trials[column], limits, wanted)
        if self.top_percent is not None:
            kept &= _top(trials, self.top_percent)
        return kept


def is_ranged(values: pd.Series) -> bool:
    """Tell whether a column holds numbers, so that it can have a range."""
    return is_numeric_dtype(values) and not is_bool_dtype(values)


def _passes(values: pd.Series, limits: Range, wanted: tuple[Choice, ...]) -> Mask:
    bounded = limits.low is not None or limits.high is not None
    inside = np.full(len(values), bounded or not wanted)
    if limits.low is not None:
        inside &= (values >= limits.low).to_numpy()
    if limits.high is not None:
        inside &= (values <= limits.high).to_numpy()
    if wanted:
        inside |= values.isin([value for value in wanted if value is not None]).to_numpy()
    if None in wanted:
        inside |= values.isna().to_numpy()
    return inside


def _top(trials: pd.DataFrame, percent: float) -> Mask:
    finished = np.flatnonzero((trials["status"] == "finished") & trials["value"].notna())
    order = np.argsort(trials["value"].to_numpy()[finished], kind="stable")
    kept = np.zeros(len(trials), dtype=bool)
    # Of 1,000 trials 1.1 % are 11 of them, though 1.1 / 100 is a little more than 0.011 in binary.
    number = math.ceil(len(finished) * percent / 100 - 1e-9)
    kept[finished[order[:number]]] = True
    return kept


def _range_problem(limits: Range) -> str | None:
    name = limits.column.removeprefix("params_")
    low, high = limits.low, limits.high
    for end in (low, high):
        if end is not None and not math.isfinite(end):
            return f"{name}: expected a finite number as an end of its range, got {end}; change it."
    if low is not None and high is not None and low > high:
        return f"{name}: the lower bound {low:g} is above the upper {high:g}; swap them."
    return None


def _top_problem(percent: float | None) -> tuple[str, ...]:
    if percent is None or 0 < percent <= 100:  # not so for NaN
        return ()
    return (f"Expected a top share above 0 and up to 100 %, got {percent:g}; change it.",)
