"""What of a landscape is noise: whether a second one would agree, and which cell may be lowest.

Both rest on the trainings of the cells being independent of each other.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import brentq
from scipy.stats import chi2, norm, rankdata

from dctaxi.analysis.landscape import landscape_cells, trainings_by_cell
from dctaxi.analysis.statistics.estimate import CONFIDENCE, TAIL, Estimate
from dctaxi.populations.landscape import MAX_SEEDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.analysis.landscape import LandscapeCells
    from dctaxi.populations import Landscape

_SPLITS = 16
"""Ways of halving the trainings of the cells; their mean depends less on one of them."""

_FEWEST_CELLS = 4

_RELATED, _ALIKE = 0.5, 0.9
"""Correlations from which two maps have their large features in common, and look the same."""

_STEPS, _FARTHEST = 128, 1_000
"""Of the sums in place of integrals, and where the search for a critical difference ends."""

_LEAST = 1e-9
"""Correlations are kept so far from 1 and -1, which have no interval."""

_MORE = 4


@dataclass(frozen=True, eq=False)
class CellNoise:
    """How far the cells of a complete landscape can be trusted.

    ``agreement`` is the rank correlation that the medians would have with those of a second
    landscape like it, None where that cannot be said. ``lowest`` is the row and column of the
    lowest median, None where no cell has one; ``may_be_lowest`` ``[rows, columns]`` are the cells
    that cannot be told from it: the cell that truly ranks lowest is among them in 95 of 100.
    ``seeds`` trainings were in each.
    """

    cells: LandscapeCells
    agreement: Estimate | None
    lowest: tuple[int, int] | None
    may_be_lowest: NDArray[np.bool_]
    seeds: int

    @property
    def more(self) -> int | None:
        """How many times the trainings of a cell would tell more: four, or as many as may be.

        None where there are no more to be had.
        """
        most = min(_MORE, MAX_SEEDS // self.seeds)
        return most if most > 1 else None

    @property
    def rivals(self) -> int:
        """How many others cannot be told from the lowest cell."""
        return int(self.may_be_lowest.sum()) - 1 if self.lowest is not None else 0

    @property
    def told(self) -> bool:
        """Whether one cell alone is the lowest."""
        return self.lowest is not None and self.rivals == 0


def cell_noise(landscape: Landscape) -> CellNoise | None:
    """Return what is noise in a landscape; None where it is incomplete or has one training a
    cell.
    """
    plan = landscape.plan
    if not landscape.complete or plan.seeds < 2:
        return None
    cells = landscape_cells(landscape)
    values = trainings_by_cell(landscape)
    median = cells.median
    lowest = None
    if np.isfinite(median).any():
        row, column = np.unravel_index(np.nanargmin(median), median.shape)
        lowest = int(row), int(column)
    may_be = _may_be_lowest(values)
    if lowest is not None:
        may_be[lowest] = True
    return CellNoise(cells, _agreement(values), lowest, may_be, plan.seeds)


def cell_noise_sentences(noise: CellNoise) -> tuple[str, ...]:
    """Say how well a second landscape would agree with this one, and which cell is lowest."""
    return (*_agreement_sentence(noise.agreement), _lowest_sentence(noise))


def cell_noise_json(noise: CellNoise | None) -> dict[str, Any] | None:
    """Return it as plain JSON values; None where nothing is known."""
    if noise is None:
        return None
    return {
        "agreement": None if noise.agreement is None else dict(noise.agreement._asdict()),
        "lowest": None if noise.lowest is None else list(noise.lowest),
        "told": noise.told,
        "may_be_lowest": noise.may_be_lowest.tolist(),
        "sentences": list(cell_noise_sentences(noise)),
    }


def _agreement_sentence(agreement: Estimate | None) -> tuple[str, ...]:
    if agreement is None:
        return ()
    value, low, high = agreement
    kind = (
        "it would look the same"
        if low >= _ALIKE
        else "its large features would come again, its details would not"
        if low >= _RELATED
        else "most of what it shows is noise"
        if high < _RELATED
        else "so few trainings cannot tell how much of what it shows is noise"
    )
    return (
        f"Trained a second time, this map would rank the cells with a correlation of {value:.2f} "
        f"(95 % interval {low:.2f} to {high:.2f}), judging by how its two halves agree: {kind}.",
    )


def _lowest_sentence(noise: CellNoise) -> str:
    if noise.lowest is None:
        return "No cell has a median, so none is the lowest."
    where = noise.cells.cell_text(*noise.lowest)
    median = noise.cells.median[noise.lowest]
    others = noise.may_be_lowest.size - 1
    if noise.told:
        return (
            f"The lowest median, {median:.2f} USD, lies at {where}: its trainings rank below those "
            f"of each of the {others:,} other cells, tested for all of them together."
        )
    more = "" if noise.more is None else f" Train {noise.more} times as many."
    if noise.rivals == others:
        return f"These cells cannot be told apart: any of them may be the lowest.{more}"
    return (
        f"{noise.rivals + 1:,} of {others + 1:,} cells cannot be told apart from the lowest, "
        f"{median:.2f} USD at {where}: any of them may be the lowest.{more}"
    )


def _agreement(values: NDArray[np.float64]) -> Estimate | None:
    """Return the rank correlation of the medians with those of another such landscape.

    The halves of each cell's trainings make two maps, whose Spearman correlation r is that of maps
    half as large: 2r / (1 + r) is that of whole ones (Spearman 1910, Brown 1910). The interval is
    Fisher's, with the variance of rank correlations (Fieller, Hartley and Pearson 1957).
    """
    rows, columns, seeds = values.shape
    cells = rows * columns
    half = seeds // 2
    if cells < _FEWEST_CELLS:
        return None
    rng = np.random.default_rng(0)
    found = []
    for _ in range(_SPLITS):
        order = rng.permutation(seeds)
        first, second = (
            rankdata(np.median(values[:, :, part], axis=2))
            for part in (order[:half], order[half : 2 * half])
        )
        if np.ptp(first) == 0 or np.ptp(second) == 0:
            return None
        found.append(float(np.corrcoef(first, second)[0, 1]))
    r = float(np.clip(np.mean(found), _LEAST - 1, 1 - _LEAST))
    reach = float(norm.ppf(1 - TAIL)) * math.sqrt(1.06 / (cells - 3))
    low, high = (math.tanh(math.atanh(r) + sign * reach) for sign in (-1, 1))
    return Estimate(*(_of_whole(each) for each in (r, low, high)))


def _of_whole(half: float) -> float:
    """Return the correlation of whole maps; a negative one is no reliability and stays."""
    return 2 * half / (1 + half) if half > 0 else half


def _may_be_lowest(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell for each cell whether it may be the one whose trainings rank lowest.

    Gupta's subset selection (1965) on the ranks of all trainings: a cell is out where its mean rank
    lies above the lowest by more than the largest of all differences does by chance.
    """
    rows, columns, seeds = values.shape
    ranks = rankdata(values).reshape(values.shape)
    means = ranks.mean(axis=2)
    within = math.sqrt(float(ranks.var(axis=2, ddof=1).mean()))
    cells = rows * columns
    reach = _largest_difference(cells - 1, cells * (seeds - 1)) * within / math.sqrt(seeds)
    found: NDArray[np.bool_] = means <= means.min() + reach
    return found


@functools.lru_cache(maxsize=64)
def _largest_difference(others: int, freedom: int) -> float:
    """Return how far the highest of the others' means lies below one cell's by chance, in
    standard errors of a mean, in 95 of 100 cases: one-sided Dunnett.

    The deviation within cells is an estimate with so many degrees of freedom.
    """
    z = np.linspace(-8, 8, _STEPS)
    weight = norm.pdf(z) * (z[1] - z[0])
    estimates = np.sqrt(chi2.ppf((np.arange(_STEPS) + 0.5) / _STEPS, freedom) / freedom)

    def inside(reach: float) -> float:
        below = norm.cdf(z + reach * estimates[:, None]) ** others
        return float((below @ weight).mean()) - CONFIDENCE

    return float(brentq(inside, 0, _FARTHEST))
