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
from dctaxi.study.held_out import line_on_distance, percentile_interval, resampled_means

if TYPE_CHECKING:
    from optuna.storages import RDBStorage

    from dctaxi.data import TaxiData
    from dctaxi.space import SearchSpace
    from dctaxi.training import Engine, TrainedNetwork

JUDGEMENT_KEY: Final = "dctaxi:judgement"
"""The study's user attribute that keeps the judgement of its best trial."""

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
                line_on_distance(data, rows),
            )
        ]
    )
    if not np.isfinite(squares).all():
        return None
    network_rmse, constant_rmse, line_rmse = np.sqrt(squares.mean(axis=0)).tolist()
    drawn = np.sqrt(resampled_means(squares))
    return Judgement(
        trial,
        name,
        len(rows),
        network_rmse,
        constant_rmse,
        line_rmse,
        Gap(network_rmse - constant_rmse, *percentile_interval(drawn[:, 0] - drawn[:, 1])),
        Gap(network_rmse - line_rmse, *percentile_interval(drawn[:, 0] - drawn[:, 2])),
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
    except (msgspec.ValidationError, UnicodeEncodeError):
        return None
