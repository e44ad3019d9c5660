"""Options that several commands share, how they are read, and what is wrong with them."""

from __future__ import annotations

import dataclasses
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias, get_args

from dctaxi.errors import DcTaxiError, PopulationError, SpaceError
from dctaxi.records import ObjectiveName, OverSeeds
from dctaxi.samplers import ASKERS, SAMPLERS
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from argparse import _ArgumentGroup, _SubParsersAction

    from dctaxi.training import EngineId

Actions: TypeAlias = "_SubParsersAction[ArgumentParser]"
"""What a command, or an action of one, is added to."""


class UsageError(DcTaxiError):
    """An option has a value that cannot be."""


@contextmanager
def options_checked(*also: type[DcTaxiError]) -> Iterator[None]:
    """Turn what is wrong with a plan made of options alone into a UsageError.

    ``also`` are errors of such a plan beside those of populations and spaces.
    """
    refused: tuple[type[DcTaxiError], ...] = (PopulationError, SpaceError, *also)
    try:
        yield
    except refused as error:
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


def add_group(commands: Actions, name: str, help_text: str) -> Actions:
    """Add a command that has actions; return what they are added to."""
    return commands.add_parser(name, help=help_text).add_subparsers(required=True, metavar="ACTION")


def add_action(
    actions: Actions,
    name: str,
    help_text: str,
    run: Callable[[Namespace], int],
    *,
    storage: bool = True,
) -> ArgumentParser:
    """Add what ``run`` does, with ``--json`` and, where it reads studies, ``--storage``."""
    parser = actions.add_parser(name, help=help_text)
    if storage:
        add_storage_option(parser)
    parser.add_argument(
        "--json",
        metavar="FILE",
        help="write the result as JSON into FILE; - is standard output, with nothing else on it",
    )
    parser.set_defaults(run=run)
    return parser


def add_storage_option(parser: ArgumentParser) -> None:
    """Add ``--storage URL``."""
    parser.add_argument(
        "--storage",
        metavar="URL",
        help="an Optuna RDB URL (default: DCTAXI_STORAGE, or studies.db in DCTAXI_HOME)",
    )


def workspace_of(options: Namespace) -> Workspace:
    """Return the workspace, with the storage that the options name."""
    workspace = Workspace.current()
    if options.storage is None:
        return workspace
    return dataclasses.replace(workspace, storage_url=options.storage)


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
        choices=["auto", "fused", "stacked", "lightning", "ray"],
        default="auto",
        help="auto (default): fused, or stacked on a card that is faster; fused: all at once in "
        "one compiled kernel; stacked: side by side in plain PyTorch, with nothing to compile; "
        "lightning: one at a time; ray: fused, on the machines of a Ray cluster",
    )
    group.add_argument(
        "--address",
        dest="ray_address",  # of `app` and `serve` it is another's
        metavar="A",
        help="which Ray cluster: local (this machine), auto, or ray://HOST:10001 (default: "
        "DCTAXI_RAY_ADDRESS, or local)",
    )
    group.add_argument(
        "--device",
        choices=["auto", "cpu", "cuda", "xpu", "mps"],
        default="auto",
        help="auto (default): a card where it agrees with the CPU and is faster; cards train with "
        "--engine stacked, CUDA also with lightning; mps computes in float32",
    )
    return group


def engine_of(options: Namespace, trainings: int) -> EngineId:
    """Return the engine for so many trainings together."""
    from dctaxi.training import choose_engine

    if options.engine == "auto" and getattr(options, "loader", "memory") != "memory":
        return "lightning"
    return choose_engine(options.engine, None, device=options.device, at_once=trainings)


def add_objective_option(parser: ArgumentParser, *, default: str) -> None:
    """Add ``--objective``, which judges trainings outside a study; ``default`` says what else."""
    parser.add_argument(
        "--objective",
        choices=get_args(ObjectiveName),
        default=None,
        help=f"the score that counts for every training (default {default})",
    )


def add_sampler_options(parser: ArgumentParser) -> None:
    """Add what chooses trials, and whose implementation of it."""
    parser.add_argument(
        "--sampler",
        choices=tuple(SAMPLERS),
        default="tpe",
        help="what chooses trials (default tpe)",
    )
    parser.add_argument(
        "--asker",
        choices=("auto", *ASKERS),
        default="auto",
        help="which implementation of the sampler to use (default auto: rustuna for TPE and random "
        "where it is installed: the same formulas, thirty times as fast)",
    )


def add_seeds_options(parser: ArgumentParser) -> None:
    """Add with how many seeds a configuration is trained, and what of them is its value."""
    parser.add_argument(
        "--seeds-per-trial",
        type=positive_integer,
        metavar="K",
        default=1,
        help="train every configuration this many times, with a different seed each time (default "
        "1); the seed is then not searched",
    )
    parser.add_argument(
        "--over-seeds",
        choices=get_args(OverSeeds),
        default="median",
        help="how the scores of these trainings become the trial's value (default median)",
    )
