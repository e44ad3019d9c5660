"""The rows that judge a model, with its answers: what every plot of a model is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.data import TaxiTables
    from dctaxi.model import FareModel


class Judged(NamedTuple):
    """Trips ``[rows, columns]`` with their fare first, and the answers ``[rows]`` to them.

    ``spread`` ``[rows]`` is the standard deviation of the networks' answers, None for a single
    network. ``set_name`` says which rows they are; ``unit`` is the currency.
    """

    rows: NDArray[np.float64]
    columns: tuple[str, ...]
    answers: NDArray[np.float64]
    spread: NDArray[np.float64] | None
    set_name: str
    unit: str

    @property
    def fares(self) -> NDArray[np.float64]:
        """The fares that were paid ``[rows]``."""
        fares: NDArray[np.float64] = self.rows[:, 0]
        return fares

    @property
    def off(self) -> NDArray[np.float64]:
        """How far each answer is off ``[rows]``, without its sign."""
        return np.abs(self.answers - self.fares)


def judged_of(model: FareModel, tables: TaxiTables) -> Judged:
    """Return a model's answers to the test rows, or to the validation rows where there are none."""
    rows = tables.val if tables.test is None else tables.test
    each = model.answers(rows)
    return Judged(
        rows,
        model.columns,
        each.mean(axis=1),
        each.std(axis=1, ddof=1) if model.is_ensemble else None,
        "validation" if tables.test is None else "test",
        model.provenance.currency,
    )
