"""``study``: runs studies and looks after those of the workspace."""

from __future__ import annotations

import dataclasses
import math
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from typing import TYPE_CHECKING, Any, Literal, get_args

from dctaxi.cli.destination import STANDARD_OUTPUT, write_text
from dctaxi.cli.interrupt import EXIT_INTERRUPTED, stopped_by_ctrl_c
from dctaxi.cli.options import (
    add_action,
    add_data_options,
    add_engine_options,
    positive_integer,
    source_of,
    workspace_of,
)
from dctaxi.cli.output import note_large_batch, write_result
from dctaxi.cli.space import add_space_options, space_of
from dctaxi.cli.study_report import add_report
from dctaxi.errors import StudyError
from dctaxi.foreign_text import visible
from dctaxi.records import ObjectiveName
from dctaxi.samplers import SAMPLERS
from dctaxi.space import PRESETS
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from dctaxi.study import StudyPlan, StudyReport


def add_commands(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add ``study run``, ``list``, ``show``, ``resume``, ``export``, ``report``, ``delete``."""
    actions = commands.add_parser("study", help="run and browse studies").add_subparsers(
        required=True, metavar="ACTION"
    )
    run = add_action(actions, "run", "make a study and run it", run_run)
    run.add_argument("--name", metavar="N", required=True)
    add_space_options(run, required=False)
    run.add_argument("--trials", type=positive_integer, metavar="N", help="default 100")
    run.add_argument("--timeout", type=positive_seconds, metavar="S", help="seconds")
    run.add_argument("--sampler", choices=tuple(SAMPLERS), default="tpe")
    run.add_argument("--seed", type=int, default=42, help="seed of the sampler (default 42)")
    run.add_argument("--objective", choices=get_args(ObjectiveName))
    run.add_argument(
        "--round-size", type=round_size, metavar="auto|K", help="trials trained together"
    )
    run.add_argument(
        "--as-printed",
        action="store_true",
        help="the chapter's loop: univariate TPE without constant liar, one trial at a time, "
        "judged by chapter_objective",
    )
    add_data_options(run, default_features=None)
    add_engine_options(run)

    add_action(actions, "list", "list the studies", run_list)
    show = add_action(actions, "show", "show a study and its best trials", run_show)
    resume = add_action(actions, "resume", "run a study on", run_resume)
    resume.add_argument("--trials", type=positive_integer, metavar="N", help="so many more")
    resume.add_argument("--timeout", type=positive_seconds, metavar="S", help="seconds")
    export = add_action(actions, "export", "write the trials as CSV", run_export)
    export.add_argument("--csv", metavar="FILE", required=True, help="- is standard output")
    delete = add_action(actions, "delete", "delete a study with its trials", run_delete)
    add_report(actions)
    for parser in (show, resume, export, delete):
        parser.add_argument("name", metavar="NAME")


def positive_seconds(text: str) -> float:
    """Read a number of seconds above 0."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds < float("inf"):
        raise ArgumentTypeError(f"expected a number of seconds above 0, got {text!r}")
    return seconds


def round_size(text: str) -> int | Literal["auto"]:
    """Read ``auto`` or a whole number above 0."""
    return "auto" if text == "auto" else positive_integer(text)


def run_run(options: Namespace) -> int:
    """Make a study and run it; what is finished is kept whatever ends the run."""
    from dctaxi.analysis import study_baseline
    from dctaxi.data import load
    from dctaxi.space import whole_values
    from dctaxi.study import create_study

    workspace = workspace_of(options)
    plan = plan_of(options)
    data = load(plan.source, plan.feature_set, workspace)
    note_large_batch(whole_values(plan.space["batch_size"])[-1], len(data.train))
    baseline = study_baseline(data, plan.space, plan.objective)
    create_study(plan, workspace, baseline=dataclasses.asdict(baseline))
    return _run(plan.name, workspace, options, n_trials=None, data=data)


def plan_of(options: Namespace) -> StudyPlan:
    """Return the plan that the options describe. Raises SpaceError, DataError and StudyError."""
    from dctaxi.study import StudyPlan, as_printed

    preset = PRESETS[options.preset or "chapter"]
    trials = options.trials
    if trials is None and options.timeout is None:
        trials = 100
    plan = StudyPlan(
        name=options.name,
        space=space_of(options),
        sampler=options.sampler,
        sampler_seed=options.seed,
        n_trials=trials,
        timeout_s=options.timeout,
        objective=options.objective or "train_val_rmse",
        engine=options.engine,
        device=options.device,
        loader=options.loader,
        source=source_of(options),
        feature_set=options.features or ("raw" if options.space else preset.feature_set),
        round_size=options.round_size or "auto",
    )
    if not options.as_printed:
        return plan
    for option, given, printed in (
        ("--sampler", options.sampler, "tpe"),
        ("--objective", options.objective, "chapter_objective"),
        ("--round-size", options.round_size, 1),
    ):
        if given not in (None, printed, "auto"):
            raise StudyError(
                f"--as-printed means {option} {printed}, got {given}: leave one of them out."
            )
    return as_printed(plan)


def run_resume(options: Namespace) -> int:
    """Run a study on."""
    workspace = workspace_of(options)
    return _run(options.name, workspace, options, n_trials=options.trials, data=None)


def _run(
    name: str, workspace: Workspace, options: Namespace, *, n_trials: int | None, data: Any
) -> int:
    from dctaxi.cli.progress import study_progress_bar
    from dctaxi.runner import speed
    from dctaxi.study import run_study

    with stopped_by_ctrl_c() as stopped, study_progress_bar(name) as show:
        report = run_study(
            name,
            workspace,
            n_trials=n_trials,
            timeout_s=options.timeout,
            on_progress=show,
            stop_now=stopped,
            data=data,
        )
    speed.record(report, workspace)
    write_result(report_json(report), options.json, text=report_text(report))
    return EXIT_INTERRUPTED if stopped() else 0


def report_json(report: StudyReport) -> dict[str, object]:
    """Return a report as plain JSON values."""
    return {
        "name": report.name,
        "state": report.state.value,
        "trials": report.done,
        "failed": report.failed,
        "new": report.new,
        "best_value": report.best_value,
        "best_number": report.best_number,
        "best_params": dict(report.best_params),
        "elapsed_s": report.elapsed_s,
        "device": report.device,
        "plan": report.plan.to_json(),
    }


def report_text(report: StudyReport) -> str:
    """Return what came of a run in two lines."""
    rate = report.new / report.elapsed_s if report.elapsed_s > 0 else 0.0
    first = (
        f"{report.name}: {report.new} trials in {report.elapsed_s:.1f} s on {report.device} "
        f"({rate:.1f} a second); {report.done} in all, {report.failed} failed"
    )
    if report.best_value is None:
        return f"{first}\nno trial finished"
    params = ", ".join(f"{name}={value}" for name, value in report.best_params.items())
    return f"{first}\nbest {report.best_value:.6f} USD, trial {report.best_number}: {params}"


def run_list(options: Namespace) -> int:
    """List the studies of the workspace."""
    from dctaxi.analysis.reading import read_studies

    studies = read_studies(workspace_of(options))
    rows = [
        {
            "name": study.name,
            "state": study.state,
            "done": study.done,
            "failed": study.failed,
            "total": study.total,
            "best_value": study.best_value,
            "space": study.space,
            "parent": study.parent,
        }
        for study in studies
    ]
    lines = [
        f"{visible(study.name):24s} {study.state or 'not ours':11s} {study.done:6d} trials  "
        + ("" if study.best_value is None else f"best {study.best_value:.4f}  ")
        + visible(study.space)
        for study in studies
    ]
    text = "\n".join(lines) or "No studies yet: python -m dctaxi study run --name first"
    write_result(rows, options.json, text=text)
    return 0


def run_show(options: Namespace) -> int:
    """Show a study: its plan and its best five trials, as the chapter prints them."""
    from dctaxi.analysis.reading import read_trials
    from dctaxi.study import find_study

    workspace = workspace_of(options)
    entry = find_study(options.name, workspace)
    trials = read_trials(workspace, options.name)
    result = {
        "name": entry.name,
        "state": None if entry.state is None else entry.state.state.value,
        "message": "" if entry.state is None else entry.state.message,
        "plan": None if entry.plan is None else entry.plan.to_json(),
        "trials": [trial_json(row) for row in trials.to_dict("records")],
    }
    columns = [c for c in ("number", "value", "params_seed") if c in trials]
    best = trials[columns].sort_values("value").head(5)
    text = f"{visible(entry.name)}: {len(trials)} trials\n{best.to_string(index=False)}"
    write_result(result, options.json, text=text)
    return 0


def trial_json(row: dict[Any, Any]) -> dict[str, object]:
    """Return a row of trials as plain JSON values.

    Numbers that are missing or infinite are null, times ISO text.
    """
    import pandas as pd

    def plain(value: Any) -> Any:
        if isinstance(value, list | tuple):
            return [plain(item) for item in value]
        if pd.isna(value) or value in (math.inf, -math.inf):
            return None
        if isinstance(value, pd.Timestamp):
            return value.isoformat()
        return value.item() if hasattr(value, "item") else value

    return {str(name): plain(value) for name, value in row.items()}


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
