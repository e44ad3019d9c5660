"""``completion``: what a shell needs to complete commands, options and choices."""

from __future__ import annotations

import argparse
import functools

from dctaxi.cli.destination import print_out
from dctaxi.cli.options import Actions

PROGRAM = "dctaxi"
"""The console script, the only name that a shell can complete."""

SHELLS = ("bash", "zsh", "fish", "tcsh", "powershell")


def add_commands(commands: Actions, whole: argparse.ArgumentParser) -> None:
    """Add ``completion`` for the whole parser, which need not be finished yet."""
    parser = commands.add_parser(
        "completion", help="print a script that lets a shell complete dctaxi's commands"
    )
    parser.add_argument("shell", choices=SHELLS, help="which shell")
    parser.set_defaults(run=functools.partial(run, whole))


def run(whole: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    """Print the completion script of a shell."""
    import shtab

    whole.prog = PROGRAM
    print_out(shtab.complete(whole, options.shell))
    return 0
