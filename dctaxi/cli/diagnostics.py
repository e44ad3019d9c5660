"""``diagnostics``: what somebody who helps needs to know, in one file."""

from __future__ import annotations

import json
from argparse import Namespace

from dctaxi.cli.destination import STANDARD_OUTPUT, check_destination, print_out, write_text
from dctaxi.cli.options import Actions, add_storage_option, workspace_of


def add_commands(commands: Actions) -> None:
    """Add ``diagnostics``."""
    parser = commands.add_parser(
        "diagnostics", help="write versions, a storage check and the last errors into one file"
    )
    parser.add_argument(
        "--to", metavar="FILE", default="dctaxi-diagnostics.json", help="- is standard output"
    )
    add_storage_option(parser)
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Write the diagnosis, which names no study, no secret and no path outside the workspace."""
    from dctaxi.diagnostics import diagnosis

    check_destination(options.to, "--to")
    found = diagnosis(workspace_of(options))
    write_text(json.dumps(found, indent=2) + "\n", options.to, "--to")
    if options.to != STANDARD_OUTPUT:
        print_out(f"Written to {options.to}: look at it before you send it to anybody.\n")
    return 0
