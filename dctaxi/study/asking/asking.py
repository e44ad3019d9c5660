"""Who asks for the trials of a plan: Optuna's samplers, or rustuna's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from optuna.trial import FrozenTrial

from dctaxi.samplers import SAMPLERS
from dctaxi.study.asking.asked import Asker
from dctaxi.study.asking.quick_asker import QuickAsker
from dctaxi.study.asking.round_sampler import RoundSampler
from dctaxi.study.asking.shadow import Shadow
from dctaxi.study.plan import StudyPlan


class Asking:
    """Makes the askers of one run of a study: one for good, or one for each change from outside."""

    def __init__(self, plan: StudyPlan) -> None:
        self._plan = plan
        self._sampler = RoundSampler(plan)

    @property
    def reads_trials(self) -> bool:
        """Whether an asker must be shown earlier trials; waiting ones it must in any case."""
        return SAMPLERS[self._plan.sampler].reads_trials

    def asker(
        self,
        trials: Iterable[FrozenTrial] = (),
        study_attrs: Mapping[str, Any] | None = None,
    ) -> Asker:
        """Return who asks, knowing these trials in the order of their numbers."""
        if self._plan.asked_by == "rustuna":
            return QuickAsker(self._plan, trials)
        return Shadow(self._plan, self._sampler, trials, study_attrs)
