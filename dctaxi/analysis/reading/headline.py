"""The best value of a study beside what the constant answer scores on the very same rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dctaxi import labels

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from dctaxi.records import ObjectiveName


class Headline(NamedTuple):
    """The best trial of a study: its value in USD, and the constant answer's on its own rows.

    ``constant`` is None where it was not measured, ``objective`` for a study of another program.
    """

    trial: int
    value: float
    constant: float | None
    objective: ObjectiveName | None

    @property
    def gain(self) -> float | None:
        """Value less constant, in USD: below 0 where the trial does better."""
        return None if self.constant is None else self.value - self.constant


def headline_of(trials: pd.DataFrame, objective: ObjectiveName | None) -> Headline | None:
    """Return the headline of a frame of trials; None where none of them has a finite value."""
    finished = trials[(trials["state"] == "COMPLETE") & np.isfinite(trials["value"])]
    if finished.empty:
        return None
    place = int(finished["value"].argmin())
    constant = float(own_constants(finished)[place])
    return Headline(
        int(finished["number"].iloc[place]),
        float(finished["value"].iloc[place]),
        constant if np.isfinite(constant) else None,
        objective,
    )


def own_constants(trials: pd.DataFrame) -> NDArray[np.float64]:
    """Return what the constant answer scores on each trial's own rows ``[trials]``, in USD.

    It is in the trials' objective; NaN where it was not measured.
    """
    if "constant_objective" not in trials:
        return np.full(len(trials), np.nan)
    return trials["constant_objective"].to_numpy(dtype=np.float64)


def headline_text(headline: Headline) -> str:
    """Say what the best trial scored, in which objective, and what the constant answer did."""
    text = f"The best is trial {headline.trial} with {labels.amount_text(headline.value, 4)} USD"
    if headline.objective is None:
        return f"{text}."  # what the number means, only the program that made it knows
    text = f"{text} in {objective_words(headline.objective)}."
    if headline.constant is None:
        return f"{text} What the constant answer scores on its rows was not measured."
    return f"{text} On its own rows always answering the mean fare scores {headline.constant:.4f}."


def objective_words(objective: ObjectiveName) -> str:
    """Return an objective as it stands in the middle of a sentence."""
    label = labels.OBJECTIVES[objective].label
    return label if label[:2].isupper() else label[0].lower() + label[1:]


class MovingConstant(NamedTuple):
    """How far the constant answer's own score moves over the trials, in USD.

    ``low`` and ``high`` are its ends, ``middle_half`` is the interquartile range of the trials'
    values.
    """

    low: float
    high: float
    middle_half: float

    @property
    def moves(self) -> bool:
        """Whether it scores differently on the rows of different trials."""
        return self.high > self.low

    @property
    def outweighs(self) -> bool:
        """Whether it moves by more than the middle half of the trials."""
        return self.high - self.low > self.middle_half


def moving_constant(trials: pd.DataFrame) -> MovingConstant | None:
    """Return how far the constant answer moves; None where no finished trial was measured."""
    values, constants = trials["value"].to_numpy(dtype=np.float64), own_constants(trials)
    measured = np.isfinite(values) & np.isfinite(constants)
    if not measured.any():
        return None
    first, third = np.quantile(values[measured], (0.25, 0.75))
    constants = constants[measured]
    return MovingConstant(float(constants.min()), float(constants.max()), float(third - first))


def moving_constant_text(found: MovingConstant | None) -> str:
    """Say that part of what is seen is the batch, where it is; empty elsewhere."""
    if found is None or not found.outweighs:
        return ""
    return (
        "Part of what you see is the batch: over these trials the constant answer itself scores "
        f"from {found.low:.2f} to {found.high:.2f} USD, as each is judged on other rows. That is a "
        f"span of {found.high - found.low:.2f}, and the middle half of the trials spans "
        f"{found.middle_half:.2f}."
    )
