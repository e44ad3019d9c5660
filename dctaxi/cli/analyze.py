"""``analyze``: what the plots of a study say, in numbers."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from tqdm import tqdm

from dctaxi.cli.options import add_action, whole_number, workspace_of
from dctaxi.cli.output import write_result
from dctaxi.errors import StudyError
from dctaxi.foreign_text import visible

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from dctaxi.analysis.importance import ImportanceResult

_EVALUATORS = ("ped-anova", "fanova")
_MOST = 4000
"""Characters of the verdict in words."""


def add_commands(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add ``analyze importance``."""
    actions = commands.add_parser("analyze", help="say what a study's trials show").add_subparsers(
        required=True, metavar="ACTION"
    )
    action = add_action(
        actions, "importance", "which hyperparameters matter more than noise", run_importance
    )
    action.add_argument("--study", metavar="N", required=True)
    action.add_argument(
        "--evaluator",
        choices=_EVALUATORS,
        default="ped-anova",
        help="for reaching the best tenth (ped-anova, the default) or for the variance (fanova)",
    )
    action.add_argument(
        "--seed",
        type=whole_number,
        default=0,
        help="of fANOVA's forest, the resampling and the permutations (default 0)",
    )


def run_importance(options: Namespace) -> int:
    """Print a study's importances with their floor."""
    from dctaxi.analysis.importance import importances
    from dctaxi.analysis.reading import read_trials_and_parameters

    trials, parameters = read_trials_and_parameters(workspace_of(options), options.study)
    with tqdm(desc="forests", file=sys.stderr, unit="forest", leave=False, disable=None) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        result = importances(trials, parameters, options.evaluator, seed=options.seed, step=show)
    if result.reason:
        raise StudyError(f"The study {options.study!r} has no importances: {_lower(result.reason)}")
    write_result(result.to_json(), options.json, text=_table(options.study, result))
    return 0


def _table(study: str, result: ImportanceResult) -> str:
    """Return the question, the floor, a line per parameter and the verdict in words."""
    from dctaxi.plots.study.importance_bars import WORDS, importances_data
    from dctaxi.plots.study.importances import importances_text

    floor = result.floor
    names = [visible(one.name) for one in result.parameters]
    width = max(len("parameter"), *map(len, names))
    lines = [
        f"{visible(study)}: {result.question} "
        f"({result.evaluator}, {result.n_trials:,} finished trials)",
        "" if floor is None else f"noise floor {floor.low:.1%} to {floor.high:.1%}",
        f"{'parameter':<{width}}  importance  95 % interval    verdict",
    ]
    for name, one in zip(names, result.parameters, strict=True):
        needed = "" if one.trials_needed is None else f", {one.trials_needed:,} would do"
        lines.append(
            f"{name:<{width}}  {one.importance:10.1%}  {one.low:6.1%} - {one.high:6.1%}  "
            f"{WORDS[one.verdict]}{needed}"
        )
    return "\n".join([*lines, visible(importances_text(importances_data(result)), _MOST)])


def _lower(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
