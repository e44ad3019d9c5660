"""Importances of hyperparameters: what their bars say, and their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from dctaxi.analysis.importance import NOISE_PARAMETER, TRIALS_NEEDED, EvaluatorId, importances
from dctaxi.plots.parts.numbers import count_text, percent
from dctaxi.plots.study.importance_bars import (
    WORDS,
    ImportanceBars,
    importances_data,
    importances_figure,
)
from dctaxi.plots.view import Excerpt, Scene, View
from dctaxi.samplers import SAMPLERS

if TYPE_CHECKING:
    from dctaxi.samplers import SamplerId

_NAMED = 4


def importances_text(data: ImportanceBars) -> str:
    """Say which parameters matter more than luck."""
    if not data.bars or data.floor is None:
        return data.reason
    trials = count_text(data.n_trials, "finished trial")
    first = data.bars[0].name
    if data.n_trials < TRIALS_NEEDED:
        sentences = [
            f"{first} comes first, but {trials} are too few to tell it from chance: "
            f"{TRIALS_NEEDED} would do."
        ]
    else:
        seeded = any(bar.name == NOISE_PARAMETER for bar in data.bars)
        noise = "the random seed" if seeded else "chance alone"
        above = data.named("above")
        verb = "matter more than" if len(above) > 1 else "matters more than"
        finding = f"{_listed(above)} {verb}" if above else "no parameter stands out from"
        sentences = [f"Over {trials} {finding} {noise}.", *_doubtful(data)]
    if data.left_out:
        verb = "is" if len(data.left_out) == 1 else "are"
        sentences.append(
            f"{_listed(data.left_out)} {verb} not judged: fANOVA needs what every trial has, from "
            "one range. PED-ANOVA judges conditional parameters as well."
        )
    return " ".join(sentences) + _sampler_note(data.sampler)


def _sampler_note(sampler: SamplerId | None) -> str:
    """Say what a sampler that learns does to importances, with a space before; else nothing."""
    if sampler is None or not SAMPLERS[sampler].learns:
        return ""
    return (
        f" {SAMPLERS[sampler].label.label} draws more and more of what it found good, so what "
        "matters shows less here than among trials drawn at random."
    )


def importances_rows(data: ImportanceBars) -> list[dict[str, str | float | int | None]]:
    """Return the numbers behind the bars, one row per parameter, shares in percent."""
    return [
        {
            "parameter": bar.name,
            "importance": 100 * bar.importance,
            "verdict": WORDS[bar.verdict],
            "low": 100 * bar.low,
            "high": 100 * bar.high,
            "noise": None if bar.noise is None else 100 * bar.noise,
            "trials needed": bar.trials_needed,
        }
        for bar in data.bars
    ]


def _doubtful(data: ImportanceBars) -> list[str]:
    """Name what more trials would tell, with their number."""
    needed = [
        f"{bar.name} (about {bar.trials_needed:,} would do)"
        for bar in data.bars
        if bar.trials_needed is not None
    ]
    return [f"Too few trials to say for {_listed(needed)}."] if needed else []


def _listed(names: Sequence[str]) -> str:
    """Return names as a list in words, the first few of many."""
    if len(names) > _NAMED + 1:
        return f"{', '.join(names[:_NAMED])} and {len(names) - _NAMED} more"
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _of_scene(scene: Scene, evaluator: EvaluatorId = "ped-anova") -> ImportanceBars:
    result = importances(scene.shown, scene.parameters, evaluator)
    return importances_data(result, None if scene.plan is None else scene.plan.sampler)


def _in_percent(data: ImportanceBars) -> pd.DataFrame:
    rows = pd.DataFrame(importances_rows(data))
    shares = [name for name in ("importance", "low", "high", "noise") if name in rows]
    rows[shares] = rows[shares].astype(object).map(percent)
    return rows


IMPORTANCES = View(
    name="importances",
    title="Importances",
    question="How much each hyperparameter matters, with 95 % intervals. The shaded floor is what "
    "hyperparameters without any effect reach here: permuted copies of each, and the random seed. "
    "What does not reach above it can be dropped, what does deserves another look.",
    data=_of_scene,
    figure=importances_figure,
    sentence=importances_text,
    table=lambda _scene, data: pd.DataFrame(importances_rows(data)),
    excerpt=Excerpt(
        "Importances, their 95 % intervals, and what 97.5 % of a parameter's own permuted copies "
        "stay below",
        _in_percent,
    ),
)
