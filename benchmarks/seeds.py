"""What several seeds per trial buy: how good the winner is with seeds that it never saw.

``python -m benchmarks.seeds FOLDER`` searches with 1, 4 and 16 seeds per trial, and with the same
number of trainings in all, from many HPO seeds, and keeps each cell in a file; ``--table`` only
prints what there is. Every winner is then trained with fresh seeds, the same number for all, and
judged by the median of them: in its own objective, and on test rows, which chose nothing.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.rounds import GROUNDS, Ground
from dctaxi.data import SampleSource, TaxiData, load
from dctaxi.populations import fresh_seeds
from dctaxi.records import TrialSpec
from dctaxi.searches import judging
from dctaxi.space import PRESETS
from dctaxi.study import Asked, Asking, StudyPlan, auto_round_size
from dctaxi.training import Engine, make_engine, over_seeds
from dctaxi.whole_file import replaced_as_a_whole
from dctaxi.workspace import Workspace

SEEDS_PER_TRIAL: Final = (1, 4, 16)
TRAININGS: Final = (240, 480, 960)
"""The winner is taken after so many trainings in all; multiples of the most seeds per trial."""

FRESH: Final = 64
"""Seeds that a winner is trained with anew."""

_RESAMPLES = 10_000
_FIRST = PRESETS["first"]
WHERE: Final = {
    "chapter": GROUNDS["chapter"],
    "raw": Ground(PRESETS["chapter"].space, "raw", "train_val_rmse"),
    "first": Ground(_FIRST.space, _FIRST.feature_set, _FIRST.objective),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """The searches of one number of seeds per trial; arrays are ``[trainings, searches]``, in USD.

    ``trainings`` are the numbers after which the winners were taken, ``said`` is what each scored
    in its search, ``fresh`` the median of its fresh seeds in the same objective, ``test`` that on
    test rows.
    """

    ground: str
    seeds_per_trial: int
    trainings: tuple[int, ...]
    said: NDArray[np.float64]
    fresh: NDArray[np.float64]
    test: NDArray[np.float64]

    @property
    def name(self) -> str:
        """The file's name."""
        return f"{self.ground}-{self.seeds_per_trial}"

    def to_json(self) -> dict[str, Any]:
        """Return everything as plain JSON values."""
        arrays = {name: getattr(self, name).round(5).tolist() for name in ("said", "fresh", "test")}
        return {
            "ground": self.ground,
            "seeds_per_trial": self.seeds_per_trial,
            "trainings": list(self.trainings),
            **arrays,
        }


def cell_from_json(document: dict[str, Any]) -> Cell:
    """Read what ``to_json`` gave."""
    arrays = {name: np.array(document[name]) for name in ("said", "fresh", "test")}
    return Cell(**{**document, "trainings": tuple(document["trainings"]), **arrays})


def search(ground: str, count: int, *, searches: int, trainings: Sequence[int]) -> Cell:
    """Search with so many seeds per trial from every HPO seed, in lockstep; judge the winners."""
    where = WHERE[ground]
    data = load(SampleSource(), where.feature_set, Workspace.current())
    engine = make_engine("fused", device="cpu")
    plans = [
        StudyPlan(
            "searched",
            where.space,
            sampler_seed=seed,
            objective=where.objective,
            seeds_per_trial=count,
        )
        for seed in range(searches)
    ]
    best = _best_specs(plans, over_seeds(engine, count, "median", where.objective), data,
                       [most // count for most in trainings])  # fmt: skip
    fresh, test = (
        _fresh(best, engine, rows, objective)
        for rows, objective in ((data, where.objective), (judging(data), "val_rmse_all"))
    )
    said = np.array([[value for value, _ in row] for row in best])
    return Cell(ground, count, tuple(trainings), said, fresh, test)


_Best = tuple[float, TrialSpec | None]


def _best_specs(
    plans: Sequence[StudyPlan], engine: Engine, data: TaxiData, after: Sequence[int]
) -> list[list[_Best]]:
    """Return the best value and its training after so many trials, of every search."""
    askers = [Asking(plan).asker() for plan in plans]
    best: list[_Best] = [(np.inf, None)] * len(plans)
    found = []
    first = 0
    while first < max(after):
        size = auto_round_size(plans[0], "fused", trials_so_far=first)
        size = min(size, next(end for end in after if end > first) - first)
        asked: list[list[Asked]] = []
        for asker in askers:
            asker.begin(first)
            asked.append([asker.ask() for _ in range(size)])
        outcomes = iter(engine.run([one.spec for some in asked for one in some if one.spec], data))
        for place, some in enumerate(asked):
            for one in some:
                value = next(outcomes).value(plans[0].objective) if one.spec else None
                askers[place].tell(one, value)
                if value is not None and value < best[place][0]:
                    best[place] = value, one.spec
        first += size
        if first in after:
            found.append(list(best))
    return found


def _fresh(
    best: Sequence[Sequence[_Best]], engine: Engine, data: TaxiData, objective: Any
) -> NDArray[np.float64]:
    """Return the medians of all winners, trained with fresh seeds; what diverges is the worst."""
    seeds = fresh_seeds(FRESH, seed=1)
    specs = [spec for row in best for _, spec in row if spec is not None]
    outcomes = engine.run(
        [dataclasses.replace(spec, seed=seed) for spec in specs for seed in seeds], data
    )
    values = [outcome.value(objective) for outcome in outcomes]
    table = np.array([np.inf if value is None else value for value in values])
    medians: NDArray[np.float64] = np.median(table.reshape(len(best), -1, FRESH), axis=2)
    return medians


def table(cells: Sequence[Cell]) -> str:
    """Return the cells as a Markdown table; differences are to one seed per trial."""
    heads = ("searched", "trainings", "seeds per trial", "searches", "winner's value",
             "with fresh seeds", "less one seed's (95 %)",
             "test rows", "less one seed's (95 %)")  # fmt: skip
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    ones = {cell.ground: cell for cell in cells if cell.seeds_per_trial == 1}
    order = list(WHERE)
    for most in sorted({most for cell in cells for most in cell.trainings}):
        for cell in sorted(cells, key=lambda c: (order.index(c.ground), c.seeds_per_trial)):
            if most not in cell.trainings:
                continue
            row = cell.trainings.index(most)
            one = ones.get(cell.ground)
            parts = [cell.ground, f"{most}", f"{cell.seeds_per_trial}", f"{cell.said.shape[1]}"]
            parts.append(f"{np.mean(cell.said[row]):.3f}")
            for ours in ("fresh", "test"):
                values = getattr(cell, ours)[row]
                base = None if one is None or one is cell else getattr(one, ours)[row]
                parts += [f"{np.mean(values):.3f}", "" if base is None else _less(values, base)]
            lines.append(f"| {' | '.join(parts)} |")
    return "\n".join(lines)


def _less(ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> str:
    """Return the difference of two means of independent searches, with a bootstrap interval."""
    rng = np.random.default_rng(0)
    draws = [rng.choice(ends, (_RESAMPLES, len(ends))).mean(axis=1) for ends in (ours, theirs)]
    low, high = np.percentile(draws[0] - draws[1], [2.5, 97.5])
    return f"{ours.mean() - theirs.mean():+.3f} ({low:+.3f} to {high:+.3f})"


def main() -> None:
    """Search what is missing, or print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--space", choices=WHERE, action="append")
    parser.add_argument("--searches", type=int, default=40)
    parser.add_argument("--trainings", type=int, nargs="+", default=TRAININGS)
    parser.add_argument("--table", action="store_true", help="only print what the folder holds")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for ground in () if options.table else options.space or WHERE:
        for count in SEEDS_PER_TRIAL:
            path = options.folder / f"{ground}-{count}.json"
            if path.exists():
                continue
            cell = search(ground, count, searches=options.searches, trainings=options.trainings)
            with replaced_as_a_whole(path) as part:
                part.write_text(json.dumps(cell.to_json()), encoding="utf-8")
    files = options.folder.glob("*.json")
    print(table([cell_from_json(json.loads(path.read_text())) for path in files]))


if __name__ == "__main__":
    main()
