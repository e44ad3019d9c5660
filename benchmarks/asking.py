"""How long each sampler takes to choose a trial, by how many there are already.

``python benchmarks/asking.py [--trials N] [--seconds S] [SAMPLER ...]``: in memory, in the rounds
of a study, in the chapter's space with made-up values. The records in ``dctaxi/samplers/`` hold
such times as their reference; what a machine measured later scales them.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main() -> None:
    """Ask and tell until a sampler has its trials or its time is over, and print a line of each."""
    from dctaxi.samplers import SAMPLERS

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("samplers", nargs="*", metavar="SAMPLER", default=list(SAMPLERS))
    parser.add_argument("--trials", type=int, default=5000)
    parser.add_argument("--seconds", type=float, default=120, help="most for one sampler")
    parser.add_argument("--first", type=int, default=0, help="random trials before the first")
    parser.add_argument("--space", default="chapter", help="a preset's space")
    options = parser.parse_args()
    for sampler in options.samplers:
        print(sampler)
        for trials, wall_s, cpu_s in measure(sampler, options):
            print(f"  {trials:6,} trials  {wall_s * 1e3:9.3f} ms  ({cpu_s * 1e3:.3f} of one core)")


def measure(sampler_id: str, options: argparse.Namespace) -> list[tuple[int, float, float]]:
    """Return the middle of each doubling of trials, and seconds to ask for one there."""
    import optuna

    from dctaxi.samplers import fast_normal
    from dctaxi.space import PRESETS
    from dctaxi.study import RoundSampler, StudyPlan, auto_round_size

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    trials, space = options.trials, PRESETS[options.space].space
    plan = StudyPlan("asking", space, sampler=sampler_id, n_trials=trials)
    rounds = RoundSampler(plan)
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=0))
    for _ in range(options.first):
        trial = study.ask()
        space.suggest(trial)
        study.tell(trial, _value(trial.params))
    spent: dict[int, list[float]] = {}
    end, known = time.monotonic() + options.seconds, options.first
    while known < trials and time.monotonic() < end:
        size = min(auto_round_size(plan, "fused", trials_so_far=known), trials - known)
        began, cpu = time.perf_counter(), time.process_time()
        study.sampler = rounds.for_round(known)
        with fast_normal():
            asked = []
            for _ in range(size):
                trial = study.ask()
                plan.space.suggest(trial)
                asked.append(trial)
        place = spent.setdefault((known + 1).bit_length(), [0, 0.0, 0.0, 0.0])
        place[0] += size
        place[1] += time.perf_counter() - began
        place[2] += time.process_time() - cpu
        place[3] += size * math.log(known + size / 2)
        for trial in asked:
            study.tell(trial, _value(trial.params))
        known += size
    return [(round(math.exp(logs / n)), wall / n, cpu / n) for n, wall, cpu, logs in spent.values()]


def _value(params: dict[str, object]) -> float:
    lr = params.get("lr", 0.01)
    return abs(math.log10(float(lr)) + 2) + len(params) / 10  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
