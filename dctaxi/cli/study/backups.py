"""``study backup``, ``restore``, ``upgrade``: copies of all studies, made and put back."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from dctaxi.cli.destination import check_destination
from dctaxi.cli.options import Actions, add_action, workspace_of
from dctaxi.cli.output import write_result


def add_backups(actions: Actions) -> None:
    """Add ``study backup``, ``restore`` and ``upgrade``."""
    backup = add_action(actions, "backup", "copy all studies, even while they run", run_backup)
    backup.add_argument("--to", metavar="FILE", help="default: in backups/ of DCTAXI_HOME")
    restore = add_action(actions, "restore", "replace all studies with a backup", run_restore)
    restore.add_argument("file", metavar="FILE", help="a file that study backup wrote")
    add_action(actions, "upgrade", "bring the tables of an older Optuna up to date", run_upgrade)


def run_backup(options: Namespace) -> int:
    """Copy all studies into one file."""
    from dctaxi.study import back_up_studies

    if options.to is not None:
        check_destination(options.to, "--to")
    target = None if options.to is None else Path(options.to).resolve()
    file, size = back_up_studies(workspace_of(options), target)
    text = f"All studies copied to {file}, {size / 1e6:.1f} MB"
    write_result({"backup": str(file), "bytes": size}, options.json, text=text)
    return 0


def run_restore(options: Namespace) -> int:
    """Put a backup in the place of all studies; what was there is backed up first."""
    from dctaxi.study import restore_studies

    before = restore_studies(workspace_of(options), Path(options.file))
    kept = "" if before is None else f"; what was there is in {before}"
    result = {"restored": options.file, "before": None if before is None else str(before)}
    write_result(result, options.json, text=f"Studies restored from {options.file}{kept}")
    return 0


def run_upgrade(options: Namespace) -> int:
    """Upgrade the tables; a backup is made first."""
    from dctaxi.study import upgrade_studies

    before = upgrade_studies(workspace_of(options))
    text = f"The tables are up to date; a backup of the old ones is in {before}"
    write_result({"backup": str(before)}, options.json, text=text)
    return 0
