"""The one training that stands for a trial, where it trained with several seeds."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dctaxi.training import seeds_of

if TYPE_CHECKING:
    from dctaxi.records import TrialSpec
    from dctaxi.study.plan import StudyPlan


def typical_spec(
    plan: StudyPlan, params: Mapping[str, Any], attributes: Mapping[str, Any]
) -> TrialSpec:
    """Return the training of a trial; of several that whose score is the closest to the trial's.

    ``attributes`` are the trial's user attributes; where they do not say which it is, the first
    stands for all. Raises SpaceError where the trial is none of the plan's space.
    """
    spec = plan.space.spec_of(params)
    if plan.seeds_per_trial == 1:
        return spec
    stored = attributes.get("typical_seed")
    known = isinstance(stored, int | float) and math.isfinite(stored)
    seed = int(stored) if known else seeds_of(spec, plan.seeds_per_trial)[0]  # type: ignore[arg-type]
    return dataclasses.replace(spec, seed=seed)
