"""A search space as the Python source that asks a trial for a configuration of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dctaxi.hyperparameters import DEFAULTS, HYPERPARAMETERS, WIDTH, layer_of
from dctaxi.space.dimensions import Choices, Dimension, Fixed, FloatRange, IntRange
from dctaxi.space.parameters import is_default
from dctaxi.training.hyperparameters import NAMES

if TYPE_CHECKING:
    from dctaxi.space.search_space import SearchSpace


def suggest_source(space: SearchSpace) -> str:
    """Return the source of ``suggest(trial)``.

    It needs nothing but Optuna and returns the chapter's hyperparameters by name.
    """
    written = [
        name
        for name, dimension in space.dimensions
        if name in HYPERPARAMETERS and space.may_have(name) and not is_default(name, dimension)
    ]
    lines = ["def suggest(trial):", '    """Ask a trial for one configuration."""']
    for name in written:
        if name == WIDTH:
            lines += _layer_lines(space)
        else:
            value = _call(json.dumps(name), space[name])
            if (only := space.condition(name)) is not None:
                test = f"{only.name} {'>=' if only.or_more else '=='} {json.dumps(only.value)}"
                value += f" if {test} else {json.dumps(DEFAULTS[name])}"
            lines.append(f"    {name} = {value}")
    fields = [name for name in NAMES if name in written or name == "num_hidden_neurons"]
    return "\n".join((
        *lines, "    return {", *(f'        "{name}": {name},' for name in fields), "    }", "",
    ))  # fmt: skip


def _layer_lines(space: SearchSpace) -> list[str]:
    """Return the loop over the layers, with a branch for each layer that has its own widths."""
    name = 'f"num_hidden_layer_{i}_neurons"'  # layer_name, as the script's own loop makes it
    every = f"neurons = {_call(name, space[WIDTH])}"
    lines = ["    num_hidden_neurons = []", "    for i in range(num_layers):"]
    keyword = "if"
    for each, dimension in space.dimensions:
        if (layer := layer_of(each)) is not None:
            lines.append(f"        {keyword} i == {layer}:")
            lines.append(f"            neurons = {_call(name, dimension)}")
            keyword = "elif"
    if keyword == "elif":
        lines += ["        else:", f"            {every}"]
    else:
        lines.append(f"        {every}")
    lines.append("        num_hidden_neurons.append(neurons)")
    return lines


def _call(name: str, dimension: Dimension) -> str:
    """Return the expression that asks a trial, or the fixed value itself."""
    match dimension:
        case Fixed(value):
            return json.dumps(value)
        case Choices(values):
            return f"trial.suggest_categorical({name}, {json.dumps(values)})"
        case IntRange(low, _, step, log):
            scale = ", log=True" if log else f", step={step}" if step != 1 else ""
            return f"trial.suggest_int({name}, {low}, {dimension.last}{scale})"
        case FloatRange(low, _, step, log):
            scale = ", log=True" if log else f", step={step!r}" if step is not None else ""
            return f"trial.suggest_float({name}, {low!r}, {dimension.last!r}{scale})"
