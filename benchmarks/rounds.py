"""Whether rounds spoil a search: the same study with rounds of several sizes, over many seeds.

``python -m benchmarks.rounds [--json FILE]``: five sizes, 20 seeds and 100 trials each, trained for
real, and as many random searches.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dctaxi.data import FeatureSet, SampleSource, load
from dctaxi.samplers import SamplerId
from dctaxi.space import PRESETS
from dctaxi.study import StudyPlan, create_study, run_study
from dctaxi.training import make_engine
from dctaxi.workspace import Workspace

ROUND_SIZES = (1, 5, 10, 20, 50)
SEEDS = tuple(range(20))
_RESAMPLES = 10_000


@dataclass(frozen=True, slots=True)
class RoundsResult:
    """The best value of every study in USD, ``best[size][seed]``, and of a random search.

    ``differences`` holds for each size the mean of its best values minus those of single steps,
    seed by seed, with a 95 % bootstrap interval: (mean, low, high).
    """

    preset: str
    feature_set: FeatureSet
    trials: int
    round_sizes: tuple[int, ...]
    seeds: tuple[int, ...]
    best: tuple[tuple[float, ...], ...]
    random: tuple[float, ...]

    @property
    def regret(self) -> tuple[float, ...]:
        """Mean best value of each size above the best of all studies, in USD."""
        lowest = min(min(row) for row in (*self.best, self.random))
        return tuple(float(np.mean(row)) - lowest for row in self.best)

    @property
    def differences(self) -> tuple[tuple[float, float, float], ...]:
        """Mean difference to single steps and its 95 % interval, in USD, by size."""
        best = np.array(self.best)
        return tuple(_mean_and_interval(row - best[0]) for row in best)

    def to_json(self) -> dict[str, Any]:
        """Return everything as plain JSON values."""
        return dataclasses.asdict(self) | {
            "regret": self.regret,
            "differences": self.differences,
        }


def measure_rounds(
    *,
    trials: int = 100,
    preset: str = "chapter",
    feature_set: FeatureSet = "distance",
    round_sizes: Sequence[int] = ROUND_SIZES,
    seeds: Sequence[int] = SEEDS,
) -> RoundsResult:
    """Run TPE with every round size and sampler seed on the sample data, and a random search."""
    engine = make_engine("fused", device="cpu")
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder), f"sqlite:///{folder}/studies.db")
        data = load(SampleSource(), feature_set, workspace)

        def best_of(sampler: SamplerId, size: int, seed: int) -> float:
            name = f"{sampler} {size} {seed}"
            plan = StudyPlan(
                name,
                PRESETS[preset].space,
                sampler=sampler,
                sampler_seed=seed,
                n_trials=trials,
                round_size=size,
                feature_set=feature_set,
            )
            create_study(plan, workspace)
            report = run_study(name, workspace, engine=engine, data=data)
            return float("inf") if report.best_value is None else report.best_value

        return RoundsResult(
            preset=preset,
            feature_set=feature_set,
            trials=trials,
            round_sizes=tuple(round_sizes),
            seeds=tuple(seeds),
            best=tuple(tuple(best_of("tpe", size, seed) for seed in seeds) for size in round_sizes),
            random=tuple(best_of("random", trials, seed) for seed in seeds),
        )


def rounds_text(result: RoundsResult) -> str:
    """Return the sizes as a Markdown table."""
    lines = [
        f"{result.trials} trials of the {result.preset} space, {result.feature_set} features, "
        f"{len(result.seeds)} sampler seeds; best values in USD",
        "",
        "| round size | median best | mean best | regret | mean difference to 1 (95 %) |",
        "|---|---|---|---|---|",
    ]
    for size, row, regret, (mean, low, high) in zip(
        result.round_sizes, result.best, result.regret, result.differences, strict=True
    ):
        difference = "" if size == 1 else f"{mean:+.3f} ({low:+.3f} to {high:+.3f})"
        lines.append(
            f"| {size} | {np.median(row):.3f} | {np.mean(row):.3f} | {regret:.3f} | {difference} |"
        )
    random = result.random
    lines.append(f"| random search | {np.median(random):.3f} | {np.mean(random):.3f} | | |")
    return "\n".join(lines)


def _mean_and_interval(differences: NDArray[np.float64]) -> tuple[float, float, float]:
    """Return the mean of ``[seeds]`` differences and its percentile bootstrap interval."""
    draws = np.random.default_rng(0).choice(differences, (_RESAMPLES, len(differences)))
    low, high = np.percentile(draws.mean(axis=1), [2.5, 97.5])
    return float(differences.mean()), float(low), float(high)


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the best values to this file")
    options = parser.parse_args()
    result = measure_rounds()
    print(rounds_text(result))
    if options.json:
        options.json.write_text(json.dumps(result.to_json(), indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
