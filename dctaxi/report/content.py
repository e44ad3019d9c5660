"""What a report says of a study: everything that its page shows, computed from what is stored."""

from __future__ import annotations

import math
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from dctaxi import labels
from dctaxi.analysis import (
    repeated_configurations,
    repeats_sentences,
)
from dctaxi.analysis.reading import (
    headline_of,
    headline_text,
    moving_constant,
    moving_constant_text,
)
from dctaxi.analysis.studies import judgement_of_best, standing_sentences
from dctaxi.errors import StudyError
from dctaxi.labels import USD, in_currency
from dctaxi.plots import figure_in_currency, gallery, scene_of
from dctaxi.populations import REPEATS, finished_trials
from dctaxi.study import DEVICE_KEY, VERSIONS_KEY, currency_of, find_study

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from dctaxi.analysis.reading import Parameter
    from dctaxi.plots import Excerpt, Scene, StudyView
    from dctaxi.populations import RepeatPlan
    from dctaxi.study import StudyEntry
    from dctaxi.workspace import Workspace

BEST = 10
"""So many trials are listed."""

Cells = Sequence[Sequence[str]]


@dataclass(frozen=True)
class ReportPlot:
    """A plot and a table of its numbers, named by ``caption``; no row where there is nothing."""

    name: str
    title: str
    question: str
    figure: go.Figure
    takeaway: str
    caption: str
    columns: tuple[str, ...]
    rows: Cells


@dataclass(frozen=True)
class Report:
    """A report in words and numbers; tables are rows of cells, their headings apart."""

    name: str
    summary: tuple[str, ...]
    facts: Cells
    space: Cells
    best_columns: tuple[str, ...]
    best: Cells
    plots: tuple[ReportPlot, ...]
    seeds: tuple[str, ...]
    versions: Cells


SPACE_COLUMNS = ("Hyperparameter", "Values", "Scale")


def report_of(name: str, workspace: Workspace) -> Report:
    """Gather the report of a study.

    Raises StudyError (there is none of this name) and StorageError (the database cannot be read).
    """
    entry = find_study(name, workspace)
    scene = scene_of(name, workspace)
    trials = scene.trials
    versions = entry.user_attrs.get(VERSIONS_KEY)
    columns, best = _best(trials, scene.parameters)
    currency = currency_of(entry.user_attrs)
    names = (name, *(one for each in scene.parameters for one in (each.name, *each.choices)))
    return _in_currency(currency, tuple(map(str, names)), Report(
        name=name,
        summary=_summary(trials, entry),
        facts=_facts(entry),
        space=[_dimension(parameter) for parameter in scene.parameters],
        best_columns=columns,
        best=best,
        plots=_plots(scene),
        seeds=_seeds(entry, workspace),
        versions=sorted(_texts(versions).items()),
    ))  # fmt: skip


def _in_currency(currency: str, names: tuple[str, ...], report: Report) -> Report:
    """Return a report whose amounts are said in the currency of the study's trips, or in another
    program's unit; ``names`` are what people called what it quotes.
    """
    if currency == USD:
        return report

    def said(text: str) -> str:
        return in_currency(text, currency, names)

    return replace(
        report,
        summary=tuple(map(said, report.summary)),
        best_columns=tuple(map(said, report.best_columns)),
        seeds=tuple(map(said, report.seeds)),
        plots=tuple(
            replace(
                plot,
                figure=figure_in_currency(plot.figure, currency, names),
                takeaway=said(plot.takeaway),
                caption=said(plot.caption),
                columns=tuple(map(said, plot.columns)),
                rows=tuple(tuple(map(said, row)) for row in plot.rows),
            )
            for plot in report.plots
        ),
    )


def cell_text(value: object) -> str:
    """Return a number in a few digits, a dash where there is none."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "\N{EN DASH}"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.4g}"
    return str(value)


def _plots(scene: Scene) -> tuple[ReportPlot, ...]:
    """Return the views with an excerpt, those that the study's trials allow, in the light look."""
    return tuple(
        _plot(view, view.excerpt, scene)
        for view in gallery.VIEWS.values()
        if view.excerpt is not None and not view.missing(scene)
    )


def _plot(view: StudyView, excerpt: Excerpt[Any], scene: Scene) -> ReportPlot:
    data = view.data(scene)
    table = excerpt.rows(data)
    return ReportPlot(
        name=view.name,
        title=view.title,
        question=view.question,
        figure=view.figure(data, template="light"),
        takeaway=view.sentence(data),
        caption=excerpt.caption,
        columns=tuple(map(str, table)),
        rows=tuple(tuple(map(cell_text, row)) for row in table.astype(object).to_numpy().tolist()),
    )


def _summary(trials: pd.DataFrame, entry: StudyEntry) -> tuple[str, ...]:
    """Say how many trials there are, what the best is worth, and how much of it is the batch."""
    counts = trials["status"].value_counts()
    outcomes = ", ".join(f"{count:,} {status}" for status, count in counts.items())
    sentences = [f"{len(trials):,} trials: {outcomes}." if len(trials) else "No trial yet."]
    plan = entry.plan
    best = headline_of(trials, None if plan is None else plan.objective)
    if best is None:
        return tuple(sentences)
    judgement = judgement_of_best(entry.user_attrs, best.trial)
    if judgement is not None:
        sentences += standing_sentences(judgement, plan)
    sentences.append(headline_text(best))
    sentences.append(moving_constant_text(moving_constant(trials)))
    return tuple(filter(None, sentences))


def _facts(entry: StudyEntry) -> Cells:
    plan, attributes = entry.plan, entry.user_attrs
    if plan is None:
        return [("Made by", f"{entry.maker}: only what its trials say is known")]
    facts = [
        ("Data", plan.source.title),
        ("Features", labels.FEATURE_SETS[plan.feature_set].label),
        ("Objective", labels.METRICS[plan.objective].label),
        ("Sampler", f"{plan.sampler_text}, seed {plan.sampler_seed}"),
        ("Engine", f"{plan.engine}, {attributes.get(DEVICE_KEY) or plan.device}"),
        ("As printed in the chapter", "yes" if plan.as_printed else "no"),
    ]
    return [*facts, ("Continues", plan.parent)] if plan.parent else facts


def _dimension(parameter: Parameter) -> tuple[str, str, str]:
    if parameter.kind == "categorical":
        return parameter.name, ", ".join(map(str, parameter.choices)), "choices"
    span = f"{parameter.low:.12g} to {parameter.high:.12g}"
    if parameter.step not in (None, 1, 1.0):
        span += f" in steps of {parameter.step:g}"
    return parameter.name, span, "log" if parameter.log else "linear"


def _best(trials: pd.DataFrame, parameters: Sequence[Parameter]) -> tuple[tuple[str, ...], Cells]:
    finished = trials[trials["state"] == "COMPLETE"].sort_values("value", kind="stable").head(BEST)
    wanted = ("constant_objective", "val_rmse_all", "train_rmse", "train_rmse_eval", "val_rmse")
    errors = [name for name in wanted if name in trials]
    columns = {"number": "Trial", "value": "Objective, USD"}
    columns |= {name: f"{labels.METRICS[name].label}, USD" for name in errors}
    columns |= {parameter.column: parameter.name for parameter in parameters}
    rows = [
        [cell_text(value) for value in row] for row in finished[list(columns)].to_numpy().tolist()
    ]
    return tuple(columns.values()), rows


def _seeds(entry: StudyEntry, workspace: Workspace) -> tuple[str, ...]:
    """Return what fresh seeds made of the best trials, or how to find out."""
    if entry.plan is None:
        return ("Not known: what another program trained cannot be trained again here.",)
    kept = [one for one in REPEATS.list(workspace) if one.plan.origin == entry.name]
    trained = _parameters(entry.name, workspace) if kept else {}
    latest = next((one for one in reversed(kept) if _repeats(one.plan, trained)), None)
    if latest is None:
        return (
            "Not asked yet: the best of many trials may have been lucky. Run `python -m dctaxi "
            f"repeat --study {shlex.quote(entry.name)}`, or use the page Seeds: the best five are "
            "trained again with fresh seeds.",
        )
    repeats = REPEATS.load(latest.id, workspace)
    return repeats_sentences(repeated_configurations(repeats))


def _parameters(study: str, workspace: Workspace) -> Mapping[int, Mapping[str, object]]:
    """Return the parameters of a study's finished trials by number."""
    try:
        return {trial.number: trial.params for trial in finished_trials(study, workspace)}
    except StudyError:
        return {}


def _repeats(plan: RepeatPlan, trained: Mapping[int, Mapping[str, object]]) -> bool:
    """Tell whether a plan repeats trials of a study, and not of one that had its name before."""
    return all(trained.get(trial.number) == trial.params for trial in plan.trials)


def _texts(stored: object) -> dict[str, str]:
    items = stored.items() if isinstance(stored, Mapping) else ()
    return {str(name): str(value) for name, value in items}
