"""Actions of commands, and the option of theirs that names the database of the studies."""

from __future__ import annotations

import dataclasses
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING

from dctaxi.cli.output import add_json_option
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add_action(
    actions: _SubParsersAction[ArgumentParser],
    name: str,
    help_text: str,
    run: Callable[[Namespace], int],
) -> ArgumentParser:
    """Add an action that takes ``--storage`` and ``--json`` and is done by ``run``."""
    parser = actions.add_parser(name, help=help_text)
    add_storage_option(parser)
    add_json_option(parser)
    parser.set_defaults(run=run)
    return parser


def add_storage_option(parser: ArgumentParser) -> None:
    """Add ``--storage URL``."""
    parser.add_argument("--storage", metavar="URL", help="an Optuna RDB URL (default: workspace)")


def workspace_of(options: Namespace) -> Workspace:
    """Return the workspace, with the storage that the options name."""
    workspace = Workspace.current()
    if options.storage is None:
        return workspace
    return dataclasses.replace(workspace, storage_url=options.storage)
