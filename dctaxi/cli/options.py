"""Options that several commands share, how they are read, and what is wrong with them."""

from __future__ import annotations

import dataclasses
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, get_args

from dctaxi.cli.output import add_json_option
from dctaxi.data import FeatureSet, GlobSource, SampleSource
from dctaxi.errors import DcTaxiError, PopulationError, SpaceError
from dctaxi.records import ObjectiveName
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from argparse import _ArgumentGroup, _SubParsersAction

    from dctaxi.data import DataSource


class UsageError(DcTaxiError):
    """An option has a value that cannot be."""


@contextmanager
def options_checked() -> Iterator[None]:
    """Turn what is wrong with a plan made of options alone into a UsageError."""
    try:
        yield
    except (PopulationError, SpaceError) as error:
        raise UsageError(str(error)) from error


def positive_integer(text: str) -> int:
    """Read a whole number from 1."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"expected a whole number from 1, got {text!r}")
    return int(text)


def whole_number(text: str) -> int:
    """Read a whole number from 0."""
    if not text.isdecimal():
        raise ArgumentTypeError(f"expected a whole number from 0, got {text!r}")
    return int(text)


def add_action(
    actions: _SubParsersAction[ArgumentParser],
    name: str,
    help_text: str,
    run: Callable[[Namespace], int],
) -> ArgumentParser:
    """Add an action that takes ``--storage`` and ``--json`` and is done by ``run``."""
    parser = actions.add_parser(name, help=help_text)
    add_storage_option(parser)
    add_json_option(parser)
    parser.set_defaults(run=run)
    return parser


def add_storage_option(parser: ArgumentParser) -> None:
    """Add ``--storage URL``."""
    parser.add_argument(
        "--storage",
        metavar="URL",
        help="an Optuna RDB URL (default: DCTAXI_STORAGE, else studies.db in DCTAXI_HOME)",
    )


def workspace_of(options: Namespace) -> Workspace:
    """Return the workspace, with the storage that the options name."""
    workspace = Workspace.current()
    if options.storage is None:
        return workspace
    return dataclasses.replace(workspace, storage_url=options.storage)


def add_data_options(parser: ArgumentParser, *, default_features: FeatureSet | None) -> None:
    """Add the globs and the feature set; without globs a command uses the sample data."""
    group = parser.add_argument_group("data (the sample data without globs)")
    group.add_argument("--train-glob", metavar="G", help="CSV files to train on")
    group.add_argument("--val-glob", metavar="G", help="CSV files to validate on")
    group.add_argument("--test-glob", metavar="G", help="CSV files to test on")
    group.add_argument(
        "--features",
        choices=get_args(FeatureSet),
        default=default_features,
        help="raw: the chapter's 8; scaled: standardised; distance: scaled plus trip distance",
    )


def add_engine_options(parser: ArgumentParser) -> None:
    """Add the engine, the device and the loader."""
    add_device_options(parser).add_argument(
        "--loader",
        choices=["memory", "kaen"],
        default="memory",
        help="kaen streams the globs as the chapter does (Lightning engine only)",
    )


def add_device_options(parser: ArgumentParser) -> _ArgumentGroup:
    """Add the engine and the device; return their group."""
    group = parser.add_argument_group("training")
    group.add_argument(
        "--engine",
        choices=["fused", "lightning"],
        default="fused",
        help="fused: all at once in one compiled kernel (default); lightning: one at a time",
    )
    group.add_argument(
        "--device",
        choices=["auto", "cpu", "cuda"],
        default="auto",
        help="auto takes a CUDA card where one is seen to train as it should (default)",
    )
    return group


def source_of(options: Namespace) -> DataSource:
    """Return the source that the globs name, or the sample data. Raises DataError."""
    if options.train_glob is None and options.val_glob is None and options.test_glob is None:
        return SampleSource()
    if options.train_glob is None or options.val_glob is None:
        raise UsageError(
            "Expected both --train-glob and --val-glob, or neither for the sample data; "
            "name the missing one."
        )
    return GlobSource(train=options.train_glob, val=options.val_glob, test=options.test_glob)


def add_objective_option(parser: ArgumentParser, *, default: str) -> None:
    """Add ``--objective``, which judges trainings outside a study; ``default`` says what else."""
    parser.add_argument(
        "--objective",
        choices=get_args(ObjectiveName),
        default=None,
        help=f"judges every training (default {default})",
    )
