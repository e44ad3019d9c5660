"""The best trial of a study, judged on rows that chose nothing.

A search reports the lowest of many numbers, so its best value flatters. What its network is worth
is seen on rows that no trial was compared on: those of the test set.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import msgspec
import numpy as np

from dctaxi.errors import SpaceError
from dctaxi.training import MAX_JUDGED_ROWS

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from optuna.storages import RDBStorage

    from dctaxi.data import TaxiData
    from dctaxi.space import SearchSpace
    from dctaxi.training import Engine, TrainedNetwork

JUDGEMENT_KEY: Final = "dctaxi:judgement"
"""The study's user attribute that keeps the judgement of its best trial."""

MEASURED_KEY: Final = "dctaxi:measured"
"""The study's user attribute that says when trials that had ended were measured anew, so that
readers look at them again."""

RESAMPLES: Final = 2_000

Rows = Literal["test", "val"]


class Gap(NamedTuple):
    """RMSE of the network less that of another answer, in USD, with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """How far a trial's network is off, in USD, beside two answers that need no search.

    ``rows`` names the set: ``test``, or ``val`` where there is no test set, whose rows chose the
    trial. ``n_rows`` counts them. The constant answer is the mean training fare, the line the least
    squares line of the training fares on the trip's great-circle distance.
    """

    trial: int
    rows: Rows
    n_rows: int
    rmse: float
    constant_rmse: float
    line_rmse: float
    against_constant: Gap
    against_line: Gap

    def to_json(self) -> dict[str, Any]:
        """Return the judgement as plain JSON values."""
        fields = dataclasses.asdict(self)
        return fields | {name: list(fields[name]) for name in ("against_constant", "against_line")}


def judge(network: TrainedNetwork, data: TaxiData, trial: int) -> Judgement | None:
    """Judge the network of a trial on the test rows, or without a test set on the validation rows.

    The intervals are percentiles over rows drawn again (Efron, 1979), the same ones for all three
    answers. None where the network's answers are not finite.
    """
    name: Rows = "val" if data.test is None else "test"
    rows = data.val if data.test is None else data.test
    squares = np.column_stack(
        [
            (answers - rows[:, 0]) ** 2
            for answers in (
                network.answers(rows[:, 1:]),
                np.array(data.label_mean),
                _line(data, rows),
            )
        ]
    )
    if not np.isfinite(squares).all():
        return None
    network_rmse, constant_rmse, line_rmse = np.sqrt(squares.mean(axis=0)).tolist()
    drawn = _resampled_rmse(squares)
    return Judgement(
        trial,
        name,
        len(rows),
        network_rmse,
        constant_rmse,
        line_rmse,
        Gap(network_rmse - constant_rmse, *_percentiles(drawn[:, 0] - drawn[:, 1])),
        Gap(network_rmse - line_rmse, *_percentiles(drawn[:, 0] - drawn[:, 2])),
    )


def judge_trial(
    number: int, params: Mapping[str, Any], space: SearchSpace, engine: Engine, data: TaxiData
) -> Judgement | None:
    """Train a trial's network again and judge it.

    None where it has none, and where another program added the trial from outside of the space.
    """
    try:
        spec = space.spec_of(params)
    except SpaceError:
        return None
    network = engine.network(spec, data)
    return None if network is None else judge(network, data, number)


def keep_judgement(judgement: Judgement | None, storage: RDBStorage, study_id: int) -> None:
    """Store the judgement with its study, in place of the one before."""
    stored = None if judgement is None else judgement.to_json()
    storage.set_study_user_attr(study_id, JUDGEMENT_KEY, stored)


def judgement_of(user_attrs: Mapping[str, Any]) -> Judgement | None:
    """Return the judgement among a study's user attributes; None where there is none to read."""
    try:
        return msgspec.convert(user_attrs.get(JUDGEMENT_KEY), Judgement)
    except msgspec.ValidationError:
        return None


def _line(data: TaxiData, rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what the least squares line on the trip's distance answers, ``[rows]`` in USD."""
    miles, fares = data.transform.miles(data.train), data.train[:, 0]
    centred = miles - miles.mean()
    spread = float(centred @ centred)
    slope = float(centred @ fares) / spread if spread > 0 else 0.0
    answers: NDArray[np.float64] = data.label_mean + slope * (
        data.transform.miles(rows) - miles.mean()
    )
    return answers


def _resampled_rmse(squares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the RMSE ``[resamples, answers]`` over rows drawn again with replacement.

    ``squares`` are squared errors ``[rows, answers]``. More rows than ``MAX_JUDGED_ROWS`` are drawn
    in so many groups, each of evenly spaced rows, which gives the same interval in less time.
    """
    groups = min(len(squares), MAX_JUDGED_ROWS)
    place = np.arange(len(squares)) % groups
    sums = np.column_stack([np.bincount(place, weights=column) for column in squares.T])
    counts = np.bincount(place).astype(np.float64)
    rng = np.random.default_rng(0)
    drawn = rng.integers(groups, size=(RESAMPLES, groups))
    total = counts[drawn].sum(axis=1)
    means = np.column_stack([column[drawn].sum(axis=1) / total for column in sums.T])
    rmse: NDArray[np.float64] = np.sqrt(means)
    return rmse


def _percentiles(values: NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)
