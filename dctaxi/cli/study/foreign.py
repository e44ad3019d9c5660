"""``study import``, ``adopt``, ``objective``, ``leave-out``: other people's studies."""

from __future__ import annotations

from argparse import Namespace
from typing import get_args

from dctaxi.cli.data_options import add_data_options, source_of
from dctaxi.cli.options import Actions, add_action, workspace_of
from dctaxi.cli.output import write_result
from dctaxi.foreign_text import visible
from dctaxi.records import ObjectiveName


def add_foreign(actions: Actions) -> None:
    """Add what is done with studies that other programs made."""
    bring = add_action(actions, "import", "copy studies from any Optuna storage", run_import)
    bring.add_argument(
        "source", metavar="SOURCE", help="an SQLite file, a journal file, or postgresql+psycopg://…"
    )
    bring.add_argument(
        "--study", metavar="NAME", action="append", help="only this study; repeatable"
    )
    bring.add_argument(
        "--as", dest="new_name", metavar="NEW", help="its new name, if only one is imported"
    )
    adopt = add_action(
        actions,
        "adopt",
        "take over a study with the chapter's parameters, to continue it here",
        run_adopt,
    )
    adopt.add_argument(
        "--objective",
        choices=get_args(ObjectiveName),
        default="chapter_objective",
        help="what its values are (default chapter_objective: listing 11.5's)",
    )
    add_data_options(adopt, default_features="raw")  # what the chapter's own loop sees
    look = add_action(
        actions,
        "objective",
        "choose which objective of another program's study to look at",
        run_objective,
    )
    look.add_argument(
        "--number", type=int, metavar="N", default=0, help="which objective of several, from 0"
    )
    look.add_argument("--unit", metavar="U", default="", help="the unit to write after its values")
    leave = add_action(
        actions, "leave-out", "leave trials out of bests, importances and plots", run_leave_out
    )
    leave.add_argument(
        "--trial",
        type=int,
        metavar="N",
        action="append",
        required=True,
        help="the number of a trial; repeatable",
    )
    leave.add_argument("--undo", action="store_true", help="put them back")
    for parser in (adopt, look, leave):
        parser.add_argument("name", metavar="NAME", help="a study of the workspace")


def run_import(options: Namespace) -> int:
    """Copy studies of another storage into the workspace; nothing there is changed."""
    from dctaxi.study import import_studies

    imported = import_studies(
        options.source, workspace_of(options), options.study or (), new_name=options.new_name
    )
    lines = [
        f"{visible(one.new_name)}: {one.trials:,} trials of {visible(one.name)}" for one in imported
    ]
    result = [{"name": one.new_name, "from": one.name, "trials": one.trials} for one in imported]
    write_result(result, options.json, text="\n".join(lines) or "No studies there.")
    return 0


def run_adopt(options: Namespace) -> int:
    """Read a study's space from its trials, and go on with it from then on."""
    from dctaxi.space import describe_space
    from dctaxi.study import adopt_study

    plan = adopt_study(
        options.name,
        workspace_of(options),
        objective=options.objective,
        source=source_of(options),
        feature_set=options.features,
    )
    text = f"{options.name} can be continued here now: {describe_space(plan.space)}"
    write_result({"name": plan.name, "plan": plan.to_json()}, options.json, text=text)
    return 0


def run_objective(options: Namespace) -> int:
    """Choose one of a study's objectives, and its unit."""
    from dctaxi.study import choose_goal, currency_of, find_study

    workspace = workspace_of(options)
    choose_goal(options.name, options.number, options.unit, workspace)
    shown = currency_of(find_study(options.name, workspace).user_attrs)
    text = f"{options.name} is shown by {visible(shown)}; lower is better"
    result = {"name": options.name, "objective": options.number, "measured_in": shown}
    write_result(result, options.json, text=text)
    return 0


def run_leave_out(options: Namespace) -> int:
    """Leave trials out, or put them back."""
    from dctaxi.study import leave_out, take_back

    change = take_back if options.undo else leave_out
    out = sorted(change(options.name, options.trial, workspace_of(options)))
    listed = ", ".join(map(str, out)) or "none"
    text = f"Trials left out of {options.name}: {listed}"
    write_result({"name": options.name, "left_out": out}, options.json, text=text)
    return 0
