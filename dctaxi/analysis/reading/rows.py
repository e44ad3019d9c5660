"""The trials of a study column by column, as they lie in the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from dctaxi.analysis.reading.parameters import Parameter, parameter_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

Ids: TypeAlias = "NDArray[np.int64]"

Ranges: TypeAlias = Mapping[tuple[str, str], int]
"""Every pair of a parameter's name and a distribution's JSON, with the place of its first use."""


@dataclass(frozen=True)
class Column:
    """A column that not every trial has: ascending ids of trials and, beside each, its value."""

    ids: Ids
    values: NDArray[Any]

    def of(self, kept: Ids) -> Column:
        """Return the values of some trials only."""
        mask = np.isin(self.ids, kept)
        return Column(self.ids[mask], self.values[mask])

    def beside(self, other: Column) -> Column:
        """Return the values of this column's trials and of others."""
        ids = np.concatenate([self.ids, other.ids])
        order = np.argsort(ids, kind="stable")
        return Column(ids[order], np.concatenate([self.values, other.values])[order])


@dataclass(frozen=True)
class TrialRows:
    """Some trials of a study, by ascending id.

    ``numbers`` [n] are Optuna's, ``states`` its words, ``starts`` and ``completes`` naive local
    times. Values of parameters are the stored numbers, which ``Parameter.external`` reads.
    """

    ids: Ids
    numbers: NDArray[np.int64]
    states: NDArray[np.object_]
    values: NDArray[np.float64]
    starts: NDArray[np.datetime64]
    completes: NDArray[np.datetime64]
    ranges: Ranges
    params: Mapping[str, Column]
    attributes: Mapping[str, Column]

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """Every parameter that these trials have, in the order of first use."""
        texts: dict[str, list[str]] = {}
        for name, text in sorted(self.ranges, key=self.ranges.__getitem__):
            texts.setdefault(name, []).append(text)
        return tuple(parameter_of(name, found) for name, found in texts.items())

    @property
    def ended(self) -> NDArray[np.bool_]:
        """Which trials will never change again: Optuna refuses to touch one that has ended."""
        return ~np.isin(self.states, ("RUNNING", "WAITING"))

    def of(self, mask: NDArray[np.bool_]) -> TrialRows:
        """Return the trials of a mask [n]; the ranges stay those of all."""
        if mask.all():
            return self
        ids = self.ids[mask]
        return TrialRows(
            ids,
            self.numbers[mask],
            self.states[mask],
            self.values[mask],
            self.starts[mask],
            self.completes[mask],
            self.ranges,
            {name: column.of(ids) for name, column in self.params.items()},
            {key: column.of(ids) for key, column in self.attributes.items()},
        )

    def beside(self, other: TrialRows) -> TrialRows:
        """Return these trials and others of the same study; none may be in both."""
        order = np.argsort(np.concatenate([self.ids, other.ids]), kind="stable")

        def joined(mine: NDArray[Any], theirs: NDArray[Any]) -> NDArray[Any]:
            return np.concatenate([mine, theirs])[order]

        firsts = [*self.ranges.items(), *other.ranges.items()]
        return TrialRows(
            joined(self.ids, other.ids),
            joined(self.numbers, other.numbers),
            joined(self.states, other.states),
            joined(self.values, other.values),
            joined(self.starts, other.starts),
            joined(self.completes, other.completes),
            # Sorted by place, last first, so that the first use is what remains.
            dict(sorted(firsts, key=lambda item: -item[1])),
            _beside(self.params, other.params),
            _beside(self.attributes, other.attributes),
        )


def _beside(mine: Mapping[str, Column], theirs: Mapping[str, Column]) -> dict[str, Column]:
    return {
        key: mine[key].beside(theirs[key]) if key in mine and key in theirs
        else mine.get(key) or theirs[key]
        for key in {**mine, **theirs}
    }  # fmt: skip
