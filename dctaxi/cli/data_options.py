"""The options that choose the data, shared by every command that trains."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, get_args

from dctaxi.data.features import FeatureSet
from dctaxi.data.sources import GlobSource, SampleSource
from dctaxi.errors import DataError

if TYPE_CHECKING:
    from argparse import _ArgumentGroup

    from dctaxi.data.sources import DataSource


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
    group.add_argument("--engine", choices=["fused", "lightning"], default="fused")
    group.add_argument("--device", choices=["auto", "cpu", "cuda"], default="auto")
    return group


def source_of(options: Namespace) -> DataSource:
    """Return the source that the globs name, or the sample data. Raises DataError."""
    if options.train_glob is None and options.val_glob is None and options.test_glob is None:
        return SampleSource()
    if options.train_glob is None or options.val_glob is None:
        raise DataError(
            "Expected both --train-glob and --val-glob, or neither for the sample data; "
            "name the missing one."
        )
    return GlobSource(train=options.train_glob, val=options.val_glob, test=options.test_glob)
