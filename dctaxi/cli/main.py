"""Puts the commands together and turns what goes wrong into one line and an exit code."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from dctaxi import __version__
from dctaxi.cli import (
    analyze,
    app,
    bench,
    completion,
    data,
    diagnostics,
    model,
    population,
    prepare,
    program,
    repeat,
    searches,
    serve,
    space,
    study,
    train,
    workspace,
)
from dctaxi.cli.destination import check_destination, say
from dctaxi.cli.interrupt import EXIT_INTERRUPTED
from dctaxi.cli.options import UsageError
from dctaxi.data import BadRowsError
from dctaxi.errors import DcTaxiError, StoppedError
from dctaxi.foreign_text import visible
from dctaxi.incidents import noted
from dctaxi.training import use_cluster
from dctaxi.workspace import Workspace

EXIT_FAILED = 1
EXIT_USAGE = 2

_MOST = 4000
"""Characters of an error: paths may be long, and a terminal has room."""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, as everything else in a command does."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}. See `{self.prog} --help`.")


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of every command; each command sets ``run`` to its function."""
    parser: argparse.ArgumentParser = _Parser(
        prog=_called(),
        description="Hyperparameter search on a taxi-fare model, answered by real training.",
        epilog="Environment: DCTAXI_HOME is the folder that everything is written to (default "
        ".dctaxi), DCTAXI_STORAGE an Optuna database to use instead of the one in there, "
        "DCTAXI_DATA_FOLDERS and DCTAXI_DATA_HOSTS say where data may be read from (default "
        "anywhere), DCTAXI_RAY_ADDRESS names a Ray cluster. Exit status: 0 done, 1 failed, 2 wrong "
        "usage, 130 stopped by Ctrl-C.",
    )
    parser.add_argument("--version", action="version", version=f"dctaxi {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    trainings = (train, study, model, program, population, searches, repeat)
    modules = (app, serve, *trainings, analyze, space, data, bench, prepare, workspace, diagnostics)
    for module in modules:
        module.add_commands(commands)
    completion.add_commands(commands, parser)
    return parser


def _called() -> str:
    """Return how this program was started: by the console script or as a module."""
    script = completion.PROGRAM
    return script if Path(sys.argv[0]).stem == script else f"python -m {script}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    try:
        options = make_parser().parse_args(arguments)
        if (destination := getattr(options, "json", None)) is not None:
            check_destination(destination, "--json")
        if (address := getattr(options, "ray_address", None)) is not None:
            use_cluster(address)
        status: int = options.run(options)
    except BadRowsError as error:
        say(f"dctaxi: {visible(error, _MOST)} Add --leave-out-bad-rows to go on without them.")
        return EXIT_FAILED
    except StoppedError:
        status = EXIT_INTERRUPTED
    except DcTaxiError as error:
        say(f"dctaxi: {visible(error, _MOST)}")
        return EXIT_USAGE if isinstance(error, UsageError) else EXIT_FAILED
    except KeyboardInterrupt:
        status = EXIT_INTERRUPTED
    except Exception as error:  # the log has it with its traceback
        incident = noted(error, "The command failed", Workspace.current())
        say(
            f"dctaxi: failed unexpectedly ({incident} in the workspace's errors.log); `python -m "
            "dctaxi diagnostics` collects what a bug report needs."
        )
        return EXIT_FAILED
    if status == EXIT_INTERRUPTED:
        say("dctaxi: stopped; what was finished is kept.")
    return status
