"""A race of samplers: each searches the same space with the same budget, several times over.

Every training is a real one. The rounds of all lanes are trained together, one call of the engine
for each turn of the race.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar, TypeAlias

import pandas as pd

from dctaxi.data.loading import load
from dctaxi.errors import PopulationError
from dctaxi.populations.plan import MAX_TRAININGS, TrainingPlan, check_whole, read_plan
from dctaxi.populations.population import parameter_column
from dctaxi.populations.store import TrainedStore
from dctaxi.populations.trained import Trained, outcome_columns, values_of
from dctaxi.populations.trainings import OnPartial, ignore_partial
from dctaxi.records import (
    OnProgress,
    Progress,
    RunStatus,
    ShouldStop,
    TrialOutcome,
    unfinished_outcome,
)
from dctaxi.samplers import SamplerId, check_sampler
from dctaxi.space.search_space import SearchSpace
from dctaxi.teaching.race.lane import Asked, Lane
from dctaxi.training.engine import Engine, ignore_progress, never_stop
from dctaxi.training.engines import make_engine
from dctaxi.versions import installed_versions
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from dctaxi.data.features import TaxiData

DEFAULT_SAMPLERS: tuple[SamplerId, ...] = ("random", "qmc", "tpe", "cmaes")
DEFAULT_REPEATS = 10
DEFAULT_TRIALS = 40
MAX_REPEATS = 50
MAX_TRIALS = 1000
MAX_SEED = 2**32 - 1


@dataclass(frozen=True)
class RacePlan(TrainingPlan):
    """Samplers that each search the space ``repeats`` times with ``n_trials`` trials.

    They ask in rounds as the studies of this program do, or with ``one_at_a_time`` trial by trial.
    What is trained is decided on the way, so a race has no ``specs`` to look at beforehand.
    """

    kind: ClassVar[str] = "race"
    space: SearchSpace
    samplers: tuple[SamplerId, ...] = DEFAULT_SAMPLERS
    repeats: int = DEFAULT_REPEATS
    n_trials: int = DEFAULT_TRIALS
    seed: int = 0
    one_at_a_time: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        for sampler in self.samplers:
            check_sampler(sampler, seed=0)
        if not self.samplers or len(set(self.samplers)) < len(self.samplers):
            raise PopulationError("Expected one sampler or more, each once: choose who races.")
        check_whole("repeats", self.repeats, 1, MAX_REPEATS)
        check_whole("n_trials", self.n_trials, 1, MAX_TRIALS)
        check_whole("seed", self.seed, 0, MAX_SEED)
        check_whole("trainings", self.trainings, 1, MAX_TRAININGS)
        if not isinstance(self.one_at_a_time, bool):
            raise PopulationError("one_at_a_time: expected true or false; write one of them.")

    @property
    def trainings(self) -> int:
        """Samplers times repeats times trials."""
        return len(self.samplers) * self.repeats * self.n_trials

    @property
    def name(self) -> str:
        """The title, or who races."""
        return self.title or f"Race of {', '.join(self.samplers)}"


Race: TypeAlias = Trained[RacePlan]
"""Its frame has, beside the columns of every ``Trained``: ``sampler``, ``repeat``, ``trial`` (its
number in the lane), ``params_*`` and ``ask_s``, the seconds in which the sampler chose."""

RACES: TrainedStore[RacePlan] = TrainedStore(
    "races", "race", functools.partial(read_plan, RacePlan, samplers=tuple)
)
"""The races of a workspace."""


def run_race(
    plan: RacePlan,
    store: TrainedStore[RacePlan],
    workspace: Workspace,
    *,
    on_progress: OnProgress = ignore_progress,
    should_stop: ShouldStop = never_stop,
    on_partial: OnPartial = ignore_partial,
    engine: Engine | None = None,
    data: TaxiData | None = None,
) -> Race:
    """Run a race and keep it, as ``trainings.train`` does for plans that are known beforehand.

    A race that was stopped is asked for again from its start, which gives the same trials; those
    that were trained are not trained again.

    Raises DataError, EngineError (the data or the engine cannot be used) and PopulationError (the
    result cannot be written).
    """
    data = data if data is not None else load(plan.source, plan.feature_set, workspace)
    kept = store.find(plan.key, workspace)
    if kept is not None and (
        kept.data_fingerprint != data.fingerprint or kept.versions != installed_versions()
    ):
        kept = None
    if kept is not None and kept.complete:
        return kept
    engine = engine or make_engine(plan.engine, device=plan.device)
    run = _Run(plan, engine, data, kept, on_progress)
    try:
        run.to_the_end(should_stop, on_partial)
    finally:
        result = run.result()
        if len(result.frame):
            store.save(result, workspace)
    return result


_Key = tuple[str, int, int]


class _Run:
    """One run of a race, turn by turn: every lane asks for a round, all of it is trained."""

    def __init__(
        self,
        plan: RacePlan,
        engine: Engine,
        data: TaxiData,
        kept: Race | None,
        on_progress: OnProgress,
    ) -> None:
        self._plan, self._engine, self._data = plan, engine, data
        self._on_progress = on_progress
        self._frames = [] if kept is None else [kept.frame]
        self._wall_s = 0.0 if kept is None else kept.wall_s
        self._done = 0 if kept is None else len(kept.frame)
        self._known: dict[_Key, float] = {} if kept is None else _values_by_trial(kept)
        self._lanes = [Lane(plan, s, r) for r in range(plan.repeats) for s in plan.samplers]

    def to_the_end(self, should_stop: ShouldStop, on_partial: OnPartial) -> None:
        """Run until every lane has its trials, or somebody asks to stop."""
        while not should_stop():
            asked: list[Asked] = []
            for lane in self._lanes:
                if should_stop():
                    return
                asked += lane.ask()
            if not asked:
                return
            new = [one for one in asked if _key(one) not in self._known]
            if not self._train(new, should_stop):
                return
            for one in asked:
                value = self._known[_key(one)]
                one.lane.tell(one, None if pd.isna(value) else value)
            if new:
                on_partial(self.result())

    def result(self) -> Race:
        """Return what there is by now, lane by lane."""
        frame = pd.concat(self._frames, ignore_index=True) if self._frames else self._rows([], [])
        return Trained(
            plan=self._plan,
            frame=frame.sort_values("member", ignore_index=True),
            wall_s=self._wall_s,
            device=self._engine.device,
            complete=len(frame) == self._plan.trainings,
            created_at=datetime.now(UTC),
            data_fingerprint=self._data.fingerprint,
            versions=installed_versions(),
        )

    def _train(self, asked: Sequence[Asked], should_stop: ShouldStop) -> bool:
        """Train and keep what ends; tell whether all of it did."""
        began = time.perf_counter()
        specs = [one.spec for one in asked if one.spec is not None]
        trained = iter(
            self._engine.run(specs, self._data, on_progress=self._tell, should_stop=should_stop)
            if specs
            else ()
        )
        outcomes = [
            unfinished_outcome(RunStatus.FAILED, one.problem) if one.spec is None else next(trained)
            for one in asked
        ]
        # What the engine did before, such as compiling its kernel, is nobody's training.
        busy = sum(outcome.duration_s for outcome in outcomes)
        self._wall_s += min(busy, time.perf_counter() - began) + sum(one.ask_s for one in asked)
        ended = [
            (one, outcome)
            for one, outcome in zip(asked, outcomes, strict=True)
            if outcome.status is not RunStatus.STOPPED
        ]
        if not ended:
            return False
        rows = self._rows([one for one, _ in ended], [outcome for _, outcome in ended])
        values = values_of(rows, self._plan.objective)
        self._known |= {_key(one): float(v) for (one, _), v in zip(ended, values, strict=True)}
        self._frames.append(rows)
        self._done += len(ended)
        return len(ended) == len(asked)

    def _tell(self, progress: Progress) -> None:
        done = self._done + progress.done
        self._on_progress(Progress(done, self._plan.trainings, progress.latest))

    def _rows(self, asked: Sequence[Asked], outcomes: Sequence[TrialOutcome]) -> pd.DataFrame:
        plan = self._plan
        params: list[Mapping[str, object]] = [one.params for one in asked]
        return pd.DataFrame({
            "member": [
                (plan.samplers.index(one.lane.sampler) * plan.repeats + one.lane.repeat)
                * plan.n_trials
                + one.number
                for one in asked
            ],
            "sampler": pd.Series([one.lane.sampler for one in asked], dtype=object),
            "repeat": [one.lane.repeat for one in asked],
            "trial": [one.number for one in asked],
            **{
                f"params_{name}": parameter_column(plan.space, name, params)
                for name in plan.space.distributions()
            },
            "seed": [0 if one.spec is None else one.spec.seed for one in asked],
            "ask_s": [one.ask_s for one in asked],
            **outcome_columns(outcomes),
        })  # fmt: skip


def _key(asked: Asked) -> _Key:
    return asked.lane.sampler, asked.lane.repeat, asked.number


def _values_by_trial(race: Race) -> dict[_Key, float]:
    frame = race.frame
    places = zip(frame["sampler"], frame["repeat"], frame["trial"], strict=True)
    return {
        (str(sampler), int(repeat), int(trial)): float(value)
        for (sampler, repeat, trial), value in zip(places, race.values, strict=True)
    }
