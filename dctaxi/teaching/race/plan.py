"""A race of samplers: searches of one space by several, judged on the rows they were told of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from dctaxi.populations import Trained, TrainedStore
from dctaxi.samplers import SamplerId
from dctaxi.searches import SearchesPlan, fits, reader_of, turns

DEFAULT_SAMPLERS: tuple[SamplerId, ...] = ("random", "tpe")
DEFAULT_REPEATS = 20
DEFAULT_TRIALS = 60
"""With these TPE was told from random in 95 of 100 draws of the default space."""

MAX_REPEATS = 50


@dataclass(frozen=True)
class RacePlan(SearchesPlan):
    """Samplers that each search the space ``repeats`` times with ``n_trials`` trials."""

    kind: ClassVar[str] = "race"
    held_back: ClassVar[bool] = False
    most_repeats: ClassVar[int] = MAX_REPEATS
    samplers: tuple[SamplerId, ...] = DEFAULT_SAMPLERS
    repeats: int = DEFAULT_REPEATS
    n_trials: int = DEFAULT_TRIALS

    @property
    def name(self) -> str:
        """The title, or who races."""
        return self.title or f"Race of {', '.join(self.samplers)}"


Race: TypeAlias = Trained[RacePlan]
"""Its frame has the columns of ``Searches`` but ``held_rmse``."""

RACES: TrainedStore[RacePlan] = TrainedStore(
    "races", "race", reader_of(RacePlan), asking=turns, fits=fits
)
"""The races of a workspace.

A race that was stopped is asked for again from its start, which gives the same trials; those that
were trained are not trained again.
"""
