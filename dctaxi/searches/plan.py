"""What a population of searches is asked to do: who searches what, how often and how long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, TypeAlias, TypeVar

from dctaxi.errors import PopulationError
from dctaxi.populations import MAX_TRAININGS, Search, Trained, TrainingPlan, check_whole, read_plan
from dctaxi.samplers import (
    ASKERS,
    MAX_SAMPLER_SEED,
    SAMPLERS,
    AskerId,
    SamplerId,
    check_sampler,
    fastest_asker,
)
from dctaxi.study import seedless

DEFAULT_SEARCHES: Final = 32
DEFAULT_TRIALS: Final = 50
MAX_SEARCHES: Final = 200
MAX_TRIALS: Final = 1000


@dataclass(frozen=True)
class SearchesPlan(TrainingPlan):
    """Samplers that each search the space ``repeats`` times with ``n_trials`` trials.

    They ask in rounds as the studies of this program do, or with ``one_at_a_time`` trial by trial;
    ``asker`` names whose implementation of them does, where it has one. What is trained is decided
    on the way, so there are no ``specs`` to look at beforehand.

    A search has the same HPO seed in whichever space it searches, so that searches of two spaces
    are compared pair by pair. Where ``held_back``, what a search ends with is judged on rows that
    chose nothing.
    """

    kind: ClassVar[str] = "searches"
    held_back: ClassVar[bool] = True
    most_repeats: ClassVar[int] = MAX_SEARCHES
    samplers: tuple[SamplerId, ...] = ("tpe",)
    repeats: int = DEFAULT_SEARCHES
    n_trials: int = DEFAULT_TRIALS
    seed: int = 0
    one_at_a_time: bool = False
    asker: AskerId = field(default_factory=fastest_asker)

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "space", seedless(self.space, self.seeds_per_trial))
        for sampler in self.samplers:
            check_sampler(sampler, seed=0)
        if not self.samplers or len(set(self.samplers)) < len(self.samplers):
            raise PopulationError("Expected one sampler or more, each once: choose who races.")
        check_whole("repeats", self.repeats, 1, self.most_repeats)
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
        """Every sampler's, for who estimates how long choosing takes."""
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
        # Samplers are told the objective, so it decides what they ask for.
        return super()._decisive() | {"objective": self.objective}

    @property
    def name(self) -> str:
        """The title, or who searches how often."""
        who = ", ".join(SAMPLERS[sampler].label.label for sampler in self.samplers)
        return self.title or f"{self.repeats} searches of {self.n_trials} trials by {who}"


SearchesT = TypeVar("SearchesT", bound=SearchesPlan)


def reader_of(cls: type[SearchesT]) -> Callable[[object], SearchesT]:
    """Return what reads plans of this class from JSON."""
    return lambda doc: read_plan(cls, doc, types={"samplers": list[str]}, samplers=tuple)


Searches: TypeAlias = Trained[SearchesPlan]
"""Its frame has, beside the columns of every ``Trained``: ``sampler``, ``repeat``, ``trial`` (its
number in the search), ``params_*``, ``ask_s``, the seconds in which the sampler chose, and
``held_rmse``: the RMSE in USD on rows that chose nothing, NaN but for trials that were the best of
their search when they ended."""
