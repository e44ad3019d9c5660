"""How long each sampler takes to choose a trial, by who asks and by how many there are already.

``python -m benchmarks.asking [--trials N] [--seconds S] [SAMPLER[/ASKER] ...]``: in memory, in the
rounds of a study, in the chapter's space with made-up values, such as ``tpe/rustuna``. The records
in ``dctaxi/samplers/`` hold such times as their reference; what a machine measured later scales
them.
"""

from __future__ import annotations

import argparse
import math
import time
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optuna.trial import FrozenTrial

    from dctaxi.samplers import AskerId, SamplerId
    from dctaxi.space import SearchSpace

START = 10
"""Trials before a sampler learns: they are drawn at random and cost less."""


class Took(NamedTuple):
    """Seconds to choose one trial after about so many others, by the clock and of processors."""

    trials: int
    wall_s: float
    cpu_s: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask and tell until each has its trials or its time is over, and print a line of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("who", nargs="*", metavar="SAMPLER[/ASKER]")
    parser.add_argument("--trials", type=int, default=5000)
    parser.add_argument("--seconds", type=float, default=120, help="most for one sampler")
    parser.add_argument("--first", type=int, default=0, help="random trials before the first")
    parser.add_argument("--space", default="chapter", help="a preset's space")
    options = parser.parse_args(arguments)
    from dctaxi.space import PRESETS

    space = PRESETS[options.space].space
    for sampler, asker in everybody(options.who):
        print(f"{sampler}, asked by {asker}")
        for took in measure(
            sampler, asker, space, options.trials, first=options.first, seconds=options.seconds
        ):
            print(
                f"  {took.trials:6,} trials  {took.wall_s * 1e3:9.3f} ms"
                f"  ({took.cpu_s * 1e3:.3f} of processors)"
            )


def everybody(named: Sequence[str]) -> Iterator[tuple[SamplerId, AskerId]]:
    """Return the samplers that are named, or all, each with whoever is named or may ask for it."""
    from dctaxi.samplers import SAMPLERS

    for name in named or tuple(SAMPLERS):
        sampler, _, asker = name.partition("/")
        record = SAMPLERS[sampler]
        if asker in ("", "optuna"):
            yield record.id, "optuna"
        if asker in ("", "rustuna") and record.fast is not None:
            yield record.id, "rustuna"


def measure(
    sampler: SamplerId,
    asker: AskerId,
    space: SearchSpace,
    trials: int,
    *,
    first: int = 0,
    seconds: float = math.inf,
) -> list[Took]:
    """Return what it takes at the middle of each stretch of trials: the first ten, then doublings.

    ``first`` random trials are there before; no round begins after so many ``seconds``.
    """
    from dctaxi.samplers import fast_normal
    from dctaxi.study import Asking, StudyPlan, auto_round_size

    plan = StudyPlan("asking", space, sampler=sampler, n_trials=trials, asker=asker)
    asks = Asking(plan).asker(random_trials(space, first))
    spent: dict[int, list[float]] = {}
    end, known = time.monotonic() + seconds, first
    while known < trials and time.monotonic() < end:
        size = min(auto_round_size(plan, "fused", trials_so_far=known), trials - known)
        began, cpu = time.perf_counter(), time.process_time()
        with fast_normal():
            asks.begin(known)
            asked = [asks.ask() for _ in range(size)]
        stretch = 0 if known < START else (known // START).bit_length()
        place = spent.setdefault(stretch, [0, 0.0, 0.0, 0.0])
        place[0] += size
        place[1] += time.perf_counter() - began
        place[2] += time.process_time() - cpu
        place[3] += size * math.log(known + size / 2)
        for trial in asked:
            asks.tell(trial, _value(trial.params))
        known += size
    return [
        Took(round(math.exp(logs / count)), wall_s / count, cpu_s / count)
        for count, wall_s, cpu_s, logs in spent.values()
    ]


def random_trials(space: SearchSpace, count: int) -> list[FrozenTrial]:
    """Return trials that were drawn at random and have made-up values."""
    from optuna.trial import create_trial

    from dctaxi.space import draw

    distributions = space.distributions()
    return [
        create_trial(
            params=dict(params),
            distributions={name: distributions[name] for name in params},
            value=_value(params),
        )
        for params in draw(space, count, seed=0)
    ]


def _value(params: Any) -> float:
    return abs(math.log10(float(params.get("lr", 0.01))) + 2) + len(params) / 10


if __name__ == "__main__":
    main()
