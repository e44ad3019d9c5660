"""The turns of a race: every lane asks for a round, and all rounds are trained together.

Every training is a real one: one call of the engine for each turn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from dctaxi.populations import (
    Part,
    TrainedStore,
    outcome_columns,
    parameter_column,
    read_plan,
    values_of,
)
from dctaxi.records import RunStatus, ShouldStop, TrialOutcome, unfinished_outcome
from dctaxi.teaching.race.lane import Lane, Question
from dctaxi.teaching.race.plan import Race, RacePlan
from dctaxi.training import EngineId
from dctaxi.versions import installed_versions

_Key = tuple[str, int, int]


class Turns:
    """One run of a race. Lanes that ask for trials in ``kept`` are told what came of them then."""

    def __init__(self, plan: RacePlan, kept: pd.DataFrame | None, _engine: EngineId) -> None:
        self._plan = plan
        self._known: dict[_Key, float] = {} if kept is None else self._values(kept)
        self._lanes = [Lane(plan, s, r) for r in range(plan.repeats) for s in plan.samplers]
        self._asked: list[Question] = []
        self._new: list[Question] = []

    def next(self, should_stop: ShouldStop) -> Part | None:
        """Let every lane ask, and again where all that they ask for is known."""
        while True:
            asked: list[Question] = []
            for lane in self._lanes:
                if should_stop():
                    return None
                asked += lane.ask()
            if not asked:
                return None
            self._asked = asked
            self._new = [one for one in asked if _key(one) not in self._known]
            if self._new:
                specs = [one.asked.spec for one in self._new if one.asked.spec is not None]
                return Part(specs, sum(one.ask_s for one in self._new))
            self._tell()

    def rows(self, outcomes: Sequence[TrialOutcome], _spent_s: float) -> pd.DataFrame:
        """Return the rows of what ended, and tell the lanes if all of it did."""
        trained = iter(outcomes)
        all_outcomes = [
            unfinished_outcome(RunStatus.FAILED, one.asked.problem)
            if one.asked.spec is None
            else next(trained)
            for one in self._new
        ]
        ended = [
            (one, outcome)
            for one, outcome in zip(self._new, all_outcomes, strict=True)
            if outcome.status is not RunStatus.STOPPED
        ]
        rows = _rows(self._plan, [one for one, _ in ended], [outcome for _, outcome in ended])
        self._known |= self._values(rows)
        if len(ended) == len(self._new):
            self._tell()
        return rows

    def _tell(self) -> None:
        for one in self._asked:
            value = self._known[_key(one)]
            one.lane.tell(one, None if pd.isna(value) else value)

    def _values(self, rows: pd.DataFrame) -> dict[_Key, float]:
        values = values_of(rows, self._plan.objective)
        places = zip(rows["sampler"], rows["repeat"], rows["trial"], strict=True)
        return {
            (str(sampler), int(repeat), int(trial)): float(value)
            for (sampler, repeat, trial), value in zip(places, values, strict=True)
        }


def _key(question: Question) -> _Key:
    return question.lane.sampler, question.lane.repeat, question.asked.number


def _rows(
    plan: RacePlan, asked: Sequence[Question], outcomes: Sequence[TrialOutcome]
) -> pd.DataFrame:
    params: list[Mapping[str, object]] = [one.asked.params for one in asked]
    return pd.DataFrame({
        "member": [
            (plan.samplers.index(one.lane.sampler) * plan.repeats + one.lane.repeat)
            * plan.n_trials
            + one.asked.number
            for one in asked
        ],
        "sampler": pd.Series([one.lane.sampler for one in asked], dtype=object),
        "repeat": [one.lane.repeat for one in asked],
        "trial": [one.asked.number for one in asked],
        **{
            f"params_{name}": parameter_column(plan.space, name, params)
            for name in plan.space.distributions()
        },
        "seed": [0 if one.asked.spec is None else one.asked.spec.seed for one in asked],
        "ask_s": [one.ask_s for one in asked],
        **outcome_columns(outcomes, plan.objective),
    })  # fmt: skip


def _fits(kept: Race, plan: RacePlan) -> bool:
    """Tell whether a kept race is the one asked for, and can be gone on with where it stopped.

    Lanes are told the plan's objective and ask as the installed versions do. A stopped race of an
    earlier release, whose lanes had other seeds, is run from its start.
    """
    return (
        kept.plan.objective == plan.objective
        and kept.versions == installed_versions()
        and (kept.complete or all(_asks_the_same(kept, sampler) for sampler in plan.samplers))
    )


def _asks_the_same(kept: Race, sampler: str) -> bool:
    """Tell whether the first lane of a sampler begins with the trials that are kept of it."""
    asked = {one.asked.number: one.asked.params for one in Lane(kept.plan, sampler, 0).ask()}
    rows = kept.frame[(kept.frame["sampler"] == sampler) & (kept.frame["repeat"] == 0)]
    return all(
        row[f"params_{name}"] == value
        for _, row in rows.iterrows()
        for name, value in asked.get(row["trial"], {}).items()
    )


def _race_from_json(document: object) -> RacePlan:
    if isinstance(document, Mapping) and "asker" not in document:
        document = {**document, "asker": "optuna"}  # from before there was a choice
    return read_plan(RacePlan, document, types={"samplers": list[str]}, samplers=tuple)


RACES: TrainedStore[RacePlan] = TrainedStore(
    "races",
    "race",
    _race_from_json,
    asking=Turns,
    fits=_fits,
)
"""The races of a workspace.

A race that was stopped is asked for again from its start, which gives the same trials; those that
were trained are not trained again.
"""
