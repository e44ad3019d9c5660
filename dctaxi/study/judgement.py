"""The best trial of a study, judged on rows that chose nothing.

A search reports the lowest of many numbers, so its best value flatters. What its network is worth
is seen on rows that no trial was compared on: those of the test set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np

from dctaxi.errors import SpaceError
from dctaxi.study.assessment import Assessment, assess

if TYPE_CHECKING:
    from optuna.storages import RDBStorage

    from dctaxi.data import TaxiData
    from dctaxi.space import SearchSpace
    from dctaxi.training import Engine, TrainedNetwork

JUDGEMENT_KEY: Final = "dctaxi:judgement"
"""The study's user attribute that keeps the judgement of its best trial."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """How far a trial's network is off beside the baselines, on rows that chose nothing."""

    trial: int
    errors: Assessment

    def to_json(self) -> dict[str, Any]:
        """Return the judgement as plain JSON values."""
        found: dict[str, Any] = msgspec.to_builtins(self)
        return found


def judge(network: TrainedNetwork, data: TaxiData, trial: int) -> Judgement | None:
    """Judge the network of a trial on the test rows, or without a test set on the validation rows.

    None where the network's answers are no fares.
    """
    rows = data.val if data.test is None else data.test
    found = assess(network.answers(rows[:, 1:])[:, np.newaxis], data, data)
    return None if found is None else Judgement(trial, found)


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
