"""``train``: trains a list of configurations and reports each outcome."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence

from dctaxi.cli.data_options import add_data_options, source_of
from dctaxi.cli.interrupt import EXIT_INTERRUPTED, stopped_by_ctrl_c
from dctaxi.cli.options import Actions, add_action, add_engine_options, engine_of
from dctaxi.cli.output import (
    encoded,
    errors_of,
    note_large_batch,
    read_file,
    write_result,
)
from dctaxi.cli.progress import progress_bar
from dctaxi.errors import HyperparameterError
from dctaxi.json_text import parse_json
from dctaxi.records import RunStatus, TrialOutcome, TrialSpec
from dctaxi.workspace import Workspace


def add_commands(commands: Actions) -> None:
    """Add ``train``."""
    parser = add_action(commands, "train", "train a list of configurations", run, storage=False)
    parser.add_argument(
        "--configs",
        metavar="FILE",
        required=True,
        help="JSON list of objects with hyperparameters; num_hidden_neurons is a list",
    )
    add_data_options(parser, default_features="raw")
    add_engine_options(parser)


def run(options: Namespace) -> int:
    """Train every configuration; 1 when one of them could not run at all, 130 after Ctrl-C."""
    from dctaxi.data import load
    from dctaxi.training import make_engine

    specs = read_specs(options.configs)
    data = load(source_of(options), options.features, Workspace.current())
    note_large_batch(max((spec.batch_size for spec in specs), default=0), len(data.train))
    engine = make_engine(
        engine_of(options, len(specs)), device=options.device, loader=options.loader
    )
    with (
        stopped_by_ctrl_c() as stopped,
        progress_bar(f"{engine.id} on {engine.device}", len(specs)) as show,
    ):
        outcomes = engine.run(specs, data, on_progress=show, should_stop=stopped)
    if options.json is None:
        write_result(None, None, text=outcomes_text(outcomes))
    else:
        write_result(encoded([outcome_json(o) for o in outcomes]), options.json, text="")
    if stopped():
        return EXIT_INTERRUPTED
    return int(any(outcome.status is RunStatus.FAILED for outcome in outcomes))


def read_specs(path: str) -> tuple[TrialSpec, ...]:
    """Return the specs of a JSON file. Raises HyperparameterError naming the offender's place."""
    from dctaxi.training import read_plain
    from dctaxi.training.hyperparameters import parse_hyperparameters

    content = read_file(path)
    with errors_of(path):
        document = parse_json(content, HyperparameterError)
        if not isinstance(document, list) or not all(isinstance(item, dict) for item in document):
            raise HyperparameterError(
                "expected a JSON list of hyperparameter objects; put [ ] around them."
            )
    if (plain := read_plain(document)) is not None:
        return plain
    specs = []
    for place, item in enumerate(document):
        with errors_of(f"{path}, configuration {place}"):
            specs.append(parse_hyperparameters(item))
    return tuple(specs)


def outcome_json(outcome: TrialOutcome) -> dict[str, object]:
    """Return an outcome as what msgspec writes as JSON."""
    return {
        "status": outcome.status,
        "objective": outcome.objective,
        "chapter_objective": outcome.chapter_objective,
        "train_rmse_eval": outcome.train_rmse_eval,
        "test_rmse": outcome.test_rmse,
        "val_rmse_all": outcome.val_rmse_all,
        **constant_json(outcome),
        "curve": outcome.curve,
        "message": outcome.message,
        "duration_s": outcome.duration_s,
    }


def constant_json(outcome: TrialOutcome) -> dict[str, float | None]:
    """Return what always answering the training mean scores on the training's own rows."""
    constant = outcome.constant
    return {
        "constant_objective": None if constant is None else constant.value("train_val_rmse"),
        "constant_rmse_all": None if constant is None else constant.rmse_all,
    }


def outcomes_text(outcomes: Sequence[TrialOutcome]) -> str:
    """Return a line per outcome for people."""
    lines = ["     #  status     objective  chapter's"]
    for place, outcome in enumerate(outcomes):
        if outcome.objective is None or outcome.chapter_objective is None:
            lines.append(f"{place:6d}  {outcome.status.value:9s}  {outcome.message}")
        else:
            lines.append(
                f"{place:6d}  {outcome.status.value:9s} {outcome.objective:10.4f} "
                f"{outcome.chapter_objective:10.4f}"
            )
    return "\n".join(lines)
