"""What of a plan is trained next, and which rows come of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dctaxi.populations.plan import TrainingPlan
from dctaxi.populations.rows import Rows
from dctaxi.populations.trained import outcome_columns
from dctaxi.records import RunStatus, ShouldStop, TrialOutcome, TrialSpec
from dctaxi.training import EngineId, work_of
from dctaxi.training.hyperparameters import CHAPTER_NUM_FEATURES

if TYPE_CHECKING:
    from dctaxi.data import TaxiData

_FIRST_PART: dict[EngineId, int] = {"lightning": 8, "fused": 1024, "stacked": 256, "ray": 8_192}
"""Trainings of the first call: a population of usual size is one call of the fused engine."""

_PART_FLOPS = 1e10
"""Operations of the first call at most, a second or two: a stop gives up the call that it meets."""

_LOOKED_AT = 64

_GROWTH = 4
_PART_S = 0.4
"""A call that took less is followed by a larger one."""

_LARGEST_PART = 16_384
"""Most trainings of a call: their outcomes are in memory alone until it returns."""


def whole_data(data: TaxiData) -> TaxiData:
    """Return the data as they are."""
    return data


class Part(NamedTuple):
    """Trainings for one call of the engine, and the seconds that choosing them took.

    ``of`` makes the data that they are trained and judged on of the plan's.
    """

    specs: Sequence[TrialSpec]
    chosen_s: float = 0.0
    of: Callable[[TaxiData], TaxiData] = whole_data


class Asking(Protocol):
    """One run of a plan, part by part: :meth:`next` and :meth:`rows` in turn."""

    def next(self, should_stop: ShouldStop) -> Part | None:
        """Return what to train next; None at the end, or where somebody asks to stop meanwhile."""
        ...

    def rows(self, outcomes: Sequence[TrialOutcome], spent_s: float) -> pd.DataFrame:
        """Return the rows of those of the last part that ended, given what came of its specs.

        ``outcomes`` is empty before the first part; the rows are then none, with their columns.
        """
        ...


def _affordable(some: Sequence[TrialSpec]) -> int:
    """Return how many trainings like some the first call may have."""
    flops = work_of(some, CHAPTER_NUM_FEATURES).flops / max(len(some), 1)
    return max(1, int(_PART_FLOPS / max(flops, 1.0)))


class InOrder:
    """Asks for a plan's specs in their order, those in ``kept`` left out.

    A few come first and more as the engine proves fast, so that a stop, a progress bar and a
    partial picture never wait long, and a fast engine is not kept waiting. ``first`` is how many
    come first at most.
    """

    def __init__(
        self, plan: TrainingPlan, kept: Rows | None, engine: EngineId, *, first: int | None = None
    ) -> None:
        self._specs = plan.specs()
        self._objective = plan.objective
        self._columns = plan.columns_between()
        there = np.zeros(len(self._specs), dtype=bool)
        if kept is not None:
            there[kept.column("member").to_numpy()] = True
        self._missing: NDArray[np.intp] = np.flatnonzero(~there)
        self._part = self._missing[:0]
        self._seeds: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self._size = min(first or _FIRST_PART[engine], _affordable(self._specs[:_LOOKED_AT]))

    def next(self, should_stop: ShouldStop) -> Part | None:
        """Return the next specs that are missing."""
        del should_stop  # they are known: nobody waits here
        self._part, self._missing = self._missing[: self._size], self._missing[self._size :]
        if not len(self._part):
            return None
        first, last = int(self._part[0]), int(self._part[-1])
        block = self._specs[first : last + 1]
        specs = [block[member - first] for member in self._part.tolist()]
        self._seeds = np.array([spec.seed for spec in specs], dtype=np.int64)
        return Part(specs)

    def rows(self, outcomes: Sequence[TrialOutcome], spent_s: float) -> pd.DataFrame:
        """Return the rows of the last part, and ask for more from now on if it was quick."""
        if outcomes and spent_s < _PART_S:
            self._size = min(_GROWTH * self._size, _LARGEST_PART)
        ended = [i for i, o in enumerate(outcomes) if o.status is not RunStatus.STOPPED]
        if ended != list(range(len(ended))):
            ended = []  # those that an engine begins with, the longest: no sample of what was asked
        members = self._part[ended].astype(np.int64)
        first, end = (int(members[0]), int(members[-1]) + 1) if len(members) else (0, 0)
        own = {name: them[members - first] for name, them in self._columns(first, end).items()}
        judged = outcome_columns([outcomes[i] for i in ended], self._objective)
        return pd.DataFrame({"member": members, **own, "seed": self._seeds[ended], **judged})
