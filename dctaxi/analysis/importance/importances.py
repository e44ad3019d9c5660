"""Which hyperparameters matter, measured against what luck alone gives.

The chapter searches over ``seed`` on purpose: its bar is luck. That another bar is no longer than
luck makes it does not show that a parameter does not matter. ``docs/importances.md`` says how it is
decided.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from dctaxi.analysis.importance import fanova
from dctaxi.analysis.importance.evidence import Step, fanova_evidence, no_step, ped_anova_evidence
from dctaxi.analysis.importance.noise_floor import (
    Floats,
    Judgement,
    Verdict,
    intervals,
    judge,
    reaches,
)
from dctaxi.analysis.importance.shifting import shifting
from dctaxi.analysis.reading.trial_columns import stored_values

if TYPE_CHECKING:
    import pandas as pd

    from dctaxi.analysis.importance.noise_floor import Evidence
    from dctaxi.analysis.reading.parameters import Parameter

EvaluatorId = Literal["ped-anova", "fanova"]

TRIALS_NEEDED = 50
"""Finished trials below which no verdict is given: PED-ANOVA compares the best tenth of the trials
with all of them, and its documentation asks for at least five in that tenth."""

QUESTIONS: Mapping[EvaluatorId, str] = {
    "ped-anova": "Which parameters decide whether a trial reaches the best tenth?",
    "fanova": "Which parameters explain the variance of the objective over all trials?",
}
"""The question that each evaluator answers."""


@dataclass(frozen=True, slots=True)
class ParameterImportance:
    """A parameter's share of all importances, 0 to 1, with its 95 % interval and its verdict.

    ``noise`` is the share that 95 % of the parameter's own permuted copies stay below, None where
    it has none. ``trials_needed`` says how many would do where the verdict is ``too-few``.
    """

    name: str
    importance: float
    low: float
    high: float
    verdict: Verdict
    noise: float | None = None
    trials_needed: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the fields as plain JSON values."""
        return {
            "name": self.name,
            "importance": self.importance,
            "low": self.low,
            "high": self.high,
            "verdict": self.verdict,
            "noise": self.noise,
            "trials_needed": self.trials_needed,
        }


@dataclass(frozen=True, slots=True)
class ImportanceResult:
    """Importances, the highest first.

    ``left_out`` names the parameters that the evaluator cannot judge. ``reason`` says why there
    are no parameters, empty where there are. ``shifting`` names those that shift the objective over
    all trials.
    """

    evaluator: EvaluatorId
    n_trials: int
    parameters: tuple[ParameterImportance, ...]
    left_out: tuple[str, ...] = ()
    reason: str = ""
    shifting: tuple[str, ...] = ()

    @property
    def question(self) -> str:
        """The question that the evaluator answers."""
        return QUESTIONS[self.evaluator]

    def to_json(self) -> dict[str, Any]:
        """Return the fields as plain JSON values."""
        return {
            "evaluator": self.evaluator,
            "n_trials": self.n_trials,
            "shifting": list(self.shifting),
            "parameters": [one.to_json() for one in self.parameters],
        }


def importances(
    trials: pd.DataFrame,
    parameters: Sequence[Parameter],
    evaluator: EvaluatorId = "ped-anova",
    *,
    seed: int = 0,
    step: Step = no_step,
) -> ImportanceResult:
    """Judge every parameter of a frame's finished trials by one of Optuna's evaluators.

    The numbers are those of ``optuna.importance.get_param_importances`` on the same trials:
    ``COMPLETE`` ones with a finite value. ``seed`` is that of fANOVA's forest, and of everything
    that is drawn here. fANOVA takes seconds to minutes, and tells ``step`` how far it is.
    """
    complete = trials[trials["state"] == "COMPLETE"]
    finished = complete[np.isfinite(complete["value"])]
    used = [p for p in parameters if np.isfinite(stored_values(complete, p)).any()]
    reason = _why_nothing(finished, used)
    judged = used if evaluator == "ped-anova" else fanova.judged_parameters(complete, used)
    if not reason and not fanova.varied(judged):
        reason = "No parameter that every finished trial has was drawn from more than one value."
    if reason:
        return ImportanceResult(evaluator, len(finished), (), reason=reason)
    evidence = (
        ped_anova_evidence(finished, judged, seed=seed)
        if evaluator == "ped-anova"
        else fanova_evidence(finished, judged, seed=seed, step=step)
    )
    if evidence is None:
        reason = "The objective barely varies: no tree in fANOVA's forest finds a difference."
        return ImportanceResult(evaluator, len(finished), (), reason=reason)
    names = {parameter.name for parameter in judged}
    return ImportanceResult(
        evaluator,
        len(finished),
        _parameters(evidence, len(finished)),
        left_out=tuple(p.name for p in used if p.name not in names),
        shifting=shifting(finished, used) if len(finished) >= TRIALS_NEEDED else (),
    )


def _why_nothing(finished: pd.DataFrame, used: Sequence[Parameter]) -> str:
    if len(finished) < 2:
        return "Importances need at least two finished trials."
    if not used:
        return "These trials have no parameters."
    if finished["value"].nunique() == 1:
        return "Every finished trial has the same objective, so no parameter made a difference."
    if all(_is_the_same(stored_values(finished, p)) for p in used):
        return "Every finished trial used the same configuration."
    return ""


def _is_the_same(values: Floats) -> bool:
    known = values[np.isfinite(values)]
    return known.size == 0 or bool((known == known[0]).all())


def _parameters(evidence: Evidence, n_trials: int) -> tuple[ParameterImportance, ...]:
    low, high = intervals(evidence)
    if n_trials < TRIALS_NEEDED:
        judgements = (Judgement("too-few", TRIALS_NEEDED),) * len(evidence.names)
    else:
        judgements = judge(evidence, n_trials)
    ends = reaches(evidence)
    found = [
        ParameterImportance(
            name,
            float(evidence.importance[place]),
            float(low[place]),
            float(high[place]),
            judgements[place].verdict,
            min(float(ends[place]), 1.0) if np.isfinite(ends[place]) else None,
            judgements[place].trials_needed,
        )
        for place, name in enumerate(evidence.names)
    ]
    return tuple(sorted(found, key=lambda one: (-one.importance, one.name)))
