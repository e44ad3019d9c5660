"""What advice on ranges is worth: how often it is given, and what trainings that follow it gain.

``python -m benchmarks.advice [--seeds 24] [--json FILE]``. For every feature set and seed, 100
random trials of the chapter's space are advised on; the advice to cut, to widen, and both are
followed in 100 fresh trainings each, which are held against 100 fresh ones of the whole space. The
truth about what may be fixed is that of 4,096 other trainings. Sample data, fused engine.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from dctaxi.analysis import RangeAdvice
    from dctaxi.data import FeatureSet
    from dctaxi.space import SearchSpace
    from dctaxi.workspace import Workspace

TRIALS: Final = 100
SEEDS: Final = 24
MANY: Final = 4_096
"""Trainings that are taken for the truth; a page can train as many."""

FEATURES: Final[Sequence[FeatureSet]] = ("raw", "scaled", "distance")
FOLLOWED: Final = {"cut": ("cut",), "widen": ("widen",), "both": ("cut", "widen")}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure in a workspace of its own and print a table for every feature set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS, help="studies of every feature set")
    parser.add_argument("--json", type=Path, help="write the numbers to this file")
    options = parser.parse_args(arguments)
    from dctaxi.workspace import Workspace

    found = {}
    for features in FEATURES:
        with tempfile.TemporaryDirectory() as folder:
            workspace = Workspace(Path(folder), f"sqlite:///{folder}/studies.db")
            found[features] = measure(features, options.seeds, workspace)
        print(text_of(features, found[features]), flush=True)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1), encoding="utf-8")
    return 0


def measure(features: FeatureSet, seeds: int, workspace: Workspace) -> dict[str, Any]:
    """Return how often each advice was given, what following it gained, and the truth.

    Gains are in USD, fresh trials of the whole space minus those that follow the advice: of the
    median, the best, and the best trial's error on all validation rows.
    """
    from dctaxi.analysis import advise
    from dctaxi.space import PRESETS, narrow

    space = PRESETS["chapter"].space
    given: Counter[str] = Counter()
    gains: dict[str, list[tuple[float, float, float]]] = {name: [] for name in FOLLOWED}
    for seed in range(seeds):
        advice = advise(space, trials(space, TRIALS, 3 * seed, features, workspace))
        given.update(f"{one.kind} {one.parameter}" for one in advice)
        whole = trials(space, TRIALS, 3 * seed + 1, features, workspace)
        for name, kinds in FOLLOWED.items():
            child = space
            for one in advice:
                if one.kind in kinds:
                    child = narrow(child, one.parameter, one.dimension)
            if child != space:
                inside = trials(child, TRIALS, 3 * seed + 2, features, workspace)
                gains[name].append(gain(inside, whole))
    many = trials(space, MANY, 10**6, features, workspace)
    return {
        "seeds": seeds,
        "given": dict(sorted(given.items())),
        "gains": gains,
        "medians": medians(space, many),
        "fixed_of_many": fixed(advise(space, many)),
    }


def trials(
    space: SearchSpace, n: int, seed: int, features: FeatureSet, workspace: Workspace
) -> pd.DataFrame:
    """Return random trials of a space as frames of studies have them."""
    from dctaxi.analysis import as_trials
    from dctaxi.populations import POPULATIONS, PopulationPlan, train

    plan = PopulationPlan(space, n, seed, feature_set=features, objective="train_val_rmse")
    return as_trials(train(plan, POPULATIONS, workspace))


def gain(inside: pd.DataFrame, whole: pd.DataFrame) -> tuple[float, float, float]:
    """Return by how much the first lie lower: median, best, the best one's error on all rows."""
    scores = []
    for frame in (inside, whole):
        values = frame["value"].fillna(np.inf)
        best = int(np.argmin(values))
        scores.append((float(values.median()), float(values.iloc[best]),
                       float(frame["val_rmse_all"].iloc[best])))  # fmt: skip
    here, there = scores
    return there[0] - here[0], there[1] - here[1], there[2] - here[2]


def medians(space: SearchSpace, many: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Return the median objective at each value of the parameters that have few."""
    found = {}
    for name in space.distributions():
        column = many[f"params_{name}"]
        if column.nunique() <= 4:
            values = many["value"].fillna(np.inf).groupby(column).median()
            found[name] = {str(at): float(value) for at, value in values.items()}
    return found


def fixed(advice: Sequence[RangeAdvice]) -> list[str]:
    """Return the parameters that are advised to be fixed."""
    return [one.parameter for one in advice if one.kind == "fix"]


def text_of(features: str, found: dict[str, Any]) -> str:
    """Return the numbers of a feature set as a table."""
    lines = [f"{features}: advised in how many of {found['seeds']} studies of {TRIALS} trials"]
    lines += [f"  {what:<36} {count}" for what, count in found["given"].items()]
    lines.append("followed in fresh trials: studies, gain of median, best, best on all rows (USD)")
    for name, gains in found["gains"].items():
        if gains:
            middle, mean = np.median(gains, axis=0), np.mean(gains, axis=0)
            better = int((np.array(gains)[:, 1] > 0).sum())
            lines.append(
                f"  {name:<6} {len(gains):>3}  median of studies "
                + ", ".join(f"{value:+.2f}" for value in middle)
                + "; mean "
                + ", ".join(f"{value:+.2f}" for value in mean)
                + f"; best lower in {better}"
            )
    lines.append(f"medians of {MANY:,} trainings: {found['medians']}")
    lines.append(f"fixed by these: {', '.join(found['fixed_of_many']) or 'nothing'}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
