"""The same search with other seeds of its sampler: what one run cannot say, several can."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from dctaxi.errors import StudyError
from dctaxi.names import MAX_NAME_LENGTH
from dctaxi.study.plan import StudyPlan

REPEATED_KEY: Final = "dctaxi:repeated"
"""The study's user attribute with the name of the study that it runs again."""

MAX_RUNS: Final = 20
"""Runs that are asked for at once, at most."""


def repeated_of(user_attrs: Mapping[str, Any]) -> str | None:
    """Return the name of the study that this one runs again; None where it runs none again."""
    name = user_attrs.get(REPEATED_KEY)
    return name if isinstance(name, str) and name else None


def same_search(one: StudyPlan, other: StudyPlan) -> bool:
    """Tell whether two plans differ in nothing but their names and the seeds of their samplers."""
    return dataclasses.replace(other, name=one.name, sampler_seed=one.sampler_seed) == one


def plans_again(
    plan: StudyPlan, runs: int, others: Iterable[StudyPlan], taken: Iterable[str]
) -> tuple[StudyPlan, ...]:
    """Return the plan so many times more, each with a sampler seed that no run of it had.

    ``others`` are the plans of the workspace's studies, ``taken`` the names that cannot be had.
    Raises StudyError (the number of runs is out of its limits, or the study continues another: its
    runs would share trials).
    """
    if not 1 <= runs <= MAX_RUNS:
        raise StudyError(f"Expected from 1 to {MAX_RUNS} runs, got {runs:,}.")
    if plan.parent is not None:
        raise StudyError(
            f"The study {plan.name!r} continues {plan.parent!r}, and its runs would share that "
            "study's trials: run one again that begins by itself."
        )
    had = {other.sampler_seed for other in others if same_search(plan, other)}
    seeds = (seed for seed in itertools.count(plan.sampler_seed + 1) if seed not in had)
    names = set(taken)
    return tuple(
        dataclasses.replace(plan, name=name, sampler_seed=seed)
        for name, seed in itertools.islice(_named(plan.name, seeds, names), runs)
    )


def _named(name: str, seeds: Iterator[int], taken: set[str]) -> Iterator[tuple[str, int]]:
    """Give names after the study's own and the seed, leaving out seeds whose name is taken."""
    for seed in seeds:
        end = f"-seed-{seed}"
        wanted = f"{name[: MAX_NAME_LENGTH - len(end)]}{end}"
        if wanted not in taken:
            yield wanted, seed
