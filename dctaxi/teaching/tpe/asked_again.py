"""The trials of a stored study, asked for once more in the same history with the same seed.

A study keeps what its sampler suggested and not why. Asked again, a sampler with the same seed that
knows the same trials suggests the same, and this time it is listened to. What it suggests is held
against the stored trial: where the two differ, the reasons would not be those of the study, so
they are refused.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import optuna
from optuna.trial import FrozenTrial, TrialState

from dctaxi.errors import StudyError
from dctaxi.storage import GIVEN, quiet_optuna, reading
from dctaxi.study import (
    PARENT_TRIAL_KEY,
    VERSIONS_KEY,
    RoundSampler,
    StudyPlan,
    auto_round_size,
    find_study,
    slim,
)
from dctaxi.teaching.tpe.beside_optuna import draws_beside_optuna
from dctaxi.teaching.tpe.optuna_tpe import Draw
from dctaxi.teaching.tpe.rehearsal import Asked, Rehearsal
from dctaxi.workspace import Workspace

MAX_AS_PRINTED = 500
"""Trials of a study as printed that are asked again, one after the other: a minute for the last."""

MAX_STEPS_KEPT = 64
"""Steps that are not asked for again; each holds the densities of all trials that it knew, some
hundred kilobytes.
"""

How = Literal["random", "tpe", "queued", "carried over"]
"""How a trial came about: drawn at random before TPE began, chosen by it, put in by hand, or
carried over from the parent study.
"""


@dataclass(frozen=True, slots=True)
class Step:
    """How one trial was chosen.

    ``draws`` are the choices that TPE made, in their order; ``known`` counts the trials whose
    result it knew, failed ones left out; ``running`` are the trials of the same round, by number,
    which were asked for before and had no result yet.
    """

    number: int
    how: How
    draws: tuple[Draw, ...]
    known: int
    running: tuple[int, ...]

    def draw_of(self, parameter: str) -> Draw | None:
        """Return the choice that decided a parameter, None where TPE made none."""
        return next((d for d in self.draws if parameter in d.parameters), None)


class AskedAgain:
    """The trials of one study, each asked for again when its step is wanted.

    ``trials`` are all that the study stores, in the order of their numbers. Several threads may
    use one object. What rustuna chose is shown in Optuna's densities on the same trials. Raises
    StudyError for a study whose sampler was not TPE.
    """

    def __init__(self, plan: StudyPlan, trials: Sequence[FrozenTrial], versions: str) -> None:
        if plan.sampler != "tpe":
            raise StudyError(
                f"The study {plan.name!r} was searched by another sampler than TPE: choose a study "
                "whose sampler is TPE."
            )
        self._plan = plan
        self._trials = tuple(slim(trial) for trial in trials)
        self._carried_over = frozenset(
            trial.number for trial in trials if PARENT_TRIAL_KEY in trial.user_attrs
        )
        self._versions = versions
        self._in_order = _InOrder(plan, self._trials) if plan.as_printed else None
        self._round: _Round | None = None
        self._steps: dict[int, Step] = {}
        self._one_at_a_time = threading.Lock()

    @property
    def univariate(self) -> bool:
        """Whether each hyperparameter was chosen by itself, as the chapter does it."""
        return self._plan.as_printed

    @property
    def numbers(self) -> range:
        """The numbers of the trials that there is a step of."""
        ended = len(self._trials)
        while ended and not self._trials[ended - 1].state.is_finished():
            ended -= 1
        return range(min(ended, MAX_AS_PRINTED) if self._plan.as_printed else ended)

    def step(self, number: int) -> Step:
        """Return how a trial was chosen.

        Raises StudyError where the sampler, asked again, suggests something else than is stored.
        """
        if number not in self.numbers:
            raise StudyError(f"Expected a trial from 0 to {len(self.numbers) - 1}, got {number}.")
        with self._one_at_a_time, quiet_optuna():
            if number not in self._steps:
                if len(self._steps) == MAX_STEPS_KEPT:
                    del self._steps[next(iter(self._steps))]
                self._steps[number] = self._asked(number)
            return self._steps[number]

    def _asked(self, number: int) -> Step:
        trial = self._trials[number]
        if number in self._carried_over:
            return Step(number, "carried over", (), _known(self._trials[:number]), ())
        if GIVEN in trial.system_attrs:
            return Step(number, "queued", (), _known(self._trials[:number]), ())
        if self._plan.asked_by == "rustuna":
            earlier = self._trials[:number]
            ended = {one.number for one in earlier if not _ended_after(one, trial)}
            draws, known = draws_beside_optuna(self._plan, earlier, ended, trial)
            return _step(number, draws, known, ())
        step = self._in_round(number) if self._in_order is None else self._in_order.step(number)
        if step is None:
            raise StudyError(
                f"Asked again, the sampler suggests something else for trial {number} than the "
                f"study stores, so how it chose cannot be shown: the study was made with "
                f"{self._versions}, and this is Optuna {optuna.__version__}, or another program "
                "changed its trials."
            )
        return step

    def _in_round(self, number: int) -> Step | None:
        """Ask a whole round again, up to the trial; None where none is like the stored one."""
        trial = self._trials[number]
        earlier = [t for t in self._trials[:number] if _ended_after(t, trial)]
        beside = [t for t in earlier if not _began_after(t, trial)]
        later = {t.number for t in earlier} - {t.number for t in beside}
        queued = {t.number for t in beside if GIVEN in t.system_attrs}
        first = min((t.number for t in beside if t.number not in queued), default=number)
        key = (first, frozenset(queued), frozenset(later))
        if self._round is None or self._round.key != key:
            self._round = _Round(self._plan, self._trials, *key)
        most = max(self._round.size, number - first + 1 + len(queued))
        asked = self._round.like(trial, most)
        if asked is None:
            return None
        known = _known(t for t in self._trials[:first] if t.number not in queued | later)
        return _step(number, asked.draws, known, tuple(t.number for t in beside))


class _Round:
    """The trials that were asked for together, asked for again as far as they are wanted.

    ``first`` is the first of them; of the trials before it, ``queued`` were put in by hand and ran
    with them, and ``later`` were put in while they ran.
    """

    def __init__(
        self,
        plan: StudyPlan,
        trials: Sequence[FrozenTrial],
        first: int,
        queued: frozenset[int],
        later: frozenset[int],
    ) -> None:
        self.key = (first, queued, later)
        self._rehearsal = Rehearsal(plan, trials[:first], waiting=queued, unborn=later)
        trials_so_far = first - sum(number < first for number in later)
        self._sampler = RoundSampler(plan).for_round(trials_so_far)
        self.size = auto_round_size(plan, plan.engine, trials_so_far=trials_so_far)
        self._asked: list[Asked] = []

    def like(self, trial: FrozenTrial, most: int) -> Asked | None:
        """Return what is the same as a stored trial among the first ``most`` that are asked for."""
        for place in range(most):
            if place == len(self._asked):
                self._asked.append(self._rehearsal.ask(self._sampler))
            if same(self._asked[place].params, trial.params):
                return self._asked[place]
        return None


class _InOrder:
    """A study as printed: one sampler for a whole run, so its trials are asked again in order."""

    def __init__(self, plan: StudyPlan, trials: Sequence[FrozenTrial]) -> None:
        self._plan = plan
        self._trials = trials
        self._rehearsal = Rehearsal(plan)
        self._sampler = RoundSampler(plan).for_round(0)
        self._steps: list[Step | None] = []

    def step(self, number: int) -> Step | None:
        while len(self._steps) <= number:
            self._steps.append(self._next(len(self._steps)))
        return self._steps[number]

    def _next(self, number: int) -> Step | None:
        stored = self._trials[number]
        asked = self._rehearsal.ask(self._sampler)
        if not same(asked.params, stored.params) and number > 0:
            # Perhaps a later run began here, which has a sampler of its own.
            self._rehearsal = Rehearsal(self._plan, self._trials[:number])
            self._sampler = RoundSampler(self._plan).for_round(number)
            asked = self._rehearsal.ask(self._sampler)
        self._rehearsal.tell(stored)
        if not same(asked.params, stored.params):
            return None
        return _step(number, asked.draws, _known(self._trials[:number]), ())


def asked_again(name: str, workspace: Workspace) -> AskedAgain:
    """Return the trials of a study to be asked for again.

    Raises StudyError (there is no such study, another program made it, or its sampler was not TPE)
    and StorageError (the database cannot be used).
    """
    entry = find_study(name, workspace)
    if entry.plan is None:
        raise StudyError(
            f"The study {name!r} was made by {entry.maker}, so this one does not know with which "
            "seed its sampler began: choose another study."
        )
    with reading(workspace.storage_url) as storage:
        trials = [] if storage is None else storage.get_all_trials(entry.study_id, deepcopy=False)
    version = entry.user_attrs.get(VERSIONS_KEY, {}).get("optuna", "an unknown version")
    return AskedAgain(entry.plan, trials, f"Optuna {version}")


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Tell whether two configurations are the same up to the last digits of their numbers.

    On another machine the normal distribution's functions may end in other digits.
    """
    return one.keys() == other.keys() and all(_alike(one[name], other[name]) for name in one)


def _alike(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return bool(np.isclose(one, other, rtol=1e-6, atol=0))
    return one == other


def _step(number: int, draws: tuple[Draw, ...], known: int, running: tuple[int, ...]) -> Step:
    return Step(number, "tpe" if draws else "random", draws, known, running)


def _known(trials: Iterable[FrozenTrial]) -> int:
    return sum(t.state in (TrialState.COMPLETE, TrialState.PRUNED) for t in trials)


def _ended_after(earlier: FrozenTrial, trial: FrozenTrial) -> bool:
    """Tell whether a trial with a lower number had not ended when another was asked for."""
    ended, began = earlier.datetime_complete, trial.datetime_start
    return ended is None or began is None or ended > began


def _began_after(earlier: FrozenTrial, trial: FrozenTrial) -> bool:
    """Tell whether a trial with a lower number was put in by hand while another's round ran."""
    began, mine = earlier.datetime_start, trial.datetime_start
    return began is not None and mine is not None and began > mine
