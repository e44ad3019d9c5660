"""What the judgement of a study's best trial says, in sentences: the worst news first."""

from __future__ import annotations

import dataclasses
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from dctaxi.data import CHAPTER_SOURCE
from dctaxi.labels import USD, in_currency
from dctaxi.space import FAIR_OBJECTIVE
from dctaxi.study import FEWEST_ROWS, judgement_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dctaxi.study import Gap, Judgement, StudyPlan

_CONSTANT = "always answering the mean fare"
_LINE = "a straight line on the trip distance"
_SHORT = {_CONSTANT: "the mean", _LINE: "the line"}


class Standing(StrEnum):
    """How a network stands against an answer that needs no search."""

    BEATS = "beats"
    DOES_NOT_BEAT = "does not beat"
    TOO_CLOSE = "too close to tell"
    TOO_FEW = "too few rows to tell"


def standing(gap: Gap, rows: int) -> Standing:
    """Return what the 95 % interval of a difference on so many rows allows to say."""
    if rows < FEWEST_ROWS:
        return Standing.TOO_FEW
    if gap.high < 0:
        return Standing.BEATS
    return Standing.DOES_NOT_BEAT if gap.low > 0 else Standing.TOO_CLOSE


def judgement_of_best(attributes: Mapping[str, Any], best: int | None) -> Judgement | None:
    """Return the stored judgement if it is that of the best trial, None where it is missing."""
    found = judgement_of(attributes)
    return found if found is not None and found.trial == best else None


def standing_text(judgement: Judgement) -> str:
    """Return the verdict in a few words, for a list of studies."""
    where = (
        "on test rows"
        if judgement.rows == "test"
        else "on the very rows that chose it (no test set)"
    )
    constant = standing(judgement.against_constant, judgement.n_rows)
    verdict = {
        Standing.BEATS: "Beats the constant answer",
        Standing.DOES_NOT_BEAT: "Does not beat the constant answer",
        Standing.TOO_CLOSE: "Too close to the constant answer to tell",
        Standing.TOO_FEW: f"Too few rows to tell ({judgement.n_rows})",
    }[constant]
    line = standing(judgement.against_line, judgement.n_rows)
    if constant is Standing.BEATS and line is Standing.DOES_NOT_BEAT:
        verdict += ", but not a line on the distance"
    return f"{verdict}, {where}: {judgement.rmse:.2f} USD"


def standing_headline(judgement: Judgement) -> str:
    """Return the verdict in one line with its two numbers, the worst news of it.

    It is what the first of ``standing_sentences`` says, without how sure that is.
    """
    constant = standing(judgement.against_constant, judgement.n_rows)
    line = standing(judgement.against_line, judgement.n_rows)
    if constant is Standing.BEATS and line is Standing.DOES_NOT_BEAT:
        return _lead(line, _LINE, judgement, judgement.line_rmse)
    return _lead(constant, _CONSTANT, judgement, judgement.constant_rmse)


def standing_sentences(judgement: Judgement, plan: StudyPlan | None) -> tuple[str, ...]:
    """Return the verdict on a study's best trial.

    A baseline that wins, or that cannot be told from the trial, comes first, with what to try. It
    is in the currency of the plan's trips.
    """
    found = _sentences(judgement, plan)
    currency = USD if plan is None else plan.source.currency
    return tuple(in_currency(sentence, currency) for sentence in found)


def _sentences(judgement: Judgement, plan: StudyPlan | None) -> tuple[str, ...]:
    constant = standing(judgement.against_constant, judgement.n_rows)
    line = standing(judgement.against_line, judgement.n_rows)
    against_constant = (judgement.constant_rmse, judgement.against_constant)
    against_line = (judgement.line_rmse, judgement.against_line)
    if constant is Standing.TOO_FEW:
        return (
            _lead(constant, _CONSTANT, judgement, judgement.constant_rmse),
            f"{_rows(judgement).capitalize()} nothing can be told: hold back {FEWEST_ROWS} or more "
            "to judge by.",
        )
    if constant is not Standing.BEATS:
        return (
            _first(constant, _CONSTANT, judgement, *against_constant),
            _second(line, _LINE, *against_line),
            *(() if plan is None else (_to_try(plan),)),
        )
    if line is Standing.DOES_NOT_BEAT:
        return (
            _first(line, _LINE, judgement, *against_line),
            _second(constant, _CONSTANT, *against_constant),
            *(() if plan is None else (_to_try(plan),)),
        )
    return (
        _first(constant, _CONSTANT, judgement, *against_constant),
        _second(line, _LINE, *against_line),
        *((_to_try(plan),) if plan is not None and plan.source == CHAPTER_SOURCE else ()),
    )


def plan_to_try(judgement: Judgement, plan: StudyPlan) -> StudyPlan | None:
    """Return the plan that the sentences suggest; None where a baseline is beaten, or where what to
    change is for the reader to choose.
    """
    constant = standing(judgement.against_constant, judgement.n_rows)
    line = standing(judgement.against_line, judgement.n_rows)
    wins = constant is Standing.BEATS and line is not Standing.DOES_NOT_BEAT
    if (
        wins
        or constant is Standing.TOO_FEW
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
    """Return a judgement with its verdicts as plain JSON values."""
    return judgement.to_json() | {
        "verdict_constant": standing(judgement.against_constant, judgement.n_rows).value,
        "verdict_line": standing(judgement.against_line, judgement.n_rows).value,
    }


def _claim(found: Standing, other: str, judgement: Judgement) -> str:
    return {
        Standing.BEATS: f"Trial {judgement.trial} beats {other}",
        Standing.DOES_NOT_BEAT: f"Trial {judgement.trial}, the best, does not beat {other}",
        Standing.TOO_CLOSE: f"Too close to tell whether trial {judgement.trial}, the best, beats "
        f"{other}",
        Standing.TOO_FEW: f"Too few rows to tell whether trial {judgement.trial}, the best, beats "
        f"{other}",
    }[found]


def _lead(found: Standing, other: str, judgement: Judgement, rmse: float) -> str:
    return (
        f"{_claim(found, other, judgement)}: {judgement.rmse:.2f} USD off, {_SHORT[other]} "
        f"{rmse:.2f}."
    )


def _first(found: Standing, other: str, judgement: Judgement, rmse: float, gap: Gap) -> str:
    return (
        f"{_claim(found, other, judgement)}: {_rows(judgement)} it is {judgement.rmse:.2f} USD "
        f"off (RMSE), {_SHORT[other]} {rmse:.2f}: {_gap(gap, '95 % interval ')}."
    )


def _second(found: Standing, other: str, rmse: float, gap: Gap) -> str:
    numbers = f"({rmse:.2f} USD: {_gap(gap)})"
    return {
        Standing.BEATS: f"It beats {other} {numbers}.",
        Standing.DOES_NOT_BEAT: f"It does not beat {other} {numbers}.",
        Standing.TOO_CLOSE: f"Against {other} it is too close to tell {numbers}.",
        Standing.TOO_FEW: f"Against {other} these are too few rows to tell {numbers}.",
    }[found]


def _rows(judgement: Judgement) -> str:
    if judgement.rows == "test":
        return f"on {judgement.n_rows:,} held-out test trips"
    return (
        f"on the {judgement.n_rows:,} validation trips that chose it, which flatters it (the data "
        "have no test set),"
    )


def _gap(gap: Gap, what: str = "") -> str:
    return f"{gap.value:+.2f}, {what}{gap.low:+.2f} to {gap.high:+.2f}"


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
