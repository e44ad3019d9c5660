"""How long the samplers of a race will take to choose; the trainings are estimated elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dctaxi.samplers import SAMPLERS
from dctaxi.teaching.race.race import RACES
from pages.components.shared import formats, state

if TYPE_CHECKING:
    from dctaxi.samplers import SamplerId
    from dctaxi.teaching.race.race import RacePlan

_LONG_S = 60.0


def note(plan: RacePlan) -> str:
    """Return how long choosing will take, as a sentence, and who takes most of it if it is long."""
    seconds = {name: s * plan.repeats * plan.n_trials for name, s in _ask_seconds(plan).items()}
    total = sum(seconds.values())
    words = f"Choosing them takes the samplers about {formats.fine_duration(total)} more."
    if total < _LONG_S:
        return words
    slowest = max(seconds, key=lambda name: seconds[name])
    return (
        f"{words} Most of it is {SAMPLERS[slowest].label.label}: leave it out, or ask for fewer "
        "repeats."
    )


def _ask_seconds(plan: RacePlan) -> dict[SamplerId, float]:
    """Return each sampler's seconds per trial, by the newest race here that it was part of."""
    found = {name: SAMPLERS[name].ask_s for name in plan.samplers}
    missing = set(plan.samplers)
    for listed in reversed(RACES.list(state.workspace())):
        measured = missing & set(listed.plan.samplers)
        if listed.complete and measured:
            frame = RACES.load(listed.id, state.workspace()).frame
            means = frame.groupby("sampler")["ask_s"].mean()
            found |= {name: float(means[name]) for name in measured}
            missing -= measured
        if not missing:
            break
    return found
