"""``population``: trains random configurations of a space together, and compares populations."""

from __future__ import annotations

import dataclasses
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

import numpy as np

from dctaxi.cli.data_options import DATA_OPTIONS, add_data_options, source_of
from dctaxi.cli.kept import add_kept_argument, delete_kept, list_kept
from dctaxi.cli.options import (
    Actions,
    UsageError,
    add_action,
    add_device_options,
    add_group,
    add_objective_option,
    engine_of,
    options_checked,
    positive_integer,
    whole_number,
    workspace_of,
)
from dctaxi.cli.output import write_result
from dctaxi.cli.space import add_space_options, preset_of
from dctaxi.errors import PopulationError
from dctaxi.space import FAIR_OBJECTIVE
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from dctaxi.populations import Population, PopulationPlan
    from dctaxi.space import SearchSpace


def add_commands(commands: Actions) -> None:
    """Add ``population run``, ``list``, ``show``, ``map``, ``compare`` and ``delete``."""
    actions = add_group(commands, "population", "train random configurations of a space")
    run = add_action(actions, "run", "draw configurations and train them together", run_run)
    add_setting_options(run)
    run.add_argument("--n", type=positive_integer, default=256, help="members (default 256)")
    run.add_argument("--seed", type=whole_number, default=0, help="seed of the draw (default 0)")
    run.add_argument(
        "--method",
        choices=["random", "sobol"],
        default="random",
        help="how configurations are drawn (default random)",
    )
    add_action(actions, "list", "list the populations", run_list)
    show = add_action(actions, "show", "show a population", run_show)
    mapped = add_action(actions, "map", "show medians over two hyperparameters", run_map)
    compare = add_action(actions, "compare", "compare two populations", run_compare)
    delete = add_action(actions, "delete", "delete a population", run_delete)
    for parser in (show, mapped, compare, delete):
        add_kept_argument(parser, "population")
    mapped.add_argument("x", metavar="X", help="the hyperparameter across")
    mapped.add_argument("y", metavar="Y", help="the hyperparameter upwards")
    mapped.add_argument("--cells", type=positive_integer, default=12,
                        help="cells a side, at most 60 (default 12)")  # fmt: skip
    compare.add_argument("baseline", metavar="B", help="the population to compare A with")


def add_setting_options(run: ArgumentParser) -> None:
    """Add what ``space_and_setting`` reads, ``--narrow``, ``--title`` and the engine."""
    add_space_options(run, required=True).add_argument(
        "--study", metavar="N", help="take space, data, features and objective from a study"
    )
    run.add_argument(
        "--narrow",
        metavar="NAME=RANGE",
        action="append",
        default=[],
        help="narrow one range: lr=0.02:0.05, optimizer=Adam or num_layers=2,3; repeatable",
    )
    run.add_argument("--title", metavar="TEXT", default="", help="a name to find it by")
    add_data_options(run, default_features=None)
    add_objective_option(run, default=f"the study's own, without one {FAIR_OBJECTIVE}")
    add_device_options(run)


def run_run(options: Namespace) -> int:
    """Train a population, or open it if it was trained before."""
    from dctaxi.analysis.statistics import population_json, population_text
    from dctaxi.cli.training_run import run_plan, status_of
    from dctaxi.populations import POPULATIONS
    from dctaxi.space import extensions

    workspace = workspace_of(options)
    parent, plan = plans_of(options, workspace)
    population = run_plan(plan, POPULATIONS, workspace)
    beyond = extensions(parent.space, plan.space)
    result = {**population_json(population), "narrow": options.narrow, "extensions": list(beyond)}
    text = [population_text(population)]
    text += [f"Extension: {sentence}." for sentence in beyond]
    write_result(
        result, options.json, heading=f"{population.id} {population.plan.name}",
        text="\n".join(text), currency=plan.source.currency,
    )  # fmt: skip
    return status_of(population)


def plans_of(options: Namespace, workspace: Workspace) -> tuple[PopulationPlan, PopulationPlan]:
    """Return the plan over the whole space and the one over the narrowed space."""
    from dctaxi.populations import PopulationPlan
    from dctaxi.space import narrow_by_texts

    drawn = {
        "n": options.n,
        "seed": options.seed,
        "method": options.method,
        "engine": engine_of(options, options.n),
        "device": options.device,
        "title": options.title,
    }
    space, setting = space_and_setting(options, workspace)
    with options_checked():
        whole = PopulationPlan(space, **drawn, **setting)
        return whole, dataclasses.replace(whole, space=narrow_by_texts(space, options.narrow))


def space_and_setting(
    options: Namespace, workspace: Workspace
) -> tuple[SearchSpace, dict[str, Any]]:
    """Return the whole space that the options name, and data, features and objective with it."""
    from dctaxi.populations import plan_of_study, setting_of

    if options.study is not None:
        for option in (*DATA_OPTIONS, "features"):
            if getattr(options, option):
                raise UsageError(
                    f"A study has its own data and features: with --study leave out "
                    f"--{option.replace('_', '-')}."
                )
        study = plan_of_study(options.study, workspace)
        return study.space, setting_of(study, options.objective)
    preset = preset_of(options)
    return preset.space, {
        "source": source_of(options),
        "feature_set": options.features or preset.feature_set,
        "objective": options.objective or FAIR_OBJECTIVE,
    }


def run_list(options: Namespace) -> int:
    """List the populations of the workspace."""
    from dctaxi.populations import POPULATIONS

    return list_kept(POPULATIONS, "population", options)


def run_show(options: Namespace) -> int:
    """Show a population."""
    from dctaxi.analysis.statistics import population_json, population_text
    from dctaxi.populations import POPULATIONS

    population = POPULATIONS.resolve(options.population, workspace_of(options))
    write_result(
        population_json(population), options.json,
        heading=f"{population.id} {population.plan.name}", text=population_text(population),
        currency=population.plan.source.currency,
    )  # fmt: skip
    return 0


def run_map(options: Namespace) -> int:
    """Show the medians of a population in cells over two hyperparameters."""
    from dctaxi.analysis import as_trials
    from dctaxi.analysis.reading import parameters_of
    from dctaxi.analysis.statistics import ENOUGH, may_be_lowest
    from dctaxi.plots.study.contour import contour_data
    from dctaxi.populations import POPULATIONS

    population = POPULATIONS.resolve(options.population, workspace_of(options))
    known = {one.name: one for one in parameters_of(population.plan.space) if one.name != "seed"}
    if options.x == options.y or not {options.x, options.y} <= set(known):
        raise UsageError(
            f"Expected two of {', '.join(known)}, got {options.x} and {options.y}: choose others."
        )
    x, y = known[options.x], known[options.y]
    cells = contour_data(as_trials(population), x, y, most=options.cells).cells
    runs = [values for values in cells.groups() if len(values) >= ENOUGH]
    lowest = iter(may_be_lowest(runs).tolist())
    rows = []
    for place, values in enumerate(cells.groups()):
        across, up = cells.cell_names(place)
        enough = len(values) >= ENOUGH
        median = float(np.median(np.where(np.isfinite(values), values, np.inf))) if enough else None
        rows.append({
            "x": across, "y": up, "trainings": len(values),
            "median": median if median != np.inf else None,
            "may_be_lowest": next(lowest) if enough else None,
        })  # fmt: skip
    named = [row for row in rows if row["may_be_lowest"]]
    text = [
        f"{len(named):,} of {len(runs):,} cells of {ENOUGH} trainings and more may be the lowest."
    ]
    text += [f"{row['median']:.3f} USD in {row['trainings']:,} trainings at {x.name} {row['x']}, "
             f"{y.name} {row['y']}" for row in named]  # fmt: skip
    write_result(
        {"id": population.id, "x": x.name, "y": y.name, "cells": rows}, options.json,
        heading=f"{population.id} {population.plan.name}", text="\n".join(text),
        currency=population.plan.source.currency,
    )  # fmt: skip
    return 0


def run_compare(options: Namespace) -> int:
    """Compare A with B by A's objective; with the best and median of A's study, if it has one."""
    from dctaxi.analysis.statistics import (
        INTERVALS_TEXT,
        compare,
        comparison_json,
        comparison_sentences,
    )
    from dctaxi.analysis.studies import reference_of
    from dctaxi.populations import POPULATIONS, judged_by

    workspace = workspace_of(options)
    inside = POPULATIONS.resolve(options.population, workspace)
    baseline = POPULATIONS.resolve(options.baseline, workspace)
    baseline = judged_by(baseline, inside.plan.objective) or baseline
    _check_comparable(inside, baseline)
    reference = reference_of(inside, workspace)
    comparison = compare(
        inside.values,
        baseline.values,
        reference_best=None if reference is None else reference.best,
        reference_median=None if reference is None else reference.median,
    )
    result = {"inside": inside.id, "baseline": baseline.id, **comparison_json(comparison)}
    sentences = comparison_sentences(
        comparison, inside=f"in {inside.id[:6]}", baseline=f"in {baseline.id[:6]}"
    )
    write_result(
        result, options.json, text="\n".join([*sentences, INTERVALS_TEXT]),
        currency=inside.plan.source.currency,
    )  # fmt: skip
    return 0


def _check_comparable(inside: Population, baseline: Population) -> None:
    first, second = ((one.data_fingerprint, one.plan.objective) for one in (inside, baseline))
    if first != second:
        raise PopulationError(
            f"Only populations with the same data and objective can be compared, and {inside.id} "
            f"and {baseline.id} do not share both: train one of them again."
        )
    for one in (inside, baseline):
        if not np.isfinite(one.values).any():
            raise PopulationError(
                f"None of the trainings of {one.id} has a result, so there is nothing to compare."
            )


def run_delete(options: Namespace) -> int:
    """Delete a population."""
    from dctaxi.populations import POPULATIONS

    return delete_kept(POPULATIONS, options.population, options)
