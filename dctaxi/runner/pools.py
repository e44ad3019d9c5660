"""Pools grow in the background: one at a time, below whatever people ask for."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from dctaxi.data import SampleSource
from dctaxi.populations import (
    POOL_SECONDS,
    POOLS,
    Pool,
    PoolPlan,
    forget_old_pools,
    is_full,
    pool_by,
    train,
)
from dctaxi.runner.background import Computations, Step
from dctaxi.runner.turns import TURNS, Turn
from dctaxi.timing import note_trained

if TYPE_CHECKING:
    from dctaxi.records import Progress
    from dctaxi.workspace import Workspace

_KEPT = 8


class PoolNow(NamedTuple):
    """A pool at one moment: its trainings so far, None before the first, and whether it grows."""

    pool: Pool | None
    grows: bool


class Pools:
    """The pools that grow in this process, shared by all tabs that ask for them.

    Nothing is lost when a pool is left alone: what was trained is kept, and goes on from there.
    """

    def __init__(self) -> None:
        self._growing: Computations[Pool] = Computations(threads=1, kept=_KEPT)
        self._so_far: dict[tuple[str, str], Pool] = {}
        self._lock = threading.Lock()

    def kept(self, plan: PoolPlan, workspace: Workspace) -> Pool | None:
        """Return what there is of a pool, without letting it grow."""
        with self._lock:
            found = self._so_far.get(_key(plan, workspace))
        if found is None and (found := POOLS.find(plan.key, workspace)) is not None:
            self.show(plan, workspace, found)
        return found

    def grow(self, plan: PoolPlan, workspace: Workspace) -> PoolNow:
        """Return how a pool stands, and let it grow; one that nobody asks for stops growing.

        Raises DcTaxiError (its data or its engine cannot be used, it cannot be kept).
        """
        pool = self.kept(plan, workspace)
        if pool is not None and is_full(pool):
            return PoolNow(pool, grows=False)
        answer = self._growing.ask(
            _key(plan, workspace), lambda step: _Growth(self, plan, workspace, step).run()
        )
        return PoolNow(answer.result or self.kept(plan, workspace), answer.result is None)

    def show(self, plan: PoolPlan, workspace: Workspace, pool: Pool) -> None:
        """Let everybody see what there is of a pool, and know from it how fast trainings are."""
        note_trained(pool)
        with self._lock:
            key = _key(plan, workspace)
            self._so_far.pop(key, None)
            self._so_far[key] = pool
            for oldest in list(self._so_far)[:-_KEPT]:
                del self._so_far[oldest]


POOLS_HERE = Pools()
"""Those of this process."""


def _key(plan: PoolPlan, workspace: Workspace) -> tuple[str, str]:
    """Return under what a pool is shared; data of one's own are nobody else's."""
    shared = isinstance(plan.source, SampleSource)
    return plan.key, "" if shared else str(workspace.root)


@dataclass
class _Growth:
    """One run in which a pool grows, in the thread that computes it."""

    pools: Pools
    plan: PoolPlan
    workspace: Workspace
    step: Step
    done: int = 0
    ready_s: float | None = None

    def run(self) -> Pool:
        before = POOLS.find(self.plan.key, self.workspace)
        spent_s = 0.0 if before is None else before.wall_s
        turn = TURNS.turn(f"pool {self.plan.key}", background=True)

        def should_stop() -> bool:
            self.step(self.done, self.plan.trainings)
            turn.pass_on(lambda: False)
            ready_s = self.ready_s  # what the engine needed before does not count
            return ready_s is not None and spent_s + turn.used_s - ready_s >= POOL_SECONDS

        try:
            turn.take(lambda: False)
            pool = train(
                self.plan,
                POOLS,
                self.workspace,
                on_progress=partial(self._tell, turn),
                should_stop=should_stop,
                on_partial=self._show,
            )
        finally:
            turn.leave()
        self._show(pool)
        forget_old_pools(self.workspace)
        return pool

    def _tell(self, turn: Turn, progress: Progress) -> None:
        self.done = progress.done
        if self.ready_s is None:
            self.ready_s = turn.used_s

    def _show(self, pool: Any) -> None:
        self.pools.show(self.plan, self.workspace, pool_by(pool, self.plan.objective))
