"""The choice of a trial that rustuna asked for, seen in Optuna's densities on the same trials.

rustuna shows neither densities nor candidates. Both follow the same formulas, so Optuna's densities
on the trials that rustuna knew are those that it chose by; where what it took stands in them is
exact. Its candidates had other random numbers: those that are shown are Optuna's.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from optuna.samplers import TPESampler
from optuna.trial import FrozenTrial, TrialState

from dctaxi.samplers import remembered
from dctaxi.study import StudyPlan
from dctaxi.teaching.tpe.optuna_tpe import Draw
from dctaxi.teaching.tpe.rehearsal import Rehearsal


def draws_beside_optuna(
    plan: StudyPlan, earlier: Sequence[FrozenTrial], ended: Collection[int], trial: FrozenTrial
) -> tuple[tuple[Draw, ...], int]:
    """Return the choices behind a trial, in Optuna's densities, and how many trials they know.

    ``earlier`` are all trials before it in the order of their numbers, from 0; those in ``ended``
    had ended when its round was asked for.
    """
    usable = [
        one
        for one in earlier
        if one.number in ended
        and one.state is TrialState.COMPLETE
        and one.value is not None
        and plan.space.contains(one.params)
    ]
    places = remembered([float(one.value or 0.0) for one in usable])
    known = {usable[place].number for place in places}
    rehearsal = Rehearsal(
        plan, earlier, unborn={one.number for one in earlier if one.number not in known}
    )
    asked = rehearsal.ask(TPESampler(seed=plan.sampler_seed + trial.number), given=trial.params)
    return asked.draws, len(known)
