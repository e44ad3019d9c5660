"""Importances of hyperparameters: what their bars say, and their numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from dctaxi.analysis.importance import TRIALS_NEEDED, EvaluatorId, importances
from dctaxi.analysis.statistics import not_shown
from dctaxi.plots.parts.numbers import count_text, percent
from dctaxi.plots.study.importance_bars import (
    ImportanceBars,
    importance_words,
    importances_data,
    importances_figure,
)
from dctaxi.plots.view import Excerpt, Scene, View
from dctaxi.samplers import SAMPLERS

if TYPE_CHECKING:
    from dctaxi.samplers import SamplerId

_NAMED = 4

_ASKED: Mapping[EvaluatorId, str] = {
    "ped-anova": "For reaching the best tenth (PED-ANOVA)",
    "fanova": "For the variance (fANOVA)",
}


def importances_text(data: ImportanceBars) -> str:
    """Say which parameters matter more than luck alone would have it."""
    if not data.bars:
        return data.reason
    trials = count_text(data.n_trials, "random training" if data.pooled else "finished trial")
    first = data.bars[0].name
    if data.n_trials < TRIALS_NEEDED:
        sentences = [
            f"{first} comes first, but {trials} are too few to tell it from luck: "
            f"{TRIALS_NEEDED} are the fewest that allow a verdict."
        ]
    else:
        above = data.named("above")
        verb = "matter" if len(above) > 1 else "matters"
        shifts = "shift" if len(data.shifting) > 1 else "shifts"
        over, asked = f"Over {trials}", _ASKED[data.evaluator]
        first_of_all = (
            f"{over} {_listed(data.shifting)} {shifts} the objective (Kruskal-Wallis test)."
            if data.shifting
            else not_shown("hyperparameter", "shift the objective (Kruskal-Wallis test)", over)
        )
        finding = (
            f"{asked} {_listed(above)} {verb} more than luck alone would have it."
            if above
            else not_shown("hyperparameter", "matter more than luck", asked)
        )
        sentences = [first_of_all, finding, *_doubtful(data)]
    if data.left_out:
        verb = "is" if len(data.left_out) == 1 else "are"
        sentences.append(
            f"{_listed(data.left_out)} {verb} not judged: fANOVA needs what every trial has, from "
            "one range. PED-ANOVA judges conditional parameters as well."
        )
    if data.pooled:
        sentences.append("The study's own trials stand below.")
    return " ".join(sentences) + sampler_note(data.sampler)


def sampler_note(sampler: SamplerId | None) -> str:
    """Say what a sampler that learns does to importances, with a space before; else nothing.

    Of a study whose sampler is not known, that it may be one.
    """
    if sampler is None:
        return (
            " Which sampler drew these trials is not known. One that learns, as Optuna's default "
            "does, tries more and more of what already worked, which hides part of what matters."
        )
    if not SAMPLERS[sampler].learns:
        return ""
    return (
        f" {SAMPLERS[sampler].label.label} tries more and more of what already worked, so "
        "importances show less clearly here than among trials drawn at random. By training, the "
        "third question, draws its own."
    )


def importances_rows(data: ImportanceBars) -> list[dict[str, str | float | int | None]]:
    """Return the numbers behind the bars, one row per parameter, shares in percent."""
    return [
        {
            "parameter": bar.name,
            "importance": 100 * bar.importance,
            "verdict": importance_words(bar),
            "low": 100 * bar.low,
            "high": 100 * bar.high,
            "noise": None if bar.noise is None else 100 * bar.noise,
            "trials needed": bar.trials_needed,
        }
        for bar in data.bars
    ]


def _doubtful(data: ImportanceBars) -> list[str]:
    """Name what more trials would tell, with their number if the bar is no luck."""
    needed = [
        f"{bar.name} (about {bar.trials_needed:,} would do)"
        for bar in data.bars
        if bar.trials_needed is not None
    ]
    if not needed:
        return []
    bars = "its bar is" if len(needed) == 1 else "their bars are"
    return [f"Too few trials to say for {_listed(needed)}, if {bars} no luck."]


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
    question="How much each hyperparameter matters, with 95 % intervals. The tick at a bar is how "
    "far luck alone takes it: of 20 copies of the hyperparameter, with values dealt out to the "
    "trials at random, 19 get no further. Of many bars one passes its tick all the same, so "
    '"more than luck" asks for more: it is wrong in at most four of a hundred studies.',
    data=_of_scene,
    figure=importances_figure,
    sentence=importances_text,
    table=lambda _scene, data: pd.DataFrame(importances_rows(data)),
    excerpt=Excerpt(
        "Importances, their 95 % intervals, and what 95 % of a parameter's own permuted copies "
        "stay below",
        _in_percent,
    ),
)
