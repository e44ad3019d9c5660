"""What a race is asked to do: who searches which space, how often and with how many trials."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeAlias

from dctaxi.errors import PopulationError
from dctaxi.populations import MAX_TRAININGS, Search, Trained, TrainingPlan, check_whole
from dctaxi.samplers import (
    ASKERS,
    MAX_SAMPLER_SEED,
    SAMPLERS,
    AskerId,
    SamplerId,
    check_sampler,
    fastest_asker,
)

DEFAULT_SAMPLERS: tuple[SamplerId, ...] = ("random", "tpe")
DEFAULT_REPEATS = 20
DEFAULT_TRIALS = 60
"""With these TPE was told from random in 95 of 100 draws of the default space."""

MAX_REPEATS = 50
MAX_TRIALS = 1000


@dataclass(frozen=True)
class RacePlan(TrainingPlan):
    """Samplers that each search the space ``repeats`` times with ``n_trials`` trials.

    They ask in rounds as the studies of this program do, or with ``one_at_a_time`` trial by trial;
    ``asker`` names whose implementation of them does, where it has one.
    What is trained is decided on the way, so a race has no ``specs`` to look at beforehand.
    """

    kind: ClassVar[str] = "race"
    samplers: tuple[SamplerId, ...] = DEFAULT_SAMPLERS
    repeats: int = DEFAULT_REPEATS
    n_trials: int = DEFAULT_TRIALS
    seed: int = 0
    one_at_a_time: bool = False
    asker: AskerId = field(default_factory=fastest_asker)

    def __post_init__(self) -> None:
        super().__post_init__()
        for sampler in self.samplers:
            check_sampler(sampler, seed=0)
        if not self.samplers or len(set(self.samplers)) < len(self.samplers):
            raise PopulationError("Expected one sampler or more, each once: choose who races.")
        check_whole("repeats", self.repeats, 1, MAX_REPEATS)
        check_whole("n_trials", self.n_trials, 1, MAX_TRIALS)
        check_whole("seed", self.seed, 0, MAX_SAMPLER_SEED)
        check_whole("trainings", self.trainings, 1, MAX_TRAININGS)
        if not isinstance(self.one_at_a_time, bool):
            raise PopulationError("one_at_a_time: expected true or false; write one of them.")
        if self.asker not in ASKERS:
            raise PopulationError(f"asker: expected optuna or rustuna, got {self.asker!r}.")

    @property
    def trainings(self) -> int:
        """Samplers times repeats times trials."""
        return len(self.samplers) * self.repeats * self.n_trials

    def asked_by(self, sampler: SamplerId) -> AskerId:
        """Return whose implementation of a sampler asks."""
        return "optuna" if SAMPLERS[sampler].fast is None else self.asker

    @property
    def searches(self) -> tuple[Search, ...]:
        """Every racer's."""
        return tuple(
            Search(
                sampler,
                self.asked_by(sampler),
                self.n_trials,
                self.repeats,
                1 if self.one_at_a_time else SAMPLERS[sampler].round_size,
            )
            for sampler in self.samplers
        )

    def _decisive(self) -> dict[str, Any]:
        # Samplers are told the objective, so it decides what they ask for; races from before there
        # was a choice keep their names.
        chosen = {} if self.objective == "train_val_rmse" else {"objective": self.objective}
        decisive = super()._decisive() | chosen
        if self.asker == "optuna":  # so did all races from before there was a choice
            del decisive["asker"]
        return decisive

    @property
    def name(self) -> str:
        """The title, or who races."""
        return self.title or f"Race of {', '.join(self.samplers)}"


Race: TypeAlias = Trained[RacePlan]
"""Its frame has, beside the columns of every ``Trained``: ``sampler``, ``repeat``, ``trial`` (its
number in the lane), ``params_*`` and ``ask_s``, the seconds in which the sampler chose."""
