"""What the judgement of a study's best trial says, in sentences: the worst news first."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from dctaxi.data import CHAPTER_SOURCE
from dctaxi.labels import USD, in_currency
from dctaxi.space import FAIR_OBJECTIVE
from dctaxi.study import Standing, assessment_sentences, headline, judgement_of, standing_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dctaxi.study import Judgement, StudyPlan


def judgement_of_best(attributes: Mapping[str, Any], best: int | None) -> Judgement | None:
    """Return the stored judgement if it is that of the best trial, None where it is missing."""
    found = judgement_of(attributes)
    return found if found is not None and found.trial == best else None


def standing_headline(judgement: Judgement) -> str:
    """Return the verdict in one line: the strongest baseline, and each that is not beaten."""
    return headline(judgement.errors, f"Trial {judgement.trial}", USD)


def standing_sentences(judgement: Judgement, plan: StudyPlan | None) -> tuple[str, ...]:
    """Return the verdict on a study's best trial, what to try, and the evidence.

    It is in the currency of the plan's trips.
    """
    worse = standing_of(judgement.errors) not in (Standing.BEATS, Standing.TOO_FEW)
    try_it = plan is not None and (worse or plan.source == CHAPTER_SOURCE)
    found = (
        standing_headline(judgement),
        *((_to_try(plan),) if try_it and plan is not None else ()),
        *assessment_sentences(judgement.errors, USD),
    )
    currency = USD if plan is None else plan.source.currency
    return tuple(in_currency(sentence, currency) for sentence in found)


def plan_to_try(judgement: Judgement, plan: StudyPlan) -> StudyPlan | None:
    """Return the plan that the sentences suggest; None where every baseline is beaten, or where
    what to change is for the reader to choose.
    """
    if (
        standing_of(judgement.errors) in (Standing.BEATS, Standing.TOO_FEW)
        or plan.source == CHAPTER_SOURCE
        or (plan.feature_set != "raw" and plan.objective == FAIR_OBJECTIVE)
    ):
        return None
    return dataclasses.replace(
        plan,
        feature_set="distance" if plan.feature_set == "raw" else plan.feature_set,
        objective=FAIR_OBJECTIVE,
        as_printed=False,
        parent=None,
        enqueue=(),
    )


def standing_json(judgement: Judgement) -> dict[str, object]:
    """Return a judgement with its verdict as plain JSON values."""
    return judgement.to_json() | {"verdict": standing_of(judgement.errors).value}


def _to_try(plan: StudyPlan) -> str:
    if plan.source == CHAPTER_SOURCE:
        return (
            "All training fares of the chapter's published files are the same, so there is nothing "
            "to learn from them, and a low objective does not mean that the network tells fares "
            "apart: try the sample data, or files of your own."
        )
    if plan.feature_set == "raw":
        return (
            "Try the distance features: from raw columns such small networks learn next to nothing "
            "in so few steps."
        )
    if plan.objective != FAIR_OBJECTIVE:
        return "Try the objective that judges every trial on all validation rows."
    return "Try more training steps, or a wider range of learning rates."
