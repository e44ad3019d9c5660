"""The sampler of each round, and how many trials a round has."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from dctaxi.samplers import LATE, SAMPLERS, SamplerId, make_sampler
from dctaxi.study.plan import StudyPlan
from dctaxi.training import EngineChoice, EngineId, choose_engine

if TYPE_CHECKING:
    from optuna.samplers import BaseSampler

SPREAD_ROUND = 4_096
"""Trials of a round on several machines, where the sampler learns nothing from them."""


def auto_round_size(plan: StudyPlan, engine: EngineId, *, trials_so_far: int) -> int:
    """Return how many trials the next round of a plan has.

    An engine that trains one at a time gains nothing by rounds, and a search only loses by them.
    """
    if plan.as_printed:
        return 1
    sampler = SAMPLERS[plan.sampler]
    if sampler.begins_with_one and trials_so_far == 0:
        return 1
    if plan.round_size != "auto":
        return plan.round_size
    if engine == "ray" and not sampler.learns:
        return SPREAD_ROUND
    if engine == "lightning":
        return 1
    if trials_so_far >= LATE and plan.asked_by == "rustuna" and sampler.fast is not None:
        return sampler.fast.late_round_size
    return sampler.round_size


def with_engine(plan: StudyPlan, choice: EngineChoice, *, waits: bool = False) -> StudyPlan:
    """Return a new study's plan with the chosen engine; ``auto`` is the one that has it done first.

    Who ``waits`` waits until a kernel is compiled. A study keeps the engine that it was made with.
    """
    if choice == "auto" and plan.loader != "memory":
        return dataclasses.replace(plan, engine="lightning")
    at_once = auto_round_size(plan, "fused", trials_so_far=LATE) * plan.seeds_per_trial
    trainings = None if waits or plan.n_trials is None else plan.n_trials * plan.seeds_per_trial
    engine = choose_engine(choice, trainings, device=plan.device, at_once=at_once)
    return dataclasses.replace(plan, engine=engine)


def rounds_of(plan: StudyPlan, engine: EngineId, *, first: int, trials: int) -> float:
    """Return how many rounds so many trials take after ``first`` others, the last in part."""
    early = min(trials, max(0, LATE - first))
    parts = (early, max(first, 1)), (trials - early, max(first, LATE))
    return sum(
        some / min(some, auto_round_size(plan, engine, trials_so_far=known))
        for some, known in parts
        if some
    )


def spreading_note(sampler: SamplerId, engine: EngineId) -> str:
    """Say in a sentence why several machines do not help a search; empty where they do."""
    known = SAMPLERS[sampler]
    if engine != "ray" or not known.learns:
        return ""
    return (
        f"{known.label.label} asks for {known.round_size} trials at a time and learns from them "
        "before it asks again, which takes longer than training: on several machines it gains "
        "nothing. Random and quasi-Monte Carlo searches do."
    )


class RoundSampler:
    """Makes the samplers of a study, so that a resumed run goes on as if it had never ended.

    Every round has a sampler of its own, seeded by the study's seed and the number of trials
    before the round. As printed, one sampler with the study's seed serves the whole run, as in
    the chapter; a later run of the same study has one with another seed.
    """

    def __init__(self, plan: StudyPlan) -> None:
        self._plan = plan
        self._kept: BaseSampler | None = None

    def for_round(self, trials_so_far: int) -> BaseSampler:
        """Return the sampler of the round after so many trials."""
        plan = self._plan
        if self._kept is not None:
            return self._kept
        seed = round_seed(plan.sampler_seed, trials_so_far)
        sampler = make_sampler(
            plan.sampler, seed=plan.sampler_seed, round_seed=seed, as_printed=plan.as_printed
        )
        if plan.as_printed:
            self._kept = sampler
        return sampler


def round_seed(seed: int, trials_so_far: int) -> int:
    """Return the seed of a round; the first round has the study's own."""
    if trials_so_far == 0:
        return seed
    return int(np.random.SeedSequence([seed, trials_so_far]).generate_state(1)[0])
