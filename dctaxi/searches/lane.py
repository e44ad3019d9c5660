"""One search: one sampler in the space once, with a seed of its own."""

from __future__ import annotations

import time
import zlib
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dctaxi.samplers import SamplerId
from dctaxi.study import Asked, Asking, StudyPlan, auto_round_size

if TYPE_CHECKING:
    from dctaxi.searches.plan import SearchesPlan


class Question(NamedTuple):
    """A trial that a lane asks to be trained, and the processor's seconds that choosing it took."""

    lane: Lane
    asked: Asked
    ask_s: float


class Lane:
    """A study in memory that asks and is told exactly as a study of this program is."""

    def __init__(self, plan: SearchesPlan, sampler: SamplerId, repeat: int) -> None:
        self.sampler, self.repeat = sampler, repeat
        self._plan = StudyPlan(
            "race",
            plan.space,
            sampler=sampler,
            sampler_seed=lane_seed(plan.seed, sampler, repeat),
            n_trials=plan.n_trials,
            objective=plan.objective,
            engine=plan.engine,
            round_size=1 if plan.one_at_a_time else "auto",
            asker=plan.asked_by(sampler),
            seeds_per_trial=plan.seeds_per_trial,
        )
        self._asker = Asking(self._plan).asker()
        self._number = 0

    @property
    def in_rust(self) -> bool:
        """Whether it asks without holding Python, so that other lanes may ask meanwhile."""
        return self._plan.asked_by == "rustuna"

    def ask(self) -> list[Question]:
        """Return the lane's next round; empty at its end."""
        size = auto_round_size(self._plan, self._plan.engine, trials_so_far=self._number)
        size = min(size, (self._plan.n_trials or 0) - self._number)
        if not size:
            return []
        began = time.thread_time()  # lanes may ask at the same time
        self._asker.begin(self._number)
        self._number += size
        asked = [self._asker.ask() for _ in range(size)]
        each_s = (time.thread_time() - began) / size
        return [Question(self, one, each_s) for one in asked]

    def tell(self, question: Question, value: float | None) -> None:
        """Tell the sampler what came of a trial, in USD; None where nothing did."""
        self._asker.tell(question.asked, value)


def lane_seed(seed: int, sampler: SamplerId, repeat: int) -> int:
    """Return a lane's sampler seed. No two lanes share one, so that they are independent, and a
    sampler's lanes are the same whatever else takes part or there is.
    """
    name = zlib.crc32(sampler.encode())
    return int(np.random.SeedSequence([seed, name, repeat]).generate_state(1)[0])
