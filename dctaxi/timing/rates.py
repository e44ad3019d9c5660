"""How many times the reference's seconds work takes here, as measured since the process started."""

from __future__ import annotations

import math
import threading
from typing import TYPE_CHECKING, Any, Final

from dctaxi.timing.reference import plan_work, study_work

if TYPE_CHECKING:
    from dctaxi.populations import Trained
    from dctaxi.study import Spent, StudyPlan

_EARLIER: Final = 0.8
"""What earlier measurements count beside the latest."""


class Rates:
    """The rate of each kind of work, by its name; may be used from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: dict[str, tuple[float, float]] = {}

    def rate(self, name: str) -> float | None:
        """Return a rate; None where it was not measured."""
        with self._lock:
            reference_s, taken_s = self._seen.get(name, (0.0, 0.0))
        return taken_s / reference_s if reference_s else None

    def note(self, name: str, reference_s: float, taken_s: float) -> None:
        """Take in a measurement; one without a ratio is passed over."""
        if not (reference_s > 0 and taken_s > 0 and math.isfinite(taken_s / reference_s)):
            return
        with self._lock:
            before_s, before_taken_s = self._seen.get(name, (0.0, 0.0))
            self._seen[name] = (
                _EARLIER * before_s + reference_s,
                _EARLIER * before_taken_s + taken_s,
            )

    def clear(self) -> None:
        """Forget what was measured."""
        with self._lock:
            self._seen.clear()


RATES: Final = Rates()
"""Those of this process."""


def note_round(
    plan: StudyPlan,
    spent: Spent,
    rates: Rates = RATES,
    *,
    asking: bool = True,
    training: bool = True,
) -> None:
    """Take in a round of a study, of which ``asking`` or ``training`` may say nothing."""
    if spent.trials == 0:  # it was cut short
        return
    work = study_work(plan, spent.trials, first=spent.known, work=spent.work)
    (asked, trained, stored) = work.items()
    if asking:
        rates.note(*asked, spent.ask_s)
    if training:
        rates.note(*trained, spent.train_s)
        rates.note(*stored, spent.store_s)


def note_trained(trained: Trained[Any], *, waited_s: float = 0.0) -> None:
    """Take in trainings outside a study that were all done in one go.

    ``waited_s`` are the seconds of it in which others trained.
    """
    plan = trained.plan
    asked = [
        float(trained.column("ask_s")[trained.column("sampler") == search.sampler].sum())
        for search in plan.searches
    ]
    taken = trained.wall_s - sum(asked) - waited_s, *asked
    work = plan_work(plan, trained.done / plan.trainings)
    for (name, reference_s), taken_s in zip(work.items(), taken, strict=True):
        RATES.note(name, reference_s, taken_s)
