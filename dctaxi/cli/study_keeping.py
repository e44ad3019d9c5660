"""``study export``, ``rename``, ``copy``, ``delete``: looks after the studies of the workspace."""

from __future__ import annotations

from argparse import Namespace

from dctaxi.cli.destination import STANDARD_OUTPUT, write_text
from dctaxi.cli.options import workspace_of
from dctaxi.cli.output import write_result
from dctaxi.errors import StudyError


def run_export(options: Namespace) -> int:
    """Write the trials of a study as CSV, without their learning curves."""
    from dctaxi.analysis.reading import read_trials
    from dctaxi.analysis.reading.trial_files import csv_text

    if options.csv == options.json == STANDARD_OUTPUT:
        raise StudyError("Expected one thing on standard output: name a file for --csv or --json.")
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
