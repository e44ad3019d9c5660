"""Random trainings of a study's space, for what its sampler's choice of trials hides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dctaxi.analysis.advice import as_trials
from dctaxi.analysis.importance import TRIALS_NEEDED
from dctaxi.populations import PopulationPlan, pool_by, pool_plan, setting_of
from dctaxi.samplers import SAMPLERS

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from dctaxi.populations import Pool, PoolPlan
    from dctaxi.study import StudyPlan
    from dctaxi.workspace import Workspace


def pool_beside(
    plan: StudyPlan | None,
    workspace: Workspace,
    kept: Callable[[PoolPlan, Workspace], Pool | None],
) -> Pool | None:
    """Return the random trainings of a study's space where its sampler chose the trials; or None.

    What a sampler tries more and more of hides part of what matters. ``kept`` finds a pool.
    """
    if plan is None or not SAMPLERS[plan.sampler].learns:
        return None
    setting = {**setting_of(plan), "engine": plan.engine, "device": plan.device}
    found = kept(
        pool_plan(PopulationPlan(plan.space, **setting), workspace.limits.members), workspace
    )
    return None if found is None or found.done < TRIALS_NEEDED else pool_by(found, plan.objective)


def pool_trials(pool: Pool, most: int) -> pd.DataFrame:
    """Return a pool's first trainings as trials, each with what its configuration has."""
    rows, space = as_trials(pool).head(most), pool.plan.space
    for name in space.trial_parameters:
        condition, column = space.condition(name), f"params_{name}"
        if condition is not None and column in rows:
            rows[column] = rows[column].where(condition.holds(rows[f"params_{condition.name}"]))
    return rows
