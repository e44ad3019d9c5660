"""``analyze``: what the plots of a study say, in numbers."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError, Namespace
from typing import TYPE_CHECKING

from tqdm import tqdm

from dctaxi.cli.by_training import add_by_training_options, run_by_training
from dctaxi.cli.options import Actions, add_action, add_group, whole_number, workspace_of
from dctaxi.cli.output import write_result
from dctaxi.errors import StudyError
from dctaxi.foreign_text import visible

if TYPE_CHECKING:
    from dctaxi.analysis.importance import ImportanceResult
    from dctaxi.samplers import SamplerId

_EVALUATORS = ("ped-anova", "fanova", "by-training")
_RANDOM_TRAININGS = {"ped-anova": 4_096, "fanova": 1_000}
"""Random trainings that are looked at beside the trials of a sampler that learns."""

_MOST = 4000
"""Characters of the verdict in words."""


def add_commands(commands: Actions) -> None:
    """Add ``analyze importance``."""
    actions = add_group(commands, "analyze", "show which hyperparameters matter in a study")
    action = add_action(
        actions, "importance", "which hyperparameters matter more than noise", run_importance
    )
    action.add_argument("--study", metavar="N", required=True, help="the study to analyse")
    action.add_argument(
        "--evaluator",
        choices=_EVALUATORS,
        default="ped-anova",
        help="what matters for reaching the best tenth (ped-anova, default), for the variance "
        "(fanova), or Sobol indices from new trainings (by-training)",
    )
    action.add_argument(
        "--seed",
        type=forest_seed,
        default=0,
        help="seed for fANOVA's forest, for resampling and permutations, or for drawing trainings "
        "(default 0)",
    )
    add_by_training_options(action)


def forest_seed(text: str) -> int:
    """Read a seed that the forests of scikit-learn take: 32 bits."""
    seed = whole_number(text)
    if seed >= 2**32:
        raise ArgumentTypeError(f"expected a whole number from 0 to {2**32 - 1:,}, got {text!r}")
    return seed


def run_importance(options: Namespace) -> int:
    """Print a study's importances beside what luck alone gives."""
    from dctaxi.analysis import pool_beside, pool_trials
    from dctaxi.analysis.importance import importances
    from dctaxi.analysis.reading import parameters_of, read_trials_and_parameters
    from dctaxi.populations import POOLS
    from dctaxi.study import find_study

    workspace = workspace_of(options)
    if options.evaluator == "by-training":
        return run_by_training(options, workspace)
    trials, parameters = read_trials_and_parameters(workspace, options.study)
    plan = find_study(options.study, workspace).plan
    sampler = None if plan is None else plan.sampler
    with tqdm(desc="forests", file=sys.stderr, unit="forest", leave=False, disable=None) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        result = importances(trials, parameters, options.evaluator, seed=options.seed, step=show)
    if result.reason:
        raise StudyError(f"The study {options.study!r} has no importances: {_lower(result.reason)}")
    document, text = result.to_json(), _table(options.study, result, sampler)
    if (pool := pool_beside(plan, workspace, POOLS.find_for)) is not None:
        most = _RANDOM_TRAININGS[options.evaluator]
        first = importances(
            pool_trials(pool, most), parameters_of(pool.plan.space), options.evaluator,
            seed=options.seed,
        )  # fmt: skip
        document["random_trainings"] = first.to_json()
        text = f"{_table(options.study, first, 'random', pooled=True)}\n\n{text}"
    write_result(document, options.json, text=text)
    return 0


def _table(
    study: str, result: ImportanceResult, sampler: SamplerId | None, *, pooled: bool = False
) -> str:
    """Return the question, a line per parameter and the verdict in words."""
    from dctaxi.plots.study.importance_bars import importance_words, importances_data
    from dctaxi.plots.study.importances import importances_text

    names = [visible(one.name) for one in result.parameters]
    width = max(len("parameter"), *map(len, names))
    lines = [
        f"{visible(study)}: {result.question} "
        f"({result.evaluator}, {result.n_trials:,} "
        f"{'random trainings of its space' if pooled else 'finished trials'})",
        f"{'parameter':<{width}}  importance  95 % interval    luck to  verdict",
    ]
    for name, one in zip(names, result.parameters, strict=True):
        luck = "" if one.noise is None else f"{one.noise:.1%}"
        lines.append(
            f"{name:<{width}}  {one.importance:10.1%}  {one.low:6.1%} - {one.high:6.1%}  "
            f"{luck:>7}  {importance_words(one)}"
        )
    data = importances_data(result, sampler)._replace(pooled=pooled)
    return "\n".join([*lines, visible(importances_text(data), _MOST)])


def _lower(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
