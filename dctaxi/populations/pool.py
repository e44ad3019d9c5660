"""The pool of a space: random draws of all of it, which answer narrower questions by filtering.

Drawing from narrower ranges is drawing from the whole space and keeping what lies inside, as long
as every hyperparameter is drawn by itself. So a pool keeps the whole drawn vector of each training,
and in it what the configuration does not have, such as the widths of further layers.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dctaxi.populations.asking import InOrder
from dctaxi.populations.plan import TrainingPlan, check_whole, read_plan
from dctaxi.populations.population import MAX_SEED
from dctaxi.populations.store import TrainedStore
from dctaxi.populations.trained import Trained, judged_by, values_of
from dctaxi.records import TrialSpec
from dctaxi.space import DrawnSpecs, drawn_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dctaxi.populations.question import Question
    from dctaxi.populations.rows import Rows
    from dctaxi.records import ObjectiveName
    from dctaxi.training import EngineId
    from dctaxi.workspace import Workspace

POOL_MEMBERS: Final = 16_384
POOL_SECONDS: Final = 10.0
"""A pool grows until it has so many trainings, or has trained so long."""

FIRST_PART: Final = 256
"""Trainings of the first part: a picture after a tenth of a second."""

POOL_SEED: Final = MAX_SEED - 1
"""The pool's draw; trainings that test what a pool showed are drawn with other seeds."""

KEPT_POOLS: Final = 8
"""Pools that a workspace keeps, the latest ones: some megabytes each."""


@dataclass(frozen=True)
class PoolPlan(TrainingPlan):
    """``n`` random draws of the whole space. No objective is in its key: all lie in its rows."""

    kind: ClassVar[str] = "pool"
    n: int = POOL_MEMBERS

    def __post_init__(self) -> None:
        super().__post_init__()
        check_whole("n", self.n, 1, POOL_MEMBERS)

    @property
    def trainings(self) -> int:
        """``n``."""
        return self.n

    @property
    def name(self) -> str:
        """What it is."""
        return "Pool of the whole space"

    def specs(self) -> Sequence[TrialSpec]:
        """Return the trainings to do; each is drawn when it is asked for."""
        return DrawnSpecs(self.space, self.n, POOL_SEED)

    def frame_columns(self) -> dict[str, NDArray[Any]]:
        """Return ``params_*`` with every drawn value, used by the configuration or not."""
        return self.columns_between()(0, self.n)

    def columns_between(self) -> Callable[[int, int], dict[str, NDArray[Any]]]:
        """Return what draws the entries of some trainings when it is asked for them."""
        return self._drawn

    def _drawn(self, first: int, last: int) -> dict[str, NDArray[Any]]:
        columns = drawn_columns(self.space, self.n, POOL_SEED, first, last)
        return {f"params_{name}": column for name, column in columns.items()}


Pool: TypeAlias = Trained[PoolPlan]


def _asking(plan: PoolPlan, kept: Rows | None, engine: EngineId) -> InOrder:
    return InOrder(plan, kept, engine, first=FIRST_PART)


POOLS: TrainedStore[PoolPlan] = TrainedStore(
    "pools", "pool", functools.partial(read_plan, PoolPlan), asking=_asking
)
"""The pools of a workspace."""


def pool_plan(plan: TrainingPlan, members: int | None = None) -> PoolPlan:
    """Return the pool that belongs to the space, data and engine of a plan.

    ``members`` are the most that somebody may train at once; None: no limit.
    """
    setting = {
        name: getattr(plan, name)
        for name in ("source", "feature_set", "engine", "device", "seeds_per_trial", "over_seeds")
    }
    return PoolPlan(plan.space, n=min(POOL_MEMBERS, members or POOL_MEMBERS), **setting)


def is_full(pool: Pool) -> bool:
    """Tell whether a pool grows no more."""
    return pool.complete or pool.wall_s >= POOL_SECONDS


def values_inside(pool: Pool, question: Question, objective: ObjectiveName) -> NDArray[np.float64]:
    """Return an objective ``[members inside]`` in USD; NaN for trainings that did not finish.

    Raises PopulationError where the pool cannot answer the question.
    """
    inside = question.inside(drawn_of(pool))
    return values_of(pool.frame, objective)[inside]


def drawn_of(pool: Pool) -> Mapping[str, NDArray[Any]]:
    """Return what was drawn ``[members]`` of each hyperparameter that is not fixed."""
    frame = pool.frame
    return {
        str(name).removeprefix("params_"): frame[name].to_numpy()
        for name in frame.columns
        if str(name).startswith("params_")
    }


def pool_by(pool: Pool, objective: ObjectiveName) -> Pool:
    """Return a pool judged by an objective."""
    judged = judged_by(pool, objective)
    return judged or replace(pool, plan=replace(pool.plan, objective=objective))


def forget_old_pools(workspace: Workspace) -> None:
    """Delete the oldest pools beyond those that a workspace keeps."""
    for listed in POOLS.list(workspace)[:-KEPT_POOLS]:
        POOLS.delete(listed.id, workspace)
