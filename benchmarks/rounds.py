"""How good searches are by who asks and in which rounds: TPE of Optuna and of rustuna.

``python -m benchmarks.rounds FOLDER`` trains the searches that FOLDER does not hold yet and keeps
them there, a file for each cell, some seeds of every cell before more seeds of any; options choose
spaces, who asks, rounds, seeds and trials, and ``--table`` only prints what there is. What is
stopped, by hand or after ``--minutes``, goes on where it was. Every training is a real one;
searches go in lockstep, so that a round of all of them is one call of the engine.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from dctaxi.data import FeatureSet, SampleSource, load
from dctaxi.records import ObjectiveName
from dctaxi.samplers import LATE, STARTUP_TRIALS
from dctaxi.space import PRESETS, Choices, IntRange, SearchSpace
from dctaxi.study import Asked, Asking, StudyPlan
from dctaxi.training import make_engine
from dctaxi.whole_file import replaced_as_a_whole
from dctaxi.workspace import Workspace

Who = Literal["optuna", "rustuna", "rustuna, running trials bad", "rustuna, all known", "random"]
"""Who asks. *All known*: from all trials, however many; else from ``samplers.MOST_KNOWN``."""

ROUNDS: Final = (1, 5, 10, 20)
AFTER: Final = (50, 100, 300, 1000)
"""The best so far is told after so many trials."""

_RESAMPLES = 10_000
_SEEDS_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Ground:
    """Where is searched: a space on features of the sample's trips, by an objective."""

    space: SearchSpace
    feature_set: FeatureSet
    objective: ObjectiveName


_WIDE = PRESETS["wide"]
_STACK = (
    PRESETS["chapter"]
    .space.replace("num_layers", Choices((11, 13, 17, 19)))
    .replace("num_hidden_layer_neurons", Choices((7, 11, 13, 19, 23)))
)
"""Listing 11.2 of the chapter: many hyperparameters exist in some trials only."""
GROUNDS: Final = {
    "chapter": Ground(PRESETS["chapter"].space, "distance", "train_val_rmse"),
    # At most 400 steps in place of 4,000, so that fifty searches take minutes.
    "wide": Ground(
        _WIDE.space.replace("max_batches", IntRange(40, 400, log=True)),
        _WIDE.feature_set,
        _WIDE.objective,
    ),
    "stack": Ground(_STACK, "scaled", "val_rmse_all"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """The searches of one cell: ``best[seed][trial]`` so far in USD, and what asking took.

    Rounds have ``late_size`` trials once ``samplers.LATE`` are there.
    """

    ground: str
    who: Who
    round_size: int
    late_size: int
    best: NDArray[np.float64]
    ask_s: float

    @property
    def name(self) -> str:
        """The file's name."""
        return f"{self.ground}-{self.who.replace(', ', '-').replace(' ', '-')}-{self.rounds}"

    @property
    def rounds(self) -> str:
        """The sizes of its rounds."""
        late = "" if self.late_size == self.round_size else f"-then-{self.late_size}"
        return f"{self.round_size}{late}"

    def and_then(self, more: Cell) -> Cell:
        """Return the cell with the searches of further seeds."""
        ours, theirs = len(self.best), len(more.best)
        return dataclasses.replace(
            self,
            best=np.concatenate([self.best, more.best]),
            ask_s=(self.ask_s * ours + more.ask_s * theirs) / (ours + theirs),
        )

    def to_json(self) -> dict[str, Any]:
        """Return everything as plain JSON values."""
        return {
            "ground": self.ground,
            "who": self.who,
            "round_size": self.round_size,
            "late_size": self.late_size,
            "ask_s": self.ask_s,
            "best": self.best.round(5).tolist(),
        }


def cell_from_json(document: dict[str, Any]) -> Cell:
    """Read what ``to_json`` gave."""
    return Cell(**{
        "late_size": document["round_size"],  # the only one that there was
        **document,
        "best": np.array(document["best"]),
    })  # fmt: skip


def search(cell: Cell, *, seeds: Sequence[int]) -> Cell:
    """Return a cell's searches with such sampler seeds, all in lockstep."""
    who, trials, where = cell.who, cell.best.shape[1], GROUNDS[cell.ground]
    workspace = Workspace.current()
    engine = make_engine("fused", device="cpu")
    data = load(SampleSource(), where.feature_set, workspace)
    askers: list[Any] = [  # what no study does is done to what askers hide
        Asking(
            StudyPlan(
                "searched",
                where.space,
                sampler="random" if who == "random" else "tpe",
                sampler_seed=seed,
                asker="optuna" if who == "optuna" else "rustuna",
            )
        ).asker()
        for seed in seeds
    ]
    for asker in askers if who == "rustuna, all known" else ():
        asker._asker._most_known = 10**9
    best = np.full((len(seeds), trials), np.inf)
    ask_s, first = 0.0, 0
    while first < trials:
        size = min(cell.late_size if first >= LATE else cell.round_size, trials - first)
        began = time.process_time()
        rounds = []
        for asker in askers:
            asker.begin(first)
            rounds.append([_asked(asker, who, first) for _ in range(size)])
        ask_s += time.process_time() - began
        specs = [asked.spec for asked_of in rounds for asked in asked_of if asked.spec is not None]
        outcomes = iter(engine.run(specs, data))
        for row, asked_of in enumerate(rounds):
            for place, asked in enumerate(asked_of):
                value = None if asked.spec is None else next(outcomes).value(where.objective)
                askers[row].tell(asked, value)
                best[row, first + place] = np.inf if value is None else value
        first += size
    best = np.minimum.accumulate(best, axis=1)
    return dataclasses.replace(cell, best=best, ask_s=ask_s / best.size)


def _asked(asker: Any, who: Who, known: int) -> Asked:
    """Ask for a trial; where running trials count as bad, tell rustuna the worst of it."""
    asked: Asked = asker.ask()
    if who == "rustuna, running trials bad" and known >= STARTUP_TRIALS:
        inside = asker._asker
        inside._study.tell(len(inside._study.trials) - 1, max(one.value for one in inside._known))
    return asked


def table(cells: Sequence[Cell]) -> str:
    """Return the cells as Markdown tables, one for each ground."""
    lines: list[str] = []
    for ground in GROUNDS:
        here = [cell for cell in cells if cell.ground == ground]
        if here:
            lines += [f"{ground}:", "", *_rows(here), ""]
    return "\n".join(lines)


def _rows(cells: Sequence[Cell]) -> list[str]:
    """Return the rows of one ground.

    Optuna's searches are those in rounds of the same size.
    """
    longest = max(cell.best.shape[1] for cell in cells)
    ends = [after for after in AFTER if after <= longest]
    heads = [f"{n} trials: median, lowest | mean less Optuna's (95 %)" for n in ends]
    order = {who: place for place, who in enumerate(get_args(Who))}
    cells = sorted(cells, key=lambda c: (c.round_size, c.late_size, order[c.who]))
    theirs = {c.rounds: c for c in cells if c.who == "optuna"}
    lines = [
        f"| who asks | rounds of | seeds | ms to ask | {' | '.join(heads)} |",
        f"|---|---|---|---|{'---|---|' * len(ends)}",
    ]
    for cell in cells:
        beside = None if cell.who == "optuna" else theirs.get(cell.rounds)
        found = [_found(cell, beside, after - 1) for after in ends]
        lines.append(
            f"| {cell.who} | {cell.rounds} | {len(cell.best)} | {cell.ask_s * 1000:.2f} | "
            f"{' | '.join(found)} |"
        )
    return lines


def _found(cell: Cell, theirs: Cell | None, at: int) -> str:
    """Return two cells of the table: what was found, and the difference to Optuna's searches."""
    if cell.best.shape[1] <= at:
        return " | "
    ends = cell.best[:, at]
    both = theirs is not None and theirs.best.shape[1] > at
    difference = _difference(ends, theirs.best[:, at]) if theirs is not None and both else ""
    return f"{np.median(ends):.3f}, {ends.min():.3f} | {difference}"


def _difference(ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> str:
    """Return the difference of two means of independent searches, with a bootstrap interval."""
    rng = np.random.default_rng(0)
    draws = [rng.choice(ends, (_RESAMPLES, len(ends))).mean(axis=1) for ends in (ours, theirs)]
    low, high = np.percentile(draws[0] - draws[1], [2.5, 97.5])
    return f"{ours.mean() - theirs.mean():+.3f} ({low:+.3f} to {high:+.3f})"


def kept(folder: Path) -> dict[str, Cell]:
    """Return the cells that a folder holds, by name."""
    cells = [cell_from_json(json.loads(path.read_text())) for path in folder.glob("*.json")]
    return {cell.name: cell for cell in cells}


def search_missing(folder: Path, cells: Sequence[Cell], *, seeds: int, minutes: float) -> None:
    """Search with the seeds that cells lack, and keep each; begin nothing after so long."""
    ends = time.monotonic() + 60 * minutes
    for goal in range(_SEEDS_AT_ONCE, seeds + _SEEDS_AT_ONCE, _SEEDS_AT_ONCE):
        for empty in cells:
            cell = kept(folder).get(empty.name, empty)
            missing = range(len(cell.best), min(goal, seeds))
            if not missing:
                continue
            if time.monotonic() >= ends:
                return
            more = search(cell, seeds=missing)
            with replaced_as_a_whole(folder / f"{cell.name}.json") as part:
                part.write_text(json.dumps(cell.and_then(more).to_json()), encoding="utf-8")


def main() -> None:
    """Search what is missing, or print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--space", choices=GROUNDS, action="append")
    parser.add_argument("--asker", choices=get_args(Who), action="append")
    parser.add_argument("--rounds", type=int, nargs="+", default=ROUNDS)
    parser.add_argument("--late", type=int, help=f"the size of rounds after {LATE} trials")
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--trials", type=int, default=300)
    parser.add_argument("--minutes", type=float, default=np.inf, help="begin nothing after so long")
    parser.add_argument("--table", action="store_true", help="only print what the folder holds")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    if not options.table:
        cells = [
            Cell(ground, who, size, options.late or size, np.empty((0, options.trials)), 0.0)
            for ground in options.space or GROUNDS
            for size in options.rounds
            for who in options.asker or ("optuna", "rustuna", "random")
        ]
        search_missing(options.folder, cells, seeds=options.seeds, minutes=options.minutes)
    print(table(list(kept(options.folder).values())))


if __name__ == "__main__":
    main()
