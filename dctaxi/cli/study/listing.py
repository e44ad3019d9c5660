"""``study list``, ``show``, ``best``: what the studies of the workspace found."""

from __future__ import annotations

import math
from argparse import Namespace
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dctaxi.cli.options import workspace_of
from dctaxi.cli.output import write_result
from dctaxi.errors import StudyError
from dctaxi.foreign_text import visible
from dctaxi.labels import in_currency

if TYPE_CHECKING:
    from dctaxi.analysis.reading import StudySummary
    from dctaxi.study import StudyPlan


def run_list(options: Namespace) -> int:
    """List the studies of the workspace."""
    from dctaxi.analysis.reading import read_studies
    from dctaxi.storage import emptied_text
    from dctaxi.study import NEWER_MAKER, maker_of

    studies = read_studies(workspace_of(options))
    rows = [
        {
            "name": study.name,
            "state": study.state,
            "done": study.done,
            "failed": study.failed,
            "total": study.total,
            "best_value": study.best_value,
            "best_constant": None if study.best is None else study.best.constant,
            "verdict": _verdict(study),
            "space": study.space,
            "parent": study.parent,
            "made_by": maker_of(study.attributes) or "this program",
        }
        for study in studies
    ]
    lines = [
        f"{visible(study.name):24s} {_state(study):11s} {_trials(study)}  "
        + _best(study)
        + visible(study.space)
        for study in studies
    ]
    if any(row["made_by"] == NEWER_MAKER for row in rows):
        lines.append(f"newer: made by {NEWER_MAKER}; update this one to go on with them")
    none = "No studies yet: python -m dctaxi study run --name first"
    text = "\n".join(lines) or emptied_text(workspace_of(options).storage_url) or none
    write_result(rows, options.json, text=text)
    return 0


def _state(study: StudySummary) -> str:
    from dctaxi.study import NEWER_MAKER, maker_of

    return "newer" if maker_of(study.attributes) == NEWER_MAKER else study.state or "not ours"


def _trials(study: StudySummary) -> str:
    """Say how many trials ended, and how many of them without a result."""
    ended = f"{study.done + study.failed:6d} trials"
    return f"{ended}, {study.failed:,} of them failed or diverged" if study.failed else ended


def _best(study: StudySummary) -> str:
    """Return a study's best value beside the constant answer's on its rows, as a list shows it."""
    if study.best is None:
        return ""
    constant = "not measured" if study.best.constant is None else f"{study.best.constant:.4f}"
    return f"best {study.best.value:.4f} (constant {constant})  "


def _verdict(study: StudySummary) -> str | None:
    from dctaxi.analysis.studies import judgement_of_best, standing_headline
    from dctaxi.study import currency_of

    best = None if study.best is None else study.best.trial
    judgement = judgement_of_best(study.attributes, best)
    if judgement is None:
        return None
    return in_currency(standing_headline(judgement), currency_of(study.attributes))


def run_show(options: Namespace) -> int:
    """Show a study: its plan and its best five trials, as the chapter prints them."""
    from dctaxi.analysis import seed_spread_sentence
    from dctaxi.analysis.reading import (
        headline_of,
        headline_text,
        moving_constant,
        moving_constant_text,
        read_trials,
    )
    from dctaxi.analysis.studies import judgement_of_best, standing_json, standing_sentences
    from dctaxi.study import currency_of, find_study

    workspace = workspace_of(options)
    entry = find_study(options.name, workspace)
    trials = read_trials(workspace, options.name)
    headline = headline_of(trials, None if entry.plan is None else entry.plan.objective)
    judgement = judgement_of_best(entry.user_attrs, None if headline is None else headline.trial)
    result = {
        "name": entry.name,
        "judgement": None if judgement is None else standing_json(judgement),
        "state": None if entry.state is None else entry.state.state.value,
        "message": "" if entry.state is None else entry.state.message,
        "plan": None if entry.plan is None else entry.plan.to_json(),
        "trials": [trial_json(row) for row in trials.to_dict("records")],
    }
    wanted = ("number", "value", "seed_spread", "constant_objective", "params_seed")
    best = trials[[c for c in wanted if c in trials]].sort_values("value").head(5)
    made = f", made by {entry.maker}" if entry.maker else ""
    heading = f"{visible(entry.name)}: {len(trials)} trials{made}\n{best.to_string(index=False)}"
    lines = [] if headline is None else [headline_text(headline)]
    lines += [] if judgement is None else standing_sentences(judgement, entry.plan)
    lines += [seed_spread_sentence(trials) or "", moving_constant_text(moving_constant(trials))]
    write_result(
        result, options.json, heading=heading, text="\n".join(filter(None, lines)),
        currency=currency_of(entry.user_attrs),
    )  # fmt: skip
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


def run_best(options: Namespace) -> int:
    """Show the best trial: what it scored, what that is worth, and its hyperparameters."""
    from dctaxi.analysis import plain_value
    from dctaxi.analysis.reading import headline_of, headline_text, read_trials
    from dctaxi.analysis.studies import judgement_of_best, standing_json, standing_sentences
    from dctaxi.study import currency_of, find_study

    workspace = workspace_of(options)
    entry = find_study(options.name, workspace)
    trials = read_trials(workspace, options.name)
    headline = headline_of(trials, None if entry.plan is None else entry.plan.objective)
    if headline is None:
        raise StudyError(f"No trial of {options.name!r} has a result: continue it first.")
    row = trials[trials["number"] == headline.trial].to_dict("records")[0]
    params = {
        name.removeprefix("params_"): plain_value(value)
        for name, value in trial_json(row).items()
        if name.startswith("params_") and value is not None
    }
    judgement = judgement_of_best(entry.user_attrs, headline.trial)
    result = {
        "name": entry.name,
        "number": headline.trial,
        "value": headline.value,
        "objective": headline.objective,
        "constant": headline.constant,
        "params": params,
        "config": _config(entry.plan, params, row.get("typical_seed")),
        "judgement": None if judgement is None else standing_json(judgement),
    }
    lines = [in_currency(headline_text(headline), currency_of(entry.user_attrs))]
    lines += [] if judgement is None else standing_sentences(judgement, entry.plan)
    lines += [f"{name} = {value}" for name, value in params.items()]
    write_result(result, options.json, text="\n".join(lines))
    return 0


def _config(
    plan: StudyPlan | None, params: Mapping[str, Any], seed: object
) -> dict[str, object] | None:
    """Return the configuration as ``train --configs`` takes one; None where no plan names it.

    ``seed`` is the typical one of a trial of several.
    """
    from dctaxi.study import typical_spec
    from dctaxi.training.hyperparameters import configuration

    if plan is None:
        return None
    return configuration(typical_spec(plan, params, {"typical_seed": seed}))
