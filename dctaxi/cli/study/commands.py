"""``study``: runs studies and looks after those of the workspace."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import Literal, get_args

from dctaxi.cli.data_options import add_data_options
from dctaxi.cli.options import (
    Actions,
    add_action,
    add_engine_options,
    add_group,
    add_sampler_options,
    add_seeds_options,
    positive_integer,
)
from dctaxi.cli.space import add_space_options
from dctaxi.cli.study.backups import add_backups
from dctaxi.cli.study.foreign import add_foreign
from dctaxi.cli.study.keeping import add_export, run_copy, run_delete, run_rename
from dctaxi.cli.study.listing import run_best, run_list, run_show
from dctaxi.cli.study.report import add_report
from dctaxi.cli.study.run import run_resume, run_run
from dctaxi.records import ObjectiveName


def add_commands(commands: Actions) -> None:
    """Add the actions of ``study``."""
    actions = add_group(commands, "study", "run and browse studies")
    run = add_action(actions, "run", "create a study and run it", run_run)
    run.add_argument("--name", metavar="N", required=True, help="a name that is not taken yet")
    add_space_options(run, required=False)
    run.add_argument("--trials", type=positive_integer, metavar="N", help="how many (default 100)")
    add_sampler_options(run)
    run.add_argument("--seed", type=int, default=42, help="seed of the sampler (default 42)")
    run.add_argument(
        "--objective",
        choices=get_args(ObjectiveName),
        help="what to minimise (default val_rmse_all, which judges all trials on the same rows; "
        "for the chapter's space train_val_rmse, as in the chapter)",
    )
    run.add_argument(
        "--round-size", type=round_size, metavar="auto|K", help="how many trials to train together"
    )
    add_seeds_options(run)
    run.add_argument(
        "--as-printed",
        action="store_true",
        help="the chapter's loop: univariate TPE without constant liar, one trial at a time, "
        "judged by chapter_objective; in the chapter's space unless another is named",
    )
    add_data_options(run, default_features=None)
    add_engine_options(run)

    add_action(actions, "list", "list the studies", run_list)
    show = add_action(actions, "show", "show a study and its best trials", run_show)
    best = add_action(actions, "best", "show the best trial, and what it is worth", run_best)
    resume = add_action(actions, "resume", "continue a study", run_resume)
    resume.add_argument("--trials", type=positive_integer, metavar="N", help="how many more")
    for parser in (run, resume):
        parser.add_argument(
            "--timeout",
            type=positive_seconds,
            metavar="S",
            help="stop after S seconds, at the end of a round",
        )
    export = add_export(actions)
    rename = add_action(actions, "rename", "rename a study", run_rename)
    copy = add_action(actions, "copy", "copy a study with its trials", run_copy)
    delete = add_action(actions, "delete", "delete a study with its trials", run_delete)
    add_foreign(actions)
    add_report(actions)
    add_backups(actions)
    for parser in (show, best, resume, export, rename, copy, delete):
        parser.add_argument("name", metavar="NAME", help="a study of the workspace")
    for parser in (rename, copy):
        parser.add_argument("new_name", metavar="NEW", help="a name that is not taken yet")


def positive_seconds(text: str) -> float:
    """Read a number of seconds above 0."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds < float("inf"):
        raise ArgumentTypeError(f"expected a number of seconds above 0, got {text!r}")
    return seconds


def round_size(text: str) -> int | Literal["auto"]:
    """Read ``auto`` or a whole number above 0."""
    return "auto" if text == "auto" else positive_integer(text)
