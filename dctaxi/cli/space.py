"""``space``: shows the presets as JSON or as Python source."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from dctaxi.cli.options import Actions, add_action, add_group
from dctaxi.cli.output import errors_of, read_file, write_result
from dctaxi.program import python_source
from dctaxi.space import (
    DEFAULT_PRESET,
    PRESETS,
    Preset,
    default_objective,
    parse_space,
)

if TYPE_CHECKING:
    from argparse import _MutuallyExclusiveGroup


def add_commands(commands: Actions) -> None:
    """Add ``space show``."""
    actions = add_group(commands, "space", "show a search space")
    show = add_action(
        actions, "show", "print a space as JSON or as Python source", run_show, storage=False
    )
    add_space_options(show, required=True)
    show.add_argument("--python", action="store_true", help="print Python source that can be run")


def add_space_options(parser: ArgumentParser, *, required: bool) -> _MutuallyExclusiveGroup:
    """Add the choice between a preset and a file; return it, for what else excludes them."""
    choice = parser.add_mutually_exclusive_group(required=required)
    choice.add_argument(
        "--preset",
        choices=list(PRESETS),
        help="a space that ships with dctaxi, with its features and objective",
    )
    choice.add_argument("--space", metavar="FILE", help="a space saved as JSON")
    return choice


def preset_of(options: Namespace, usual: str = DEFAULT_PRESET) -> Preset:
    """Return the preset that the options name, or the ``usual`` one; ranges of a file are one
    without a name. Raises SpaceError.
    """
    if options.space is None:
        return PRESETS[options.preset or usual]
    content = read_file(options.space)
    with errors_of(options.space):
        space = parse_space(content)
    return Preset("", "", space, objective=default_objective(space))


def run_show(options: Namespace) -> int:
    """Print a space."""
    preset = preset_of(options)
    space, features = preset.space, preset.feature_set
    source = python_source(space, feature_set=features, objective=preset.objective)
    text = source if options.python else json.dumps(space.to_json(), indent=2)
    write_result(space.to_json(), options.json, text=text)
    return 0
