"""``landscape``: trains every cell of a grid over two parameters of a study."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from dctaxi.cli.options import (
    UsageError,
    add_device_options,
    add_objective_option,
    add_storage_option,
    options_checked,
    positive_integer,
    whole_number,
    workspace_of,
)
from dctaxi.cli.output import add_json_option, write_result
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from dctaxi.populations import LandscapePlan


def add_commands(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add ``landscape run``."""
    actions = commands.add_parser(
        "landscape", help="train a grid over two parameters"
    ).add_subparsers(required=True, metavar="ACTION")
    run = actions.add_parser("run", help="train every cell")
    run.add_argument("--study", metavar="N", required=True, help="the study whose space to map")
    run.add_argument("--x", metavar="NAME", required=True, help="hyperparameter on the x axis")
    run.add_argument("--y", metavar="NAME", required=True, help="hyperparameter on the y axis")
    run.add_argument(
        "--grid", type=positive_integer, default=16, help="cells per side (default 16)"
    )
    run.add_argument(
        "--seeds", type=positive_integer, default=8, help="trainings per cell (default 8)"
    )
    run.add_argument(
        "--others",
        metavar="random|best|TRIAL",
        default="random",
        help="the other parameters: drawn at random (default), or those of a trial",
    )
    run.add_argument("--seed", type=whole_number, default=0, help="seed of the draws (default 0)")
    add_objective_option(run, default="the study's own")
    add_device_options(run)
    add_storage_option(run)
    add_json_option(run)
    run.set_defaults(run=run_run)


def run_run(options: Namespace) -> int:
    """Train a landscape, or open it if it was trained before."""
    from dctaxi.analysis import (
        cell_noise,
        cell_noise_json,
        cell_noise_sentences,
        landscape_cells,
        landscape_json,
    )
    from dctaxi.cli.training_run import run_plan, status_of
    from dctaxi.populations import LANDSCAPES

    workspace = workspace_of(options)
    plan = plan_of(options, workspace)
    landscape = run_plan(plan, LANDSCAPES, workspace)
    cells = landscape_cells(landscape)
    noise = cell_noise(landscape)
    sentences = () if noise is None else cell_noise_sentences(noise)
    result = landscape_json(landscape) | {"noise": cell_noise_json(noise)}
    heading = (
        f"{landscape.id} {plan.name}: {landscape.done:,} trainings of {cells.median.size:,} "
        f"cells in {landscape.wall_s:.2g} s on {landscape.device}"
    )
    write_result(
        result, options.json, heading=heading, text="\n".join(sentences),
        currency=plan.source.currency,
    )  # fmt: skip
    return status_of(landscape)


def plan_of(options: Namespace, workspace: Workspace) -> LandscapePlan:
    """Return the plan that the options describe. Raises StudyError and UsageError."""
    from dctaxi.populations import (
        LandscapePlan,
        Others,
        finished_trials,
        plan_of_study,
        ranked_trials,
        setting_of,
        trial_numbered,
    )

    study = plan_of_study(options.study, workspace)
    others: Others = "random"
    if options.others != "random":
        if options.others == "best":
            others = ranked_trials(options.study, workspace)[0].params
        elif options.others.isdecimal():
            others = trial_numbered(
                int(options.others), finished_trials(options.study, workspace)
            ).params
        else:
            raise UsageError(
                f"--others takes random, best or the number of a trial, got {options.others!r}."
            )
    with options_checked():
        return LandscapePlan(
            study.space,
            options.x,
            options.y,
            columns=options.grid,
            rows=options.grid,
            seeds=options.seeds,
            others=others,
            seed=options.seed,
            engine=options.engine,
            device=options.device,
            **setting_of(study, options.objective),
        )
