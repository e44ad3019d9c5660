"""A study in memory, rebuilt from a frame of trials, for Optuna's own evaluators."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import TYPE_CHECKING, Any

import optuna
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)
from optuna.study import StudyDirection
from optuna.trial import FrozenTrial, TrialState

if TYPE_CHECKING:
    import pandas as pd

    from dctaxi.analysis.reading.parameters import Parameter


class FrozenStudy(optuna.Study):
    """Finished trials behind the part of a study's interface that evaluators read.

    A real study in memory would copy and check every trial again, 20 times as slowly.
    """

    def __init__(self, trials: Sequence[FrozenTrial]) -> None:
        self._finished = list(trials)

    @property
    def directions(self) -> list[StudyDirection]:
        """Return that the one objective is minimised."""
        return [StudyDirection.MINIMIZE]

    def get_trials(
        self,
        deepcopy: bool = True,
        states: Container[TrialState] | None = None,
    ) -> list[FrozenTrial]:
        """Return the finished trials, never copied."""
        del deepcopy
        return self._finished if states is None or TrialState.COMPLETE in states else []


def frozen_study(trials: pd.DataFrame, parameters: Sequence[Parameter]) -> FrozenStudy:
    """Rebuild the finished trials of a frame; those of other states are left out."""
    finished = trials[trials["state"] == "COMPLETE"]
    distributions = {parameter.name: distribution_of(parameter) for parameter in parameters}
    columns = [_external(finished[parameter.column], parameter) for parameter in parameters]
    names = list(distributions)
    values = zip(finished["number"].tolist(), finished["value"].tolist(), strict=True)
    return FrozenStudy(
        [
            _trial(number, value, dict(zip(names, params, strict=True)), distributions)
            for (number, value), *params in zip(values, *columns, strict=True)
        ]
    )


def distribution_of(parameter: Parameter) -> BaseDistribution:
    """Return Optuna's distribution of a parameter."""
    if parameter.kind == "categorical":
        return CategoricalDistribution(parameter.choices)
    if parameter.kind == "int":
        step = int(parameter.step or 1)
        return IntDistribution(int(parameter.low), int(parameter.high), parameter.log, step)
    return FloatDistribution(parameter.low, parameter.high, parameter.log, parameter.step)


def _external(column: pd.Series[Any], parameter: Parameter) -> list[Any]:
    """Return a column's values as Optuna gave them; None where a trial lacks the parameter."""
    present = column.notna().tolist()
    if parameter.kind == "int":
        return [int(v) if here else None for v, here in zip(column, present, strict=True)]
    return [v if here else None for v, here in zip(column.tolist(), present, strict=True)]


def _trial(
    number: int,
    value: float,
    params: dict[str, Any],
    distributions: dict[str, BaseDistribution],
) -> FrozenTrial:
    used = {name: param for name, param in params.items() if param is not None}
    return FrozenTrial(
        number=number,
        state=TrialState.COMPLETE,
        value=value,
        datetime_start=None,
        datetime_complete=None,
        params=used,
        distributions={name: distributions[name] for name in used},
        user_attrs={},
        system_attrs={},
        intermediate_values={},
        trial_id=number,
    )
