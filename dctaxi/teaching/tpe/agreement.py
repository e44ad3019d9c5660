"""Whether what is shown of TPE is what the installed Optuna does.

What is listened to is nothing public, so it is not taken on trust: a small study is searched, once
a process, and what was heard of it is held against the numbers that Optuna's own sampler gave.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

import numpy as np
import optuna
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)
from optuna.samplers import TPESampler

from dctaxi.errors import StudyError
from dctaxi.samplers import STARTUP_TRIALS
from dctaxi.storage import quiet_optuna
from dctaxi.teaching.tpe.optuna_tpe import Draw, listen

SEEN_WITH = "5.0.0"
"""A version of Optuna that agrees, for who needs one."""

_PARAMETERS: dict[str, BaseDistribution] = {
    "plain": FloatDistribution(-2.0, 3.0),
    "log": FloatDistribution(1e-4, 1.0, log=True),
    "whole": IntDistribution(1, 9),
    "log whole": IntDistribution(2, 300, log=True),
    "list": CategoricalDistribution(("Adam", "SGD")),
}
_TRIALS = STARTUP_TRIALS + 3

_RELATIVE = 1e-6
"""Optuna's functions of the normal distribution and SciPy's differ by a tenth of this."""


def check_agreement() -> None:
    """Raise StudyError where what would be shown is not what this Optuna does."""
    if not _agrees():
        raise StudyError(
            f"How TPE chose cannot be shown with this Optuna, {optuna.__version__}: its sampler "
            f"does not give the numbers that this page would show; Optuna {SEEN_WITH} does."
        )


@functools.cache
def _agrees() -> bool:
    """Tell whether what is heard of a small study explains every value that Optuna suggested."""
    try:
        return all(_explained(multivariate=multivariate) for multivariate in (False, True))
    except Exception:  # whatever another version lacks: nothing of it can be shown
        return False


def _explained(*, multivariate: bool) -> bool:
    sampler = TPESampler(seed=7, multivariate=multivariate)
    draws = listen(sampler)
    study = _searched(sampler)
    alone = _searched(TPESampler(seed=7, multivariate=multivariate))
    each = 1 if multivariate else len(_PARAMETERS)
    taken = [
        dict(value for draw in draws[first : first + each] for value in _taken(draw))
        for first in range(0, len(draws), each)
    ]
    return (
        [trial.params for trial in study.trials] == [trial.params for trial in alone.trials]
        and taken == [trial.params for trial in study.trials[STARTUP_TRIALS:]]
        and draws[-1].running == (_TRIALS - 2,)
        and (multivariate or all(_scores_agree(draw) for draw in draws))
    )


def _searched(sampler: TPESampler) -> optuna.Study:
    """Return a study whose last but one trial runs while the last is asked for."""
    with quiet_optuna():
        study = optuna.create_study(sampler=sampler)
        for number in range(_TRIALS):
            trial = study.ask(_PARAMETERS)
            if number < _TRIALS - 2:
                wide = trial.params["plain"] ** 2 + np.log10(trial.params["log"]) ** 2
                study.tell(trial, float(wide + trial.params["whole"]))
    return study


def _taken(draw: Draw) -> Iterator[tuple[str, object]]:
    """Yield parameters and values of the candidate that was taken, as a trial has them."""
    for name, values in draw.candidates.items():
        yield name, _PARAMETERS[name].to_external_repr(values[draw.chosen].item())


def _scores_agree(draw: Draw) -> bool:
    """Tell whether Optuna's scores are those of the densities, for one parameter by itself."""
    ((name, values),) = draw.candidates.items()
    ours = np.log(draw.l[name].likelihood(values) / draw.g[name].likelihood(values))
    return bool(np.allclose(ours, draw.scores, rtol=_RELATIVE, atol=_RELATIVE))
