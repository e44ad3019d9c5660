"""The options that say where trips come from, and the source that they describe."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, get_args

from dctaxi.cli.options import UsageError, whole_number
from dctaxi.data import (
    MAPPED,
    PLACES,
    TIME_PARTS,
    UNSEEN,
    FeatureSet,
    LeaveOut,
    Rules,
    SampleSource,
    Wishes,
    data_sets,
    source_of_files,
)
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from argparse import _ArgumentGroup

    from dctaxi.data import DataSource


def add_data_options(parser: ArgumentParser, *, default_features: FeatureSet | None) -> None:
    """Add where the trips are and the feature set; without files a command uses the sample data."""
    group = parser.add_argument_group("data (the sample data without files)")
    add_files(group)
    group.add_argument(
        "--features",
        choices=get_args(FeatureSet),
        default=default_features,
        help="raw: the columns as they are; scaled: standardised; distance: scaled plus trip "
        f"distance (default {default_features or 'that of the preset, else distance'})",
    )


def add_files(group: _ArgumentGroup | ArgumentParser) -> None:
    """Add the files, and how they are to be read."""
    group.add_argument(
        "--data",
        metavar="FILE",
        help="one file (CSV of any separator, gzip, Parquet; a path or address), split into three "
        "sets; or the name of a data set of the workspace",
    )
    group.add_argument("--train-glob", metavar="G", help="files to train on")
    group.add_argument("--val-glob", metavar="G", help="files to validate on")
    group.add_argument("--test-glob", metavar="G", help="files to test on")
    group.add_argument(
        "--split",
        metavar="HOW",
        help="time, random or the name of a column (default: a column that names the sets, else "
        "time, else random)",
    )
    group.add_argument("--split-seed", metavar="N", type=whole_number, help="default 0")
    for name in ("val", "test"):
        group.add_argument(f"--{name}-share", metavar="X", type=float, help="default 0.1667")
    group.add_argument(
        "--column",
        metavar="WHAT=NAME",
        action="append",
        help=f"which column is what, of {', '.join(MAPPED)}; the others are found by their names "
        "and contents; repeatable",
    )
    group.add_argument(
        "--feature-column",
        metavar="NAME",
        action="append",
        help="another numeric column for the network to see; repeatable",
    )
    group.add_argument(
        "--unseen",
        metavar="WHAT",
        action="append",
        choices=(*UNSEEN, *PLACES, *TIME_PARTS),
        help=f"a part of the trip to keep from the network: {', '.join(UNSEEN)} (all of them), "
        f"{', '.join((*PLACES, *TIME_PARTS))}; without the places it has to see the distance; "
        "repeatable",
    )
    group.add_argument(
        "--rule",
        metavar="NAME=X",
        action="append",
        help="a limit for trips: fare_min, fare_max, year_min, year_max, south, north, west, east, "
        "reach_miles; rows beyond it only warn; repeatable",
    )
    group.add_argument(
        "--leave-out-bad-rows",
        action="store_true",
        help="train without rows that cannot be used; otherwise they are an error",
    )
    group.add_argument(
        "--leave-out-broken-rules",
        action="store_true",
        help="also train without rows that break a rule",
    )
    group.add_argument("--city", metavar="NAME", help="the city of the trips")
    group.add_argument(
        "--currency",
        metavar="CODE",
        help="the currency of the fares (default: what their column says, or USD)",
    )


_ON_FILES = (
    "split", "split_seed", "val_share", "test_share", "column", "feature_column", "unseen",
    "rule",
    "leave_out_bad_rows", "leave_out_broken_rules", "city", "currency",
)  # fmt: skip
DATA_OPTIONS = ("data", "train_glob", "val_glob", "test_glob", *_ON_FILES)
"""Every option that says where trips come from, as it is called among parsed options."""


def source_of(options: Namespace) -> DataSource:
    """Return the source that the options name, or the sample data. Raises DataError.

    Files are looked at: which columns they have decides how they are read.
    """
    given = [name for name in _ON_FILES if getattr(options, name)]
    globs = (options.train_glob, options.val_glob, options.test_glob)
    if options.data is not None:
        if any(glob is not None for glob in globs):
            raise UsageError(
                "Expected --data, which is split, or --train-glob and --val-glob, got both; leave "
                "one of them out."
            )
        return _data_source(options, given)
    if all(glob is None for glob in globs):
        if given:
            raise UsageError(
                f"--{given[0].replace('_', '-')} is for files: give one with --data, or give "
                "--train-glob and --val-glob."
            )
        return SampleSource()
    if options.train_glob is None or options.val_glob is None:
        raise UsageError(
            "Expected both --train-glob and --val-glob, or one file to split with --data; name the "
            "missing one."
        )
    if options.split is not None:
        raise UsageError(
            "--split divides one file, and --val-glob gives the validation rows already: leave one "
            "of them out."
        )
    return source_of_files(
        options.train_glob, Workspace.current(),
        val=options.val_glob, test=options.test_glob, wishes=_wishes(options),
    )  # fmt: skip


def _data_source(options: Namespace, given: list[str]) -> DataSource:
    workspace = Workspace.current()
    kept = next((one for one in data_sets(workspace) if options.data in (one.name, one.id)), None)
    if kept is None:
        return source_of_files(options.data, workspace, wishes=_wishes(options))
    if given:
        raise UsageError(
            f"The data set {kept.name!r} has its own columns, rules and split: leave out "
            f"--{given[0].replace('_', '-')}, or name its file."
        )
    return kept.source


def _wishes(options: Namespace) -> Wishes:
    """Return what the options say of files. Raises UsageError."""
    leave_out: LeaveOut = "errors" if options.leave_out_bad_rows else "nothing"
    if options.leave_out_broken_rules:
        leave_out = "errors and rules"
    try:
        rules = {name: float(text) for name, text in _pairs(options.rule, "--rule").items()}
        rules |= {name: int(rules[name]) for name in ("year_min", "year_max") if name in rules}
        unknown = [name for name in rules if name not in Rules.__dataclass_fields__]
        if unknown:
            raise UsageError(
                f"--rule: expected one of {', '.join(Rules.__dataclass_fields__)}, got "
                f"{unknown[0]!r}."
            )
    except ValueError as error:
        raise UsageError(f"--rule: expected NAME=NUMBER ({error}).") from error
    share = Wishes()
    return Wishes(
        columns=_pairs(options.column, "--column"),
        extras=tuple(options.feature_column or ()),
        unseen=tuple(options.unseen or ()),
        split=options.split,
        seed=options.split_seed or 0,
        val_share=share.val_share if options.val_share is None else options.val_share,
        test_share=share.test_share if options.test_share is None else options.test_share,
        rules=Rules(**rules),  # type: ignore[arg-type]
        leave_out=leave_out,
        city=options.city or "",
        currency=options.currency,
    )


def _pairs(texts: list[str] | None, option: str) -> dict[str, str]:
    pairs = {}
    for text in texts or ():
        name, sign, value = text.partition("=")
        if not sign or not name.strip() or not value.strip():
            raise UsageError(f"{option}: expected WHAT=NAME, got {text!r}.")
        pairs[name.strip().replace("-", "_")] = value.strip()
    return pairs
