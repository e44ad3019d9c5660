"""``study``: runs studies and looks after those of the workspace."""

from __future__ import annotations

import dataclasses
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from typing import TYPE_CHECKING, Any, Literal, get_args

from dctaxi.cli.interrupt import EXIT_INTERRUPTED, stopped_by_ctrl_c
from dctaxi.cli.options import (
    add_action,
    add_data_options,
    add_engine_options,
    positive_integer,
    source_of,
    workspace_of,
)
from dctaxi.cli.output import note_device, note_large_batch, write_result
from dctaxi.cli.space import add_space_options, space_of
from dctaxi.cli.studies import run_best, run_list, run_show
from dctaxi.cli.study_backups import add_backups
from dctaxi.cli.study_foreign import add_foreign
from dctaxi.cli.study_keeping import add_export, run_copy, run_delete, run_rename
from dctaxi.cli.study_report import add_report
from dctaxi.errors import EngineError, StudyError
from dctaxi.foreign_text import visible
from dctaxi.records import ObjectiveName, OverSeeds
from dctaxi.samplers import ASKERS, SAMPLERS
from dctaxi.space import PRESETS, default_objective
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from dctaxi.study import StudyPlan, StudyReport


def add_commands(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the actions of ``study``."""
    actions = commands.add_parser("study", help="run and browse studies").add_subparsers(
        required=True, metavar="ACTION"
    )
    run = add_action(actions, "run", "make a study and run it", run_run)
    run.add_argument("--name", metavar="N", required=True, help="a name that no study has")
    add_space_options(run, required=False)
    run.add_argument("--trials", type=positive_integer, metavar="N", help="default 100")
    run.add_argument(
        "--timeout", type=positive_seconds, metavar="S", help="ends after the round at S seconds"
    )
    run.add_argument(
        "--sampler",
        choices=tuple(SAMPLERS),
        default="tpe",
        help="what chooses trials (default tpe)",
    )
    run.add_argument(
        "--asker",
        choices=("auto", *ASKERS),
        default="auto",
        help="whose implementation of the sampler asks (default auto: rustuna for TPE and random "
        "where it is installed, which is as good and thirty times as fast)",
    )
    run.add_argument("--seed", type=int, default=42, help="seed of the sampler (default 42)")
    run.add_argument(
        "--objective",
        choices=get_args(ObjectiveName),
        help="what is minimised: val_rmse_all, in which all trials are judged on the same rows, "
        "or for the chapter's space train_val_rmse, as the chapter does",
    )
    run.add_argument(
        "--round-size", type=round_size, metavar="auto|K", help="trials trained together"
    )
    add_seeds_options(run)
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
    best = add_action(actions, "best", "show the best trial, and what it is worth", run_best)
    resume = add_action(actions, "resume", "run a study on", run_resume)
    resume.add_argument("--trials", type=positive_integer, metavar="N", help="so many more")
    resume.add_argument(
        "--timeout", type=positive_seconds, metavar="S", help="ends after the round at S seconds"
    )
    export = add_export(actions)
    measure = add_action(
        actions,
        "measure",
        "measure a study from before on all rows, and judge its best",
        run_measure,
    )
    rename = add_action(actions, "rename", "give a study another name", run_rename)
    copy = add_action(actions, "copy", "copy a study with its trials", run_copy)
    delete = add_action(actions, "delete", "delete a study with its trials", run_delete)
    add_foreign(actions)
    add_report(actions)
    add_backups(actions)
    for parser in (show, best, resume, export, measure, rename, copy, delete):
        parser.add_argument("name", metavar="NAME", help="a study of the workspace")
    for parser in (rename, copy):
        parser.add_argument("new_name", metavar="NEW", help="a name that no study has")


def add_seeds_options(parser: ArgumentParser) -> None:
    """Add with how many seeds a configuration is trained, and what of them is its value."""
    parser.add_argument(
        "--seeds-per-trial",
        type=positive_integer,
        metavar="K",
        default=1,
        help="train every configuration so often, with seeds of its own (default 1); the seed is "
        "then no hyperparameter",
    )
    parser.add_argument(
        "--over-seeds",
        choices=get_args(OverSeeds),
        default="median",
        help="what of them is the trial's value (default median)",
    )


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
    from dctaxi.study import create_study, spreading_note
    from dctaxi.training import engine_problem

    workspace = workspace_of(options)
    plan = plan_of(options)
    reason = engine_problem(plan.engine, device=plan.device, loader=plan.loader)
    if reason is not None:  # before there is a study, which would hold its name
        raise EngineError(reason)
    if note := spreading_note(plan.sampler, plan.engine):
        print(f"dctaxi: {note}", file=sys.stderr)
    data = load(plan.source, plan.feature_set, workspace)
    note_large_batch(whole_values(plan.space["batch_size"])[-1], len(data.train))
    baseline = study_baseline(data, plan.space, plan.objective)
    create_study(plan, workspace, baseline=dataclasses.asdict(baseline))
    return _run(plan.name, workspace, options, n_trials=None, data=data)


def plan_of(options: Namespace) -> StudyPlan:
    """Return the plan that the options describe. Raises SpaceError, DataError and StudyError."""
    from dctaxi.study import StudyPlan, as_printed

    preset = PRESETS[options.preset or "chapter"]
    space = space_of(options)
    trials = options.trials
    if trials is None and options.timeout is None:
        trials = 100
    plan = StudyPlan(
        name=options.name,
        space=space,
        sampler=options.sampler,
        sampler_seed=options.seed,
        n_trials=trials,
        timeout_s=options.timeout,
        objective=options.objective or default_objective(space),
        engine=options.engine,
        device=options.device,
        loader=options.loader,
        source=source_of(options),
        feature_set=options.features or ("raw" if options.space else preset.feature_set),
        round_size=options.round_size or "auto",
        asker="auto" if options.as_printed else options.asker,
        seeds_per_trial=options.seeds_per_trial,
        over_seeds=options.over_seeds,
    )
    if not options.as_printed:
        return plan
    for option, given, printed in (
        ("--sampler", options.sampler, "tpe"),
        ("--objective", options.objective, "chapter_objective"),
        ("--round-size", options.round_size, 1),
        ("--asker", options.asker, "optuna"),
        ("--seeds-per-trial", options.seeds_per_trial, 1),
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
    from dctaxi.timing import run_timed

    with stopped_by_ctrl_c() as stopped, study_progress_bar(name) as show:
        report = run_timed(
            name,
            workspace,
            n_trials=n_trials,
            timeout_s=options.timeout,
            on_progress=show,
            stop_now=stopped,
            data=data,
        )
    note_device(report.plan.engine, report.plan.device)
    write_result(report_json(report), options.json, text=report_text(report))
    return EXIT_INTERRUPTED if stopped() else 0


def report_json(report: StudyReport) -> dict[str, object]:
    """Return a report as plain JSON values."""
    from dctaxi.analysis.studies import standing_json

    return {
        "name": report.name,
        "state": report.state.value,
        "trials": report.done,
        "failed": report.failed,
        "new": report.new,
        "best_value": report.best_value,
        "best_number": report.best_number,
        "best_constant": report.best_constant,
        "best_params": dict(report.best_params),
        "judgement": None if report.judgement is None else standing_json(report.judgement),
        "elapsed_s": report.elapsed_s,
        "device": report.device,
        "plan": report.plan.to_json(),
    }


def report_text(report: StudyReport) -> str:
    """Return what came of a run: how it went, what the best scored, and what that is worth."""
    from dctaxi.analysis.studies import standing_sentences

    rate = report.new / report.elapsed_s if report.elapsed_s > 0 else 0.0
    first = (
        f"{report.name}: {report.new} trials in {report.elapsed_s:.1f} s on {report.device} "
        f"({rate:.1f} a second); {report.done} in all, {report.failed} failed"
    )
    if report.best_value is None:
        return f"{first}\nno trial finished"
    params = ", ".join(f"{name}={value}" for name, value in report.best_params.items())
    beside = (
        ""
        if report.best_constant is None
        else f" (always answering the mean scores {report.best_constant:.6f} on its rows)"
    )
    best = (
        f"best {report.best_value:.6f} {report.plan.source.currency} in "
        f"{report.plan.objective}{beside}, "
        f"trial {report.best_number}: {params}"
    )
    judged = () if report.judgement is None else standing_sentences(report.judgement, report.plan)
    return "\n".join((first, best, *judged))


def run_measure(options: Namespace) -> int:
    """Train the trials of a study from before once more, to measure what it lacks."""
    from dctaxi.analysis.studies import standing_json, standing_sentences
    from dctaxi.cli.progress import progress_bar
    from dctaxi.study import find_study, judgement_of, measure_study

    workspace = workspace_of(options)
    with stopped_by_ctrl_c() as stopped, progress_bar(options.name, None) as show:
        measured = measure_study(options.name, workspace, on_progress=show, should_stop=stopped)
    entry = find_study(options.name, workspace)
    judgement = judgement_of(entry.user_attrs)
    result = {
        "name": options.name,
        "measured": measured.trials,
        "complete": measured.complete,
        "judgement": None if judgement is None else standing_json(judgement),
    }
    counted = f"{visible(options.name)}: {measured.trials} trials measured"
    judged = () if judgement is None else standing_sentences(judgement, entry.plan)
    write_result(result, options.json, text="\n".join((counted, *judged)))
    return EXIT_INTERRUPTED if stopped() else 0
