"""Which hyperparameters matter, measured against how much the random seed does.

The chapter searches over ``seed`` on purpose: a parameter that matters no more than the random
seed can be dropped, one that matters more deserves another look.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from dctaxi.analysis.frozen_study import frozen_study

if TYPE_CHECKING:
    import pandas as pd
    from optuna.importance import BaseImportanceEvaluator

    from dctaxi.analysis.parameters import Parameter

EvaluatorId = Literal["ped-anova", "fanova"]
Verdict = Literal["above", "at", "below", "too-few"]

NOISE_PARAMETER = "seed"
"""The parameter whose importance is pure luck."""

TRIALS_NEEDED = 50
"""Finished trials below which no verdict is given: PED-ANOVA compares the best tenth of the trials
with all of them, and its documentation asks for at least five in that tenth."""

AT_NOISE_SHARE = 0.02
"""A share closer to the noise level than this counts as at it: no bar can be read more exactly."""

QUESTIONS: Mapping[EvaluatorId, str] = {
    "ped-anova": "Which parameters decide whether a trial reaches the best tenth?",
    "fanova": "Which parameters explain the variance of the objective over all trials?",
}
"""The question that each evaluator answers."""


@dataclass(frozen=True, slots=True)
class ParameterImportance:
    """A parameter's share of all importances, 0 to 1, and how it compares with the noise."""

    name: str
    importance: float
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class ImportanceResult:
    """Importances, the highest first.

    ``floor`` is the noise level as ``(low, high)``, None where the study did not search over
    ``seed``; verdicts are None then. ``left_out`` names the conditional parameters that the
    evaluator cannot judge. ``reason`` says why there are no parameters, empty where there are.
    """

    evaluator: EvaluatorId
    n_trials: int
    floor: tuple[float, float] | None
    parameters: tuple[ParameterImportance, ...]
    left_out: tuple[str, ...] = ()
    reason: str = ""

    @property
    def question(self) -> str:
        """The question that the evaluator answers."""
        return QUESTIONS[self.evaluator]


def importances(
    trials: pd.DataFrame,
    parameters: Sequence[Parameter],
    evaluator: EvaluatorId = "ped-anova",
    *,
    seed: int = 0,
) -> ImportanceResult:
    """Judge every parameter of a frame's finished trials with one of Optuna's evaluators.

    The numbers are those of ``optuna.importance.get_param_importances`` on the same trials;
    ``seed`` is that of fANOVA's random forest.
    """
    finished = trials[(trials["state"] == "COMPLETE") & np.isfinite(trials["value"])]
    used = [p for p in parameters if finished[p.column].notna().any()]
    reason = _why_nothing(finished, used)
    if reason:
        return ImportanceResult(evaluator, len(finished), None, (), reason=reason)
    shares = _shares(finished, used, evaluator, seed)
    noise = shares.get(NOISE_PARAMETER)
    floor = None if noise is None else (noise - AT_NOISE_SHARE, noise + AT_NOISE_SHARE)
    return ImportanceResult(
        evaluator,
        len(finished),
        floor,
        tuple(
            ParameterImportance(name, share, _verdict(name, share, floor, len(finished)))
            for name, share in sorted(shares.items(), key=lambda item: (-item[1], item[0]))
        ),
        left_out=tuple(p.name for p in used if p.name not in shares),
    )


def _why_nothing(finished: pd.DataFrame, used: Sequence[Parameter]) -> str:
    if len(finished) < 2:
        return "Importances need at least two finished trials."
    if not used:
        return "These trials have no parameters."
    if finished["value"].nunique() == 1:
        return "Every finished trial has the same objective, so no parameter made a difference."
    if all(finished[p.column].nunique() == 1 for p in used):
        return "Every finished trial used the same configuration."
    return ""


def _shares(
    finished: pd.DataFrame, used: Sequence[Parameter], evaluator: EvaluatorId, seed: int
) -> Mapping[str, float]:
    from optuna.importance import get_param_importances

    study = frozen_study(finished, used)
    with warnings.catch_warnings():
        # Conditional parameters are missing, or there, in fewer than two trials of small studies;
        # Optuna then leaves those trials out. The verdict "too few trials" says as much.
        warnings.filterwarnings("ignore", "Some regimes for parameter", UserWarning)
        warnings.filterwarnings("ignore", "Target and region quantiles select", UserWarning)
        shares = get_param_importances(study, evaluator=_make(evaluator, seed))
    return {name: float(share) for name, share in shares.items()}


def _make(evaluator: EvaluatorId, seed: int) -> BaseImportanceEvaluator:
    from optuna.importance import FanovaImportanceEvaluator, PedAnovaImportanceEvaluator

    if evaluator == "ped-anova":
        return PedAnovaImportanceEvaluator()
    return FanovaImportanceEvaluator(seed=seed)


def _verdict(
    name: str, share: float, floor: tuple[float, float] | None, n_trials: int
) -> Verdict | None:
    if floor is None:
        return None
    if n_trials < TRIALS_NEEDED:
        return "too-few"
    if name == NOISE_PARAMETER or floor[0] <= share <= floor[1]:
        return "at"
    return "above" if share > floor[1] else "below"
