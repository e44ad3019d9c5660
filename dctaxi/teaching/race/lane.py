"""One lane of a race: one sampler, searching the space once with a seed of its own."""

from __future__ import annotations

import time
import zlib
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dctaxi.errors import HyperparameterError, SpaceError
from dctaxi.records import TrialSpec
from dctaxi.samplers import SamplerId, fast_normal
from dctaxi.storage import quiet_optuna
from dctaxi.study import RoundSampler, StudyPlan, auto_round_size

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optuna.samplers import BaseSampler
    from optuna.trial import Trial

    from dctaxi.teaching.race.plan import RacePlan


class Asked(NamedTuple):
    """A trial that a lane asks to be trained; ``spec`` is None where it cannot be, ``problem`` says
    why. ``ask_s`` are the seconds that the sampler took to choose it.
    """

    lane: Lane
    trial: Trial
    spec: TrialSpec | None
    problem: str
    ask_s: float

    @property
    def number(self) -> int:
        """The trial's number in its lane, from 0."""
        return self.trial.number

    @property
    def params(self) -> Mapping[str, object]:
        """What was chosen, by the names of a trial's parameters."""
        return self.trial.params


class Lane:
    """A study in memory that asks and is told exactly as a study of this program is."""

    def __init__(self, plan: RacePlan, sampler: SamplerId, repeat: int) -> None:
        import optuna  # half a second, and lanes are made where a race runs only

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
        )
        self._rounds = RoundSampler(self._plan)
        self._left = plan.n_trials
        with quiet_optuna():
            self._study = optuna.create_study()

    def ask(self) -> list[Asked]:
        """Return the lane's next round; empty at its end."""
        number = len(self._study.get_trials(deepcopy=False))
        size = auto_round_size(self._plan, self._plan.engine, trials_so_far=number)
        size = min(size, self._left)
        self._left -= size
        if not size:
            return []
        sampler = self._rounds.for_round(number)
        with fast_normal():
            return [self._ask_one(sampler) for _ in range(size)]

    def tell(self, asked: Asked, value: float | None) -> None:
        """Tell the sampler what came of a trial, in USD; None where nothing did."""
        from optuna.trial import TrialState

        state = TrialState.FAIL if value is None else TrialState.COMPLETE
        self._study.tell(asked.trial, value, state=state)

    def _ask_one(self, sampler: BaseSampler) -> Asked:
        began = time.perf_counter()
        self._study.sampler = sampler
        trial = self._study.ask()
        try:
            spec, problem = self._plan.space.suggest(trial), ""
        except (SpaceError, HyperparameterError) as error:
            spec, problem = None, str(error)
        return Asked(self, trial, spec, problem, time.perf_counter() - began)


def lane_seed(seed: int, sampler: SamplerId, repeat: int) -> int:
    """Return a lane's sampler seed. No two lanes share one, so that they are independent, and a
    sampler's lanes are the same whatever else takes part or there is.
    """
    name = zlib.crc32(sampler.encode())
    return int(np.random.SeedSequence([seed, name, repeat]).generate_state(1)[0])
