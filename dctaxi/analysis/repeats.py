"""Was the winner lucky? Trials trained again with fresh seeds, against what they scored before."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dctaxi.analysis.luck import MARGIN_TEXT, FreshSeeds, LuckVerdict, luck_sentence
from dctaxi.analysis.statistics.comparison import share
from dctaxi.analysis.statistics.estimate import CONFIDENCE, TAIL, Estimate, estimate_json
from dctaxi.analysis.statistics.order_statistics import (
    median_estimate,
    plausible_medians,
    values_needed,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.populations import RepeatedTrial, RepeatPlan, Repeats

_DRAWS = 10_000
"""Draws of each trial's median: the smallest tail, of 64 trials, is eight of them."""

_NO_MEDIAN = Estimate(np.inf, -np.inf, np.inf)

UNSETTLED = 2.0
"""An error this many times larger in evaluation mode than in training mode is no rounding."""


@dataclass(frozen=True, slots=True)
class RepeatedConfiguration:
    """A trial against its repeats; every number in USD but for ranks, counts and shares.

    ``values`` are the repeats' objectives, sorted, without those that have no result; ``original``
    is what the trial scored. ``shrinkage`` is the median less the original: what was luck.
    ``as_good`` is the share of repeats that reach the original. ``rank`` is the place by median
    among the repeated trials, 1 the best, with the places it may as well have: any, where a trial
    has too few repeats for an interval of its median.
    ``batch_norm`` tells whether the network has batch normalisation, ``counts_training`` whether
    the objective counts a training error.
    ``train_rmse`` (training mode) and ``train_rmse_eval`` (evaluation mode) are the medians of the
    repeats over the same last batch, ``original_train_rmse`` and ``_eval`` the trial's own.
    ``median``, ``shrinkage`` and ``rank`` are None where half of the repeats or more
    have no result.
    """

    number: int
    batch_norm: bool
    counts_training: bool
    original: float
    original_rank: int
    values: NDArray[np.float64]
    repeats: int
    median: Estimate | None
    shrinkage: Estimate | None
    as_good: Estimate
    rank: Estimate | None
    diverged: Estimate
    train_rmse: float | None
    train_rmse_eval: float | None
    original_train_rmse: float | None
    original_val_rmse: float | None
    original_train_rmse_eval: float | None

    @property
    def fresh(self) -> FreshSeeds | None:
        """What the fresh seeds say of the score; None where no repeat has a result."""
        if not len(self.values):
            return None
        return FreshSeeds(self.original, self.repeats, self.median or _NO_MEDIAN, self.as_good)

    @property
    def verdict(self) -> LuckVerdict | None:
        """Whether the score holds or was lucky; None where no repeat has a result."""
        return None if self.fresh is None else self.fresh.verdict

    @property
    def unsettled(self) -> bool:
        """Whether the trial's training error in evaluation mode belies that in training mode."""
        before, after = self.original_train_rmse, self.original_train_rmse_eval
        if not self.counts_training or before is None or after is None:
            return False
        return after > UNSETTLED * before


def repeated_configurations(repeats: Repeats) -> tuple[RepeatedConfiguration, ...]:
    """Return what came of each trial's repeats, the best median first."""
    frame = repeats.frame.assign(value=repeats.values)
    rows = {t.number: frame[frame["trial"] == t.number] for t in repeats.plan.trials}
    trials = [trial for trial in repeats.plan.trials if len(rows[trial.number])]
    values = {
        trial.number: rows[trial.number]["value"].to_numpy(dtype=np.float64) for trial in trials
    }
    ranks = _ranks({n: each for n, each in values.items() if _median_of(each) is not None})
    places = {trial.number: place for place, trial in enumerate(repeats.plan.trials, start=1)}
    found = [
        _configuration(
            trial,
            repeats.plan,
            rows[trial.number],
            places[trial.number],
            ranks.get(trial.number),
        )
        for trial in trials
    ]
    return tuple(
        sorted(
            found, key=lambda c: (np.inf if c.median is None else c.median.value, c.original_rank)
        )
    )


def repeats_sentences(configurations: tuple[RepeatedConfiguration, ...]) -> tuple[str, ...]:
    """Say how far the winner fell, why, and what the ranking is now."""
    if not configurations:
        return ("No repeat has ended yet.",)
    winner = min(configurations, key=lambda one: one.original_rank)
    if winner.fresh is None:
        return (
            f"Not one of the {winner.repeats:,} repeats of trial {winner.number} has a result.",
        )
    who = f"The study's best of these, trial {winner.number},"
    sentences = [luck_sentence(winner.fresh, who)]
    if (why := _why(winner)) is not None:
        sentences.append(why)
    first = configurations[0]
    if len(configurations) > 1 and first.rank is not None:
        rivals = sum(one.rank is not None and one.rank.low <= 1 for one in configurations[1:])
        may = (
            "no other may be as good"
            if rivals == 0
            else f"{rivals} of the other {len(configurations) - 1} may be as good"
        )
        place = (
            "the same trial"
            if first.number == winner.number
            else f"trial {first.number}, number {first.original_rank} before"
        )
        sentences.append(f"By the median of its repeats the best is {place}; {may}.")
    return tuple(sentences)


def repeats_json(repeats: Repeats) -> dict[str, Any]:
    """Return repeats as plain JSON values, the best median first."""
    configurations = repeated_configurations(repeats)
    return {
        "id": repeats.id,
        "study": repeats.plan.origin,
        "seeds": len(repeats.plan.seeds),
        "trainings": repeats.done,
        "diverged": repeats.diverged,
        "wall_s": repeats.wall_s,
        "device": repeats.device,
        "complete": repeats.complete,
        "configurations": [_json(one) for one in configurations],
        "findings": list(repeats_sentences(configurations)),
        "how_judged": MARGIN_TEXT,
    }


def _configuration(
    trial: RepeatedTrial,
    plan: RepeatPlan,
    rows: Any,
    original_rank: int,
    rank: Estimate | None,
) -> RepeatedConfiguration:
    values = rows["value"].to_numpy(dtype=np.float64)
    finite = values[np.isfinite(values)]
    median = _median_of(values)
    return RepeatedConfiguration(
        number=trial.number,
        batch_norm=plan.space.spec_of(trial.params).batch_norm_linear_layers,
        counts_training=plan.objective in ("train_val_rmse", "chapter_objective"),
        original=trial.value,
        original_rank=original_rank,
        values=np.sort(finite),
        repeats=len(values),
        median=median,
        shrinkage=None if median is None else Estimate(*(end - trial.value for end in median)),
        as_good=share(int((finite <= trial.value).sum()), len(values)),
        rank=rank,
        diverged=share(len(values) - len(finite), len(values)),
        train_rmse=_median(rows["train_rmse"]),
        train_rmse_eval=_median(rows["train_rmse_eval"]),
        original_train_rmse=trial.train_rmse,
        original_val_rmse=trial.val_rmse,
        original_train_rmse_eval=trial.train_rmse_eval,
    )


def _median_of(values: NDArray[np.float64]) -> Estimate | None:
    """Return the median of repeats; None where half of them or more have no result."""
    if not np.isfinite(values).any():
        return None
    median = median_estimate(values)
    return median if median.is_there else None


def _ranks(values: dict[int, NDArray[np.float64]]) -> dict[int, Estimate]:
    """Return each trial's place by median, and the places that it may as well have.

    Comparisons with the best (Hsu 1981), by medians that the repeats could come from: a trial is
    behind another where nearly all draws of its median are higher. Each of a trial's comparisons
    errs in so few cases that its places hold at 95 %, and so do those that may be first.
    """
    if not values:
        return {}
    count = len(values)
    tail = min(TAIL, (1 - CONFIDENCE) / max(1, count - 1))
    drawn = np.stack([plausible_medians(each, seed=n, draws=_DRAWS) for n, each in values.items()])
    typical = np.array([median_estimate(each).value for each in values.values()])
    now = np.argsort(np.argsort(typical, kind="stable")) + 1
    behind = np.zeros((count, count), dtype=bool)  # [trial, other]
    if min(map(len, values.values())) >= values_needed(tail):
        lowest = math.floor(tail * _DRAWS)
        for trial, own in enumerate(drawn):
            alike = np.isinf(own) & np.isinf(drawn)
            apart = np.subtract(own, drawn, out=np.zeros_like(drawn), where=~alike)
            behind[trial] = np.partition(apart, lowest, axis=1)[:, lowest] > 0
    first, last = 1 + behind.sum(axis=1), count - behind.sum(axis=0)
    return {
        number: Estimate(float(now[i]), float(min(first[i], now[i])), float(max(last[i], now[i])))
        for i, number in enumerate(values)
    }


def _why(winner: RepeatedConfiguration) -> str | None:
    if winner.verdict != "lucky":
        return None
    before, after = winner.original_train_rmse, winner.original_train_rmse_eval
    favourable = "the best of many noisy trials is simply one that got lucky."
    if not winner.counts_training or before is None or after is None:
        return f"Why: {favourable}"
    if winner.unsettled and not winner.batch_norm:
        return (
            f"Why: the objective adds a training RMSE of {before:.2f} USD that was measured before "
            f"the last step's update. After it the same batch is {after:.2f} USD off: the training "
            "had not settled, and where its last steps stood was chance."
        )
    if winner.unsettled:
        return (
            f"Why: the objective adds a training RMSE of {before:.2f} USD that was measured in "
            f"training mode, where batch normalisation uses the batch's own statistics. In "
            f"evaluation mode, as the finished network answers, the same batch is {after:.2f} USD "
            "off: its statistics had not settled, and where they stood was chance."
        )
    return (
        f"Why: the modes hardly differ, its training RMSE is {before:.2f} USD in training mode and "
        f"{after:.2f} USD in evaluation mode; {favourable}"
    )


def _median(column: Any) -> float | None:
    finite = column.to_numpy(dtype=np.float64)
    finite = finite[np.isfinite(finite)]
    return float(np.median(finite)) if len(finite) else None


def _json(one: RepeatedConfiguration) -> dict[str, Any]:
    return {
        "trial": one.number,
        "original": one.original,
        "original_rank": one.original_rank,
        "rank": estimate_json(one.rank),
        "median": estimate_json(one.median),
        "shrinkage": estimate_json(one.shrinkage),
        "as_good_as_original": estimate_json(one.as_good),
        "diverged": estimate_json(one.diverged),
        "lucky": one.verdict == "lucky",
        "verdict": one.verdict,
        "best": float(one.values[0]) if len(one.values) else None,
        "train_rmse": one.train_rmse,
        "train_rmse_eval": one.train_rmse_eval,
        "original_train_rmse": one.original_train_rmse,
        "original_val_rmse": one.original_val_rmse,
        "original_train_rmse_eval": one.original_train_rmse_eval,
        "values": one.values.tolist(),
    }
