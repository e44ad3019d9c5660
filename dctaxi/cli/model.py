"""``fit``, ``predict`` and ``model``: the winner of a study as a model, and what it answers."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from dctaxi.cli.destination import STANDARD_OUTPUT, check_destination, say, write_text
from dctaxi.cli.interrupt import EXIT_INTERRUPTED, stopped_by_ctrl_c
from dctaxi.cli.options import (
    Actions,
    add_action,
    add_group,
    positive_integer,
    workspace_of,
)
from dctaxi.cli.output import write_result
from dctaxi.errors import DcTaxiError
from dctaxi.foreign_text import visible
from dctaxi.records import FitRows
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from dctaxi.model import FareModel

_NAMED: Final = 20
"""Rows that cannot be priced and are named one by one."""


def add_commands(commands: Actions) -> None:
    """Add ``fit``, ``predict`` and the actions of ``model``."""
    fit = add_action(
        commands, "fit", "train a study's winner as a model to keep, judged on test rows", run_fit
    )
    fit.add_argument("--study", metavar="N", required=True, help="a study of the workspace")
    fit.add_argument(
        "--trial",
        type=trial_or_best,
        metavar="best|K",
        help="the best trial, or the one with this number (default: the study's chosen trial, or "
        "the best if none was chosen)",
    )
    fit.add_argument(
        "--ensemble",
        type=positive_integer,
        default=1,
        metavar="K",
        help="how many networks answer together: those of the best K trials, or of one trial given "
        "by its number with K seeds (default 1)",
    )
    fit.add_argument(
        "--seeds",
        type=positive_integer,
        default=1,
        metavar="M",
        help="how many seeds to train each trial with, its own first (default 1)",
    )
    fit.add_argument(
        "--rows",
        choices=get_args(FitRows),
        default="train",
        help="the rows to train on: training rows, or validation rows as well (default train)",
    )
    fit.add_argument(
        "--steps",
        type=positive_integer,
        metavar="S",
        help="try up to this many training steps and keep the number that does best on the "
        "validation rows (default: as many as the trial had)",
    )
    fit.add_argument(
        "--out", metavar="DIR", help="a folder for the model (default: keep it in the workspace)"
    )

    predict = commands.add_parser("predict", help="price the trips of a file with a model")
    predict.add_argument(
        "--model",
        metavar="DIR",
        required=True,
        help="a folder that fit wrote, or a kept model's id or name",
    )
    predict.add_argument(
        "--csv",
        dest="trips",
        metavar="FILE",
        required=True,
        help="the trips; - reads standard input",
    )
    predict.add_argument(
        "--out",
        metavar="FILE",
        default=STANDARD_OUTPUT,
        help="where to write the rows with their prediction, and the spread of an ensemble "
        "(default: standard output)",
    )
    predict.set_defaults(run=run_predict)

    actions = add_group(commands, "model", "the models of the workspace")
    add_action(actions, "list", "list the models", run_list)
    show = add_action(
        actions, "show", "show a model: how good it is, where it comes from", run_show
    )
    delete = add_action(actions, "delete", "delete a model", run_delete)
    for parser in (show, delete):
        parser.add_argument("model", metavar="ID", help="the id of a kept model")


def trial_or_best(text: str) -> int | Literal["best"]:
    """Read ``best`` or the number of a trial."""
    if text == "best":
        return "best"
    if not text.isdecimal():
        raise ArgumentTypeError(f"expected best or the number of a trial, got {text!r}")
    return int(text)


def run_fit(options: Namespace) -> int:
    """Fit a model, judge it and write it; nothing is written where Ctrl-C stopped it."""
    from dctaxi.cli.progress import progress_bar
    from dctaxi.model import check_folder, fit, fit_plan, keep_model, save_model, trainings_of

    workspace = workspace_of(options)
    out = None if options.out is None else Path(options.out)
    if out is not None:
        check_folder(out)
    plan = fit_plan(
        options.study,
        workspace,
        trial=options.trial,
        ensemble=options.ensemble,
        seeds=options.seeds,
        rows=options.rows,
        steps=options.steps,
    )
    with stopped_by_ctrl_c() as stopped, progress_bar("fit", trainings_of(plan)) as show:
        model = fit(plan, workspace, on_progress=show, should_stop=stopped)
    if model is None:
        return EXIT_INTERRUPTED
    if out is None:
        keep_model(model, workspace)
    else:
        save_model(model, out)
    place = model.id if out is None else str(out)
    write_result(model_json(model, place), options.json, text=model_text(model, place))
    return 0


def model_json(model: FareModel, place: str) -> dict[str, Any]:
    """Return a model as plain JSON values, the errors on test rows at the top."""
    import msgspec

    found = model.assessment
    judged = None if found is None or found.rows != "test" else found.model
    return {
        "id": model.id,
        "model": place,
        "plan": model.plan.to_json(),
        "networks": [
            {
                "trial": one.trial,
                "seed": one.network.spec.seed,
                "steps": one.network.spec.max_batches,
                "val_rmse": one.val_rmse,
            }
            for one in model.members
        ],
        "test_rmse": None if judged is None else judged.rmse.value,
        "test_mae": None if judged is None else judged.mae.value,
        "test_median_error": None if judged is None else judged.median.value,
        "metrics": msgspec.to_builtins(found),
        "provenance": msgspec.to_builtins(model.provenance),
        "sentences": list(_sentences(model)),
    }


def model_text(model: FareModel, place: str) -> str:
    """Return a model as lines for people."""
    return "\n".join((*_sentences(model), f"{visible(model.plan.name)}: {visible(place, 400)}"))


def _sentences(model: FareModel) -> tuple[str, ...]:
    from dctaxi.model import model_sentences

    return model_sentences(model)


def run_predict(options: Namespace) -> int:
    """Price the rows of a file; 1 where none of them could be priced."""
    from dctaxi.model import price_csv, row_sentences

    check_destination(options.out, "--out")
    model = _model(options.model)
    name = "standard input" if options.trips == STANDARD_OUTPUT else options.trips
    priced = price_csv(_content(options.trips), model, name)
    write_text(priced.content.decode(), options.out, "--out")
    for sentence in row_sentences(priced, _NAMED):
        say(f"dctaxi: {visible(name)}: {visible(sentence, 600)}")
    return 1 if priced.rows and len(priced.wrong) == priced.rows else 0


def _model(text: str) -> FareModel:
    from dctaxi.errors import ModelError
    from dctaxi.model import kept_model, list_models, load_model

    if Path(text).exists():
        return load_model(text)
    workspace = Workspace.current()
    if (kept := kept_model(text, workspace)) is not None:
        return kept
    named = [model for model in list_models(workspace) if text == model.plan.name]
    if len(named) > 1:
        ids = ", ".join(model.id for model in named)
        raise ModelError(f"{len(named)} kept models have the name {text!r}. Choose an id: {ids}.")
    return named[0] if named else load_model(text)


def _content(path: str) -> bytes:
    if path == STANDARD_OUTPUT:
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise DcTaxiError(
            f"{path}: {error.strerror}; name a CSV file of trips that can be read."
        ) from error


def run_list(options: Namespace) -> int:
    """List the models of the workspace, newest first."""
    from dctaxi.model import list_models

    models = list_models(workspace_of(options))
    lines = []
    for model in models:
        found, unit = model.assessment, model.provenance.currency
        rmse = "not judged" if found is None else f"RMSE {found.model.rmse.value:.4f} {unit}"
        lines.append(
            f"{model.id}  {model.provenance.created_at:%Y-%m-%d %H:%M}  {rmse}  "
            f"{visible(model.plan.name)}"
        )
    text = "\n".join(lines) or "No models yet: python -m dctaxi fit --study NAME"
    write_result([model_json(one, one.id) for one in models], options.json, text=text)
    return 0


def run_show(options: Namespace) -> int:
    """Show a kept model."""
    from dctaxi.model import folder_of, load_model

    workspace = workspace_of(options)
    model = load_model(folder_of(options.model, workspace))
    write_result(model_json(model, model.id), options.json, text=model_text(model, options.model))
    return 0


def run_delete(options: Namespace) -> int:
    """Delete a kept model."""
    from dctaxi.model import delete_model

    delete_model(options.model, workspace_of(options))
    write_result({"deleted": options.model}, options.json, text=f"{options.model}: deleted")
    return 0
