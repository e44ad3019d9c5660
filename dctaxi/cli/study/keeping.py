"""``study export``, ``rename``, ``copy``, ``delete``: looks after the studies of the workspace."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from dctaxi.cli.destination import STANDARD_OUTPUT, print_out
from dctaxi.cli.options import Actions, UsageError, add_action, workspace_of
from dctaxi.cli.output import write_result


def add_export(actions: Actions) -> ArgumentParser:
    """Add ``study export``."""
    export = add_action(
        actions, "export", "write the trials in a format that other tools read", run_export
    )
    export.add_argument(
        "--to",
        choices=("csv", "parquet", "journal", "tensorboard"),
        default="csv",
        help="CSV (default) or Parquet, both with learning curves; Optuna's journal file; or a "
        "folder for TensorBoard",
    )
    export.add_argument(
        "--out",
        metavar="PATH",
        required=True,
        help="the file or, for TensorBoard, the new folder; - is standard output, for CSV",
    )
    return export


def run_export(options: Namespace) -> int:
    """Write the trials of a study for other programs."""
    from dctaxi.analysis.reading import read_trials
    from dctaxi.analysis.reading.trial_files import csv_text
    from dctaxi.exports import export_study

    workspace = workspace_of(options)
    if options.out != STANDARD_OUTPUT:
        trials = export_study(options.name, workspace, Path(options.out), options.to)
    elif options.to == "csv" and options.json != STANDARD_OUTPUT:
        table = read_trials(workspace, options.name)
        trials = len(table)
        print_out(csv_text(table))
        if options.json is None:
            return 0
    else:
        raise UsageError("Standard output takes CSV and nothing else: name a file with --out.")
    result = {"study": options.name, "trials": trials, "to": options.to}
    text = f"{trials:,} trials of {options.name} written to {options.out}"
    write_result(result, options.json, text=text)
    return 0


def run_delete(options: Namespace) -> int:
    """Delete a study with its trials; refused while it runs."""
    from dctaxi.study import delete_study

    delete_study(options.name, workspace_of(options))
    write_result({"deleted": options.name}, options.json, text=f"{options.name} deleted")
    return 0


def run_rename(options: Namespace) -> int:
    """Give a study another name; refused while it runs."""
    from dctaxi.study import rename_study

    rename_study(options.name, options.new_name, workspace_of(options))
    result = {"name": options.new_name, "before": options.name}
    write_result(result, options.json, text=f"{options.name} is {options.new_name} now")
    return 0


def run_copy(options: Namespace) -> int:
    """Copy a study with its trials; refused while it runs."""
    from dctaxi.study import copy_study

    trials = copy_study(options.name, options.new_name, workspace_of(options))
    result = {"name": options.new_name, "copy_of": options.name, "trials": trials}
    write_result(
        result, options.json, text=f"{options.new_name} has {trials} trials of {options.name}"
    )
    return 0
