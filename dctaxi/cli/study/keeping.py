"""``study export``, ``rename``, ``copy``, ``delete``: looks after the studies of the workspace."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from dctaxi.cli.destination import STANDARD_OUTPUT, write_text
from dctaxi.cli.options import Actions, UsageError, add_action, workspace_of
from dctaxi.cli.output import write_result


def add_export(actions: Actions) -> ArgumentParser:
    """Add ``study export``."""
    export = add_action(
        actions, "export", "write the trials in a format that other tools read", run_export
    )
    what = export.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--csv", metavar="FILE", help="CSV without learning curves; - is standard output"
    )
    what.add_argument(
        "--to",
        choices=("csv", "parquet", "journal", "tensorboard"),
        help="CSV, Parquet (both with learning curves), Optuna's journal file, or a folder for "
        "TensorBoard; --out says where",
    )
    export.add_argument(
        "--out", metavar="PATH", help="the file or, for TensorBoard, the new folder"
    )
    return export


def run_export(options: Namespace) -> int:
    """Write the trials of a study for other programs."""
    if options.to is None:
        return _export_csv(options)
    from dctaxi.exports import export_study

    if options.out is None:
        raise UsageError(f"--to {options.to} needs --out PATH: say where to write it.")
    target = Path(options.out)
    trials = export_study(options.name, workspace_of(options), target, options.to)
    result = {"study": options.name, "trials": trials, "to": options.to}
    text = f"{trials:,} trials of {options.name} written to {target}"
    write_result(result, options.json, text=text)
    return 0


def _export_csv(options: Namespace) -> int:
    from dctaxi.analysis.reading import read_trials
    from dctaxi.analysis.reading.trial_files import csv_text

    if options.csv == options.json == STANDARD_OUTPUT:
        raise UsageError("Standard output takes one thing only: name a file for --csv or --json.")
    trials = read_trials(workspace_of(options), options.name)
    rows = trials.drop(columns="curve", errors="ignore")
    write_text(csv_text(rows), options.csv, "--csv")
    if options.csv == STANDARD_OUTPUT and options.json is None:
        return 0
    text = f"{len(trials)} trials of {options.name} written to {options.csv}"
    write_result({"study": options.name, "trials": len(trials)}, options.json, text=text)
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
