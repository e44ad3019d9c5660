"""``analyze importance --evaluator by-training``: trains to find out what decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dctaxi.cli.options import (
    add_device_options,
    add_objective_option,
    engine_of,
    options_checked,
    positive_integer,
)
from dctaxi.cli.output import write_result
from dctaxi.errors import StudyError
from dctaxi.foreign_text import visible

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from dctaxi.analysis.importance import SobolResult
    from dctaxi.workspace import Workspace

_MOST = 4000
"""Characters of what the indices say in words."""


def add_by_training_options(action: ArgumentParser) -> None:
    """Add what only trainings for importances ask for."""
    group = action.add_argument_group("with by-training")
    group.add_argument(
        "--samples",
        type=positive_integer,
        default=1024,
        help="base samples, a power of two (default 1024); each costs two trainings for every "
        "hyperparameter, plus two",
    )
    group.add_argument(
        "--scale",
        choices=["ranks", "usd"],
        default="ranks",
        help="go by the ranks of trainings (default) or by their errors",
    )
    add_objective_option(action, default="the study's own")
    add_device_options(action)


def run_by_training(options: Namespace, workspace: Workspace) -> int:
    """Train for a study's importances, or open what was trained before, and print the indices."""
    from dctaxi.analysis.importance import sobol_indices
    from dctaxi.cli.training_run import run_plan, status_of
    from dctaxi.populations import SENSITIVITIES, SensitivityPlan, plan_of_study, setting_of

    study = plan_of_study(options.study, workspace)
    with options_checked():
        plan = SensitivityPlan(
            study.space,
            samples=options.samples,
            seed=options.seed,
            engine=engine_of(options, options.samples),
            device=options.device,
            **setting_of(study, options.objective),
        )
    trained = run_plan(plan, SENSITIVITIES, workspace)
    result = sobol_indices(trained, options.scale)
    if result.reason:
        raise StudyError(f"The study {options.study!r} has no importances: {result.reason}")
    found = {"id": trained.id, "wall_s": trained.wall_s, "device": trained.device}
    write_result(found | result.to_json(), options.json, text=_table(options.study, result))
    return status_of(trained)


def _table(study: str, result: SobolResult) -> str:
    """Return a line for each parameter, and what they say in words."""
    from dctaxi.plots.study.by_training import BY_TRAINING_QUESTION, by_training_text, words_of

    names = [visible(one.name) for one in result.indices]
    width = max(len("parameter"), *map(len, names))
    lines = [
        f"{visible(study)}: {BY_TRAINING_QUESTION}",
        f"{'parameter':<{width}}  {'by itself':^22}  {'in all':^22}  {'beyond luck':^22}  verdict",
    ]
    for name, one in zip(names, result.indices, strict=True):
        shares = "  ".join(
            f"{'':22}"
            if share is None
            else f"{share.value:6.1%} {share.low:6.1%} - {share.high:6.1%}"
            for share in (one.first, one.total, one.beyond_luck)
        )
        lines.append(f"{name:<{width}}  {shares}  {words_of(one)}")
    return "\n".join([*lines, visible(by_training_text(result), _MOST)])
