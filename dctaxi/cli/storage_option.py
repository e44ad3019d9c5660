"""The option that names the database of the studies."""

from __future__ import annotations

import dataclasses
from argparse import ArgumentParser, Namespace

from dctaxi.workspace import Workspace


def add_storage_option(parser: ArgumentParser) -> None:
    """Add ``--storage URL``."""
    parser.add_argument("--storage", metavar="URL", help="an Optuna RDB URL (default: workspace)")


def workspace_of(options: Namespace) -> Workspace:
    """Return the workspace, with the storage that the options name."""
    workspace = Workspace.current()
    if options.storage is None:
        return workspace
    return dataclasses.replace(workspace, storage_url=options.storage)
