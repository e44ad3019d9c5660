"""``study run`` and ``resume``: trains trials of a study, and says what came of it."""

from __future__ import annotations

import dataclasses
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from dctaxi.cli.data_options import source_of
from dctaxi.cli.destination import say
from dctaxi.cli.interrupt import EXIT_INTERRUPTED, stopped_by_ctrl_c
from dctaxi.cli.options import UsageError, options_checked, workspace_of
from dctaxi.cli.output import note_large_batch, write_result
from dctaxi.cli.space import preset_of
from dctaxi.errors import StudyError
from dctaxi.space import DEFAULT_PRESET, OWN_TRIPS_PRESET
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from dctaxi.study import StudyPlan, StudyReport


def run_run(options: Namespace) -> int:
    """Make a study and run it; what is finished is kept whatever ends the run."""
    from dctaxi.analysis import study_baseline
    from dctaxi.data import load
    from dctaxi.space import whole_values
    from dctaxi.study import create_study, spreading_note
    from dctaxi.training import load_engine

    workspace = workspace_of(options)
    plan = plan_of(options)
    # Before there is a study, which would hold its name, and before Ctrl-C only asks to stop.
    load_engine(plan.engine, device=plan.device, loader=plan.loader, source=plan.source)
    if note := spreading_note(plan.sampler, plan.engine):
        say(f"dctaxi: {note}")
    data = load(plan.source, plan.feature_set, workspace)
    note_large_batch(whole_values(plan.space["batch_size"])[-1], len(data.train))
    baseline = study_baseline(data, plan.space, plan.objective)
    create_study(plan, workspace, baseline=dataclasses.asdict(baseline))
    return _run(plan.name, workspace, options, n_trials=None, data=data)


def plan_of(options: Namespace) -> StudyPlan:
    """Return the plan that the options describe. Raises SpaceError, DataError and UsageError."""
    from dctaxi.data import SampleSource
    from dctaxi.study import StudyPlan, as_printed, with_engine

    source = source_of(options)
    usual = DEFAULT_PRESET if source == SampleSource() else OWN_TRIPS_PRESET
    preset = preset_of(options, "chapter" if options.as_printed else usual)
    trials = options.trials
    if trials is None and options.timeout is None:
        trials = 100
    with options_checked(StudyError):
        plan = StudyPlan(
            name=options.name,
            space=preset.space,
            sampler=options.sampler,
            sampler_seed=options.seed,
            n_trials=trials,
            timeout_s=options.timeout,
            objective=options.objective or preset.objective,
            device=options.device,
            loader=options.loader,
            source=source,
            feature_set=options.features or preset.feature_set,
            round_size=options.round_size or "auto",
            asker="auto" if options.as_printed else options.asker,
            seeds_per_trial=options.seeds_per_trial,
            over_seeds=options.over_seeds,
        )
    if not options.as_printed:
        return with_engine(plan, options.engine, waits=True)
    for option, given, printed in (
        ("--sampler", options.sampler, "tpe"),
        ("--objective", options.objective, "chapter_objective"),
        ("--round-size", options.round_size, 1),
        ("--asker", options.asker, "optuna"),
        ("--seeds-per-trial", options.seeds_per_trial, 1),
    ):
        if given not in (None, printed, "auto"):
            raise UsageError(
                f"--as-printed means {option} {printed}, got {given}: leave one of them out."
            )
    return with_engine(as_printed(plan), options.engine, waits=True)


def run_resume(options: Namespace) -> int:
    """Run a study on."""
    workspace = workspace_of(options)
    _load_engine_of(options.name, workspace)
    return _run(options.name, workspace, options, n_trials=options.trials, data=None)


def _load_engine_of(name: str, workspace: Workspace) -> None:
    from dctaxi.study import find_study
    from dctaxi.training import load_engine

    plan = find_study(name, workspace).plan
    if plan is not None:
        load_engine(plan.engine)


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
