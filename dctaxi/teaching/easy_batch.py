"""Easy batches: how much of a trial's objective is the rows on which it was measured.

A training is judged on its own last training batch and on its own first validation rows. Which rows
these are, batch size and number of steps decide, so what always answers the mean fare scores better
with some of them than with others, and a search that looks for low objectives finds those.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dctaxi.errors import LessonError
from dctaxi.records import TrialSpec
from dctaxi.space import PRESETS, Fixed, IntRange, dimension_of, even_points, whole_values
from dctaxi.study import StudyPlan
from dctaxi.training import ConstantAnswer

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from dctaxi.data import TaxiData
    from dctaxi.records import ObjectiveName
    from dctaxi.space import SearchSpace

SHARED: ObjectiveName = "val_rmse_all"
"""The objective that judges all trainings on the same rows."""

EXAMPLE = StudyPlan(
    "easy-batch",
    PRESETS["chapter"].space,
    n_trials=100,
    objective="train_val_rmse",
    feature_set=PRESETS["chapter"].feature_set,
    asker="optuna",
)
"""The chapter's search, asked for by its own library, small enough to be trained at a click."""

MOST_VALUES = 40
"""Of a range with more values so many are looked at, evenly spread."""

_SPEC = TrialSpec(
    seed=0,
    num_hidden_neurons=(1,),
    batch_norm_linear_layers=False,
    optimizer="SGD",
    lr=0.01,
    batch_size=1,
    max_batches=1,
)
"""What is not of the batch does not matter to the constant answer."""


class ConstantMap(NamedTuple):
    """What always answering the training mean scores, by the shape of a training's batches.

    ``sizes`` are batch sizes ``[columns]``, ``steps`` numbers of training steps ``[rows]``;
    ``scores`` ``[rows, columns]`` is the objective in USD.
    """

    sizes: NDArray[np.int64]
    steps: NDArray[np.int64]
    scores: NDArray[np.float64]

    @property
    def lowest(self) -> float:
        """The score on the easiest batch, in USD."""
        return float(self.scores.min())

    @property
    def typical(self) -> float:
        """The median score, in USD."""
        return float(np.median(self.scores))


class Rejudged(NamedTuple):
    """Trials judged twice, every array ``[trials]``, errors in USD.

    ``sizes`` and ``steps`` are their batch sizes and numbers of training steps, counts both.
    ``own`` is their objective, each on rows of its own; ``constant`` what the constant answer
    scores on these very rows. ``shared`` is their RMSE on all validation rows, where the constant
    answer scores ``constant_shared``.
    """

    numbers: NDArray[np.int64]
    sizes: NDArray[np.int64]
    steps: NDArray[np.int64]
    own: NDArray[np.float64]
    constant: NDArray[np.float64]
    shared: NDArray[np.float64]
    constant_shared: float

    @property
    def best_own(self) -> int:
        """The place of the best trial by its objective."""
        return int(np.argmin(self.own))

    @property
    def best_shared(self) -> int:
        """The place of the best trial on the rows that all share."""
        return int(np.argmin(self.shared))

    @property
    def typical(self) -> float:
        """What the constant answer scores at the median of the trials' rows, in USD."""
        return float(np.median(self.constant))

    @property
    def from_batch(self) -> float:
        """How far the best trial's rows alone put it below ``typical``, in USD."""
        return self.typical - float(self.constant[self.best_own])

    @property
    def from_network(self) -> float:
        """How far the best trial lies below the constant answer on its own rows, in USD."""
        return float(self.constant[self.best_own] - self.own[self.best_own])


def constant_map(data: TaxiData, space: SearchSpace, objective: ObjectiveName) -> ConstantMap:
    """Return the constant answer's objective over a space's batch sizes and numbers of steps."""
    sizes, steps = _values(space, "batch_size"), _values(space, "max_batches")
    answer = ConstantAnswer(data)
    scores = [
        [
            answer.scores(
                dataclasses.replace(_SPEC, batch_size=size, max_batches=count)
            ).value(objective)
            for size in sizes.tolist()
        ]
        for count in steps.tolist()
    ]  # fmt: skip
    return ConstantMap(sizes, steps, np.array(scores))


def rejudged(trials: pd.DataFrame, space: SearchSpace) -> Rejudged:
    """Return the trials of a study's frame that have both judgements; ``space`` is its space.

    Raises LessonError where there are fewer than two, where the best trial lacks one of them, and
    where the objective is the shared one.
    """
    finished = trials[np.isfinite(trials["value"].to_numpy(dtype=np.float64))]
    if len(finished) < 2:
        raise LessonError("Fewer than two trials have a result, so there is nothing to compare.")
    known = finished.dropna(subset=["val_rmse_all", "constant_objective", "constant_rmse_all"])
    if len(known) < 2:
        raise LessonError(
            "Another program trained these trials, so they have no value on all validation rows: "
            "open a study that was trained here."
        )
    best = finished.loc[finished["value"].idxmin()]
    if best.name not in known.index:
        raise LessonError(
            f"Another program trained the best trial, {int(best['number'])}, so it has no value on "
            "all validation rows: exclude it to compare the others."
        )
    own, shared = (known[name].to_numpy(dtype=np.float64) for name in ("value", "val_rmse_all"))
    if np.array_equal(own, shared):
        raise LessonError(
            "This study's objective judges all of its trials on the same rows, so no trial has an "
            "easier batch than another: there was none to find."
        )
    return Rejudged(
        known["number"].to_numpy(dtype=np.int64),
        _shape(known, "batch_size", space),
        _shape(known, "max_batches", space),
        own,
        known["constant_objective"].to_numpy(dtype=np.float64),
        shared,
        float(known["constant_rmse_all"].iloc[0]),
    )


def constant_text(found: ConstantMap) -> str:
    """Say between which scores the constant answer moves, and where these are."""
    low, high = (
        np.unravel_index(place, found.scores.shape)
        for place in (found.scores.argmin(), found.scores.argmax())
    )

    def at(place: tuple[np.intp, ...]) -> str:
        steps, size = found.steps[place[0]], found.sizes[place[1]]
        return f"{found.scores[place]:.2f} USD at {size:,} rows and {steps:,} steps"

    if found.scores.min() == found.scores.max():
        return f"The constant answer scores {at(low)}, and in this space nothing else."
    return (
        f"The constant answer scores from {at(low)} to {at(high)}; the median of all "
        f"{found.scores.size:,} pairs is {found.typical:.2f} USD."
    )


def guess_text(found: ConstantMap, guess: float | None) -> str:
    """Say the lowest score, and hold a guess of it in USD against it; None is no guess."""
    lowest = (
        f"On the easiest batch it scores {found.lowest:.2f} USD, "
        f"{found.typical - found.lowest:.2f} USD below its median"
    )
    if guess is None:
        return f"{lowest}."
    away = guess - found.lowest
    side = "above" if away > 0 else "below"
    apart = f"{abs(away):.2f} USD {side} that" if round(abs(away), 2) else "right"
    return f"{lowest}: your guess of {guess:,.2f} USD was {apart}."


def rejudged_sentences(found: Rejudged) -> tuple[str, str, str, str]:
    """Answer whether the best trial is a batch or a network; say why, what it is on the rows of
    all, and how far the two orders of the trials agree.
    """
    best = found.best_own
    own, constant = found.own[best], found.constant[best]
    gain = found.typical - own
    standing = (
        f"The best trial by its objective is {found.numbers[best]} with {own:.2f} USD. The "
        f"constant answer scores {found.typical:.2f} USD at the median of all trials' rows, and "
        f"{constant:.2f} USD on this trial's"
    )
    if gain <= 0 < found.from_network:
        answer = "No, its batch is a harder one."
        parts = (
            f"there its network is {found.from_network:.2f} USD better, too little for a score "
            "below that median."
        )
    elif gain <= 0:
        answer, parts = "Neither an easy batch nor a find.", "the trial does no better than that."
    elif found.from_batch >= found.from_network:
        answer, parts = "Yes, mostly an easy batch.", _parts(found)
    else:
        answer, parts = "No, mostly the network.", _parts(found)
    return answer, f"{standing}: {parts}", _on_all_rows(found), _agreement(found)


def _parts(found: Rejudged) -> str:
    """Divide what the best trial gains, some USD above 0, between its batch and its network."""
    batch, network = found.from_batch, found.from_network
    if batch < 0:
        return (
            f"its batch is a harder one, and the network more than makes up for {-batch:.2f} USD."
        )
    if network < 0:
        return f"its batch gains {batch:.2f} USD, of which the network loses {-network:.2f}."
    gain = batch + network
    return (
        f"of the {gain:.2f} USD between, {batch:.2f} are its batch and {network:.2f} its network."
    )


def _on_all_rows(found: Rejudged) -> str:
    best, other = found.best_own, found.best_shared
    away = found.shared[best] - found.constant_shared
    side = "above" if away > 0 else "below"
    place = int((found.own < found.own[other]).sum()) + 1
    also = (
        "It is the best there, too."
        if other == best
        else f"The best there is trial {found.numbers[other]} with {found.shared[other]:.2f} USD, "
        f"number {place:,} of {len(found.own):,} by its objective."
    )
    return (
        f"On all validation rows, the same for every trial, it scores {found.shared[best]:.2f} "
        f"USD, {abs(away):.2f} {side} the constant answer's {found.constant_shared:.2f}. {also}"
    )


def _agreement(found: Rejudged) -> str:
    """Say how far the two judgements put the trials in the same order."""
    from scipy.stats import spearmanr

    if np.ptp(found.own) == 0 or np.ptp(found.shared) == 0:
        return "All trials score the same in one of the two, so there are no two orders."
    by_trial = float(spearmanr(found.own, found.shared).statistic)
    text = (
        "From 1 (the same order) to -1 (the opposite one), the order of the "
        f"{len(found.own):,} trials by their objective and that on the same rows agree by "
        f"{by_trial:.2f}"
    )
    if np.ptp(found.constant) == 0:
        return f"{text}."
    by_constant = float(spearmanr(found.own, found.constant).statistic)
    return f"{text}; the order by their objective and that of their batches by {by_constant:.2f}."


def _values(space: SearchSpace, name: str) -> NDArray[np.int64]:
    """Return the values of a whole hyperparameter in a space, rising, thinned where many."""
    dimension = dimension_of(space, name)
    every = whole_values(dimension)
    if isinstance(dimension, IntRange) and len(every) > MOST_VALUES:
        return np.unique(np.rint(even_points(dimension, MOST_VALUES)).astype(np.int64))
    return np.unique(np.array(every, dtype=np.int64))


def _shape(trials: pd.DataFrame, name: str, space: SearchSpace) -> NDArray[np.int64]:
    """Return the batch size or the steps of every trial, also where the space fixes them."""
    dimension = dimension_of(space, name)
    if isinstance(dimension, Fixed):
        return np.full(len(trials), dimension.value, dtype=np.int64)
    return trials[f"params_{name}"].to_numpy(dtype=np.int64)
