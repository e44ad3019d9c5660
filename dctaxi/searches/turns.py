"""The turns of searches: each asks for a round, and all rounds are trained together.

Every training is a real one: one call of the engine for each turn. Where rows are held back, those
trials that are the best of their search so far are then trained once more with these in place of
the validation rows, and judged there.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd

from dctaxi.populations import (
    Part,
    Rows,
    Trained,
    TrainedStore,
    outcome_columns,
    parameter_column,
    values_of,
    whole_data,
)
from dctaxi.records import RunStatus, ShouldStop, TrialOutcome, TrialSpec, unfinished_outcome
from dctaxi.searches.held_back import choosing, judging
from dctaxi.searches.lane import Lane, Question
from dctaxi.searches.plan import SearchesPlan, SearchesT, reader_of
from dctaxi.training import EngineId, usable_cores
from dctaxi.versions import installed_versions

HELD = "held_rmse"
"""The column of what a trial scored on the rows that were held back, in USD."""

_Key = tuple[str, int, int]


class _Turns:
    """One run of a plan. Lanes that ask for trials in ``kept`` are told what came of them then."""

    def __init__(self, plan: SearchesPlan, kept: pd.DataFrame | None) -> None:
        self._plan = plan
        self._known: dict[_Key, float] = {} if kept is None else self._values(kept)
        self._lanes = [Lane(plan, s, r) for r in range(plan.repeats) for s in plan.samplers]
        self._best: dict[Lane, float] = {}
        self._asked: list[Question] = []
        self._new: list[Question] = []
        self._unjudged: pd.DataFrame | None = None
        self._to_judge: list[int] = []

    def next(self, should_stop: ShouldStop) -> Part | None:
        """Return the best of the last turn to be judged, else let every lane ask.

        They ask again where all that they ask for is known.
        """
        if self._unjudged is not None:
            return Part([self._spec(place) for place in self._to_judge], of=judging)
        while True:
            asked = _asked_by(self._lanes, should_stop)
            if not asked:
                return None
            self._asked = asked
            self._new = [one for one in asked if _key(one) not in self._known]
            if self._new:
                specs = [one.asked.spec for one in self._new if one.asked.spec is not None]
                chosen_s = sum(one.ask_s for one in self._new)
                of = choosing if self._plan.held_back else whole_data
                return Part(specs, chosen_s, of)
            self._tell()

    def rows(self, outcomes: Sequence[TrialOutcome], _spent_s: float) -> pd.DataFrame:
        """Return the rows of what ended, and tell the lanes if all of it did.

        Where trials are still to be judged, their turn has no rows before that.
        """
        if self._unjudged is not None:
            return self._judged(outcomes)
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
        whole = len(ended) == len(self._new)
        if not self._plan.held_back:
            self._known |= self._values(rows)
            if whole:
                self._tell()
            return rows
        rows[HELD] = np.nan
        if not whole:
            self._new = []  # the run ends here; their turn is asked for again in the next
            return rows[:0]
        self._known |= self._values(rows)
        self._to_judge = self._tell()
        if not self._to_judge:
            return rows
        self._unjudged = rows
        return rows[:0]

    def _judged(self, outcomes: Sequence[TrialOutcome]) -> pd.DataFrame:
        """Return the turn's rows with what its best scored on the rows that chose nothing."""
        rows = self._unjudged
        assert rows is not None
        stopped = any(outcome.status is RunStatus.STOPPED for outcome in outcomes)
        if stopped or len(outcomes) < len(self._to_judge):
            return rows[:0]
        scores = [outcome.val_rmse_all for outcome in outcomes]
        rows.loc[self._to_judge, HELD] = [np.nan if s is None else s for s in scores]
        self._unjudged = None
        return rows

    def _tell(self) -> list[int]:
        """Tell the lanes; return the places among the new trials of those that were the best."""
        places = {_key(one): place for place, one in enumerate(self._new)}
        better = []
        for one in self._asked:
            value = self._known[_key(one)]
            known = None if pd.isna(value) else value
            one.lane.tell(one, known)
            if known is not None and known < self._best.get(one.lane, np.inf):
                self._best[one.lane] = known
                if _key(one) in places:
                    better.append(places[_key(one)])
        return better

    def _spec(self, place: int) -> TrialSpec:
        spec = self._new[place].asked.spec
        assert spec is not None  # it has a value
        return spec

    def _values(self, rows: pd.DataFrame) -> dict[_Key, float]:
        values = values_of(rows, self._plan.objective)
        places = zip(rows["sampler"], rows["repeat"], rows["trial"], strict=True)
        return {
            (str(sampler), int(repeat), int(trial)): float(value)
            for (sampler, repeat, trial), value in zip(places, values, strict=True)
        }


def turns(plan: SearchesPlan, kept: Rows | None, _engine: EngineId) -> _Turns:
    """Begin a run of a plan, given the rows that there are already."""
    return _Turns(plan, None if kept is None else kept.frame)


def _asked_by(lanes: Sequence[Lane], should_stop: ShouldStop) -> list[Question]:
    """Let every lane ask; return nothing where somebody asks to stop meanwhile.

    Those that ask in Rust do so at the same time. What each took is its share of the whole time.
    """
    began = time.perf_counter()
    asked: list[Question] = []
    with ThreadPoolExecutor(usable_cores(), "asking") as pool:
        in_rust = {lane: pool.submit(lane.ask) for lane in lanes if lane.in_rust}
        for lane in lanes:
            if should_stop():
                pool.shutdown(cancel_futures=True)
                return []
            asked += in_rust[lane].result() if lane in in_rust else lane.ask()
    took = time.perf_counter() - began
    share = took / max(sum(one.ask_s for one in asked), 1e-9)
    return [one._replace(ask_s=one.ask_s * share) for one in asked]


def _key(question: Question) -> _Key:
    return question.lane.sampler, question.lane.repeat, question.asked.number


def _rows(
    plan: SearchesPlan, asked: Sequence[Question], outcomes: Sequence[TrialOutcome]
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


def fits(kept: Trained[SearchesT], plan: SearchesT) -> bool:
    """Tell whether what is kept is what is asked for, and can be gone on with where it stopped.

    Lanes are told the plan's objective and ask as the installed versions do.
    """
    return kept.plan.objective == plan.objective and kept.versions == installed_versions()


SEARCHES: TrainedStore[SearchesPlan] = TrainedStore(
    "searches", "population of searches", reader_of(SearchesPlan), asking=turns, fits=fits
)
"""The populations of searches of a workspace.

What was stopped is asked for again from its start, which gives the same trials; those that were
trained are not trained again.
"""
