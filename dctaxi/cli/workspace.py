"""``workspace``: what the workspace holds, and what of it can go."""

from __future__ import annotations

from argparse import Namespace

from dctaxi.cli.options import Actions, add_action, add_group, workspace_of
from dctaxi.cli.output import write_result


def add_commands(commands: Actions) -> None:
    """Add ``workspace show`` and ``clean``."""
    actions = add_group(
        commands, "workspace", "see what is stored and how much space it takes, and clean up"
    )
    add_action(actions, "show", "list what is stored, and what can be removed", run_show)
    add_action(actions, "clean", "remove what is no longer needed", run_clean)


def run_show(options: Namespace) -> int:
    """List what the workspace holds."""
    from dctaxi.housekeeping import holdings

    found = holdings(workspace_of(options))
    rows = [
        {
            "what": one.title,
            "bytes": one.bytes,
            "removable_bytes": one.removable_bytes,
            "removable": [str(path) for path in one.removable],
        }
        for one in found
    ]
    lines = [
        f"{one.bytes / 1e6:10,.1f} MB  {one.title}"
        + (
            f"; {one.removable_bytes / 1e6:,.1f} MB can be removed: {one.why}"
            if one.removable
            else ""
        )
        for one in found
    ]
    write_result(rows, options.json, text="\n".join(lines))
    return 0


def run_clean(options: Namespace) -> int:
    """Remove what can go."""
    from dctaxi.housekeeping import clean

    freed = clean(workspace_of(options))
    write_result({"freed_bytes": freed}, options.json, text=f"{freed / 1e6:,.1f} MB freed")
    return 0
