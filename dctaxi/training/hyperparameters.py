"""A spec from names and values, read once at the edge, and back; why one cannot be trained."""

from __future__ import annotations

import difflib
import json
import numbers
import reprlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from itertools import starmap
from operator import mul
from typing import Any

from dctaxi.errors import HyperparameterError
from dctaxi.hyperparameters import (
    DEFAULTS,
    HYPERPARAMETERS,
    NUM_LAYERS,
    SCALARS,
    WIDTH,
    Hyperparameter,
    Kind,
    Value,
    exists,
    layer_name,
)
from dctaxi.records import TrialSpec

NAMES: tuple[str, ...] = tuple(field.name for field in fields(TrialSpec))
"""What a configuration names; what has a default may be left out, ``num_features`` may be there."""

CHAPTER_NUM_FEATURES = 8
MAX_NUM_FEATURES = 1_000

# Generous, as the limits of the table: against a slip of the keyboard.
MAX_BATCH_NUMBERS = 2**28  # numbers that a training step holds, 2 GiB in float64
MAX_PARAMETERS = 50_000_000

# A row stands in the batch, its place in the set, and a copy without the label; every neuron has
# its sum, its activation and the gradients of both, and with batch norm the normalised sum.
_PER_ROW = 2 * (CHAPTER_NUM_FEATURES + 1) + 2
_PER_NEURON = 5

_SHOWN = 80  # characters of a wrong value in a message

_TYPES: Mapping[Kind, Callable[[Any], object]] = {
    "whole": int,
    "real": float,
    "switch": bool,
    "word": str,
}
_READERS: Mapping[str, Callable[[Any], object]] = {
    "num_hidden_neurons": tuple,
    **{name: _TYPES[row.kind] for name, row in SCALARS.items()},
}

_CONDITIONAL = tuple(
    (name, row.only_with, row.default) for name, row in SCALARS.items() if row.only_with is not None
)


def spec_of(values: Mapping[str, object]) -> TrialSpec:
    """Make a spec of a value for each of its fields, by name; a switch may be 0 or 1.

    Nothing is checked: the values are those of checked dimensions or of a configuration.
    """
    (spec,) = specs_of({name: (value,) for name, value in values.items()})
    return spec


def spec_of_parameters(values: Mapping[str, Any]) -> TrialSpec:
    """Make a spec of the parameters of a trial, by name; unchecked as in :func:`spec_of`.

    What does not exist beside the other values is passed over.
    """
    layers = [values[layer_name(layer)] for layer in range(values[NUM_LAYERS])]
    there = {name: value for name, value in values.items() if exists(name, values)}
    return spec_of({**DEFAULTS, **there, "num_hidden_neurons": layers})


def parameters_of(spec: TrialSpec) -> dict[str, Value]:
    """Return the parameters that a trial of this spec has, by name in the order of asking."""
    layers = {layer_name(layer): width for layer, width in enumerate(spec.num_hidden_neurons)}
    found: dict[str, Value] = {}
    for name, row in HYPERPARAMETERS.items():
        if name == WIDTH:
            found |= layers
        elif name == NUM_LAYERS:
            found[name] = len(layers)
        elif exists(name, found):
            value = getattr(spec, name)
            found[name] = int(value) if row.kind == "switch" else value
    return found


def specs_of(columns: Mapping[str, Iterable[object]]) -> tuple[TrialSpec, ...]:
    """Make many specs of a column for each field, by name, as :func:`spec_of` does."""
    ordered = (map(_READERS[name], columns[name]) for name in NAMES)
    return tuple(starmap(TrialSpec, zip(*ordered, strict=True)))


def parse_hyperparameters(raw: Mapping[str, object]) -> TrialSpec:
    """Read one configuration; every value may be a string or a number, as in the chapter.

    ``num_hidden_neurons`` is a list of whole numbers or such a list as JSON text;
    ``batch_norm_linear_layers`` is 0 or 1. A ``num_features`` is let pass: it is a fact of the
    data, which :func:`parse_num_features` reads.

    Raises ``HyperparameterError`` for an unknown or missing name, a wrong type, a value out of
    range, batch norm with one row, and what does not exist beside the other values.
    """
    if not isinstance(raw, Mapping):
        raise HyperparameterError(
            f"A configuration is an object that names {', '.join(NAMES)}, but {_shown(raw)} came; "
            "give it as names and values."
        )
    for name in raw:
        if name not in NAMES and name != "num_features":
            raise HyperparameterError(_unknown(name))
    for name in NAMES:
        if name not in raw and name not in DEFAULTS:
            raise HyperparameterError(
                f"A configuration needs {name}, which is missing; add it to "
                f"{', '.join(map(str, raw)) or 'the empty object'}."
            )
    given: dict[str, object] = {**DEFAULTS, **raw}
    spec = spec_of({
        "num_hidden_neurons": _neurons(given["num_hidden_neurons"]),
        **{name: _checked(name, row, given[name]) for name, row in SCALARS.items()},
    })  # fmt: skip
    if (problem := problem_of(spec)) is not None:
        raise HyperparameterError(problem)
    return spec


def parse_num_features(raw: Mapping[str, object]) -> int:
    """Read ``num_features`` of a configuration, the chapter's 8 where it is not named.

    Raises ``HyperparameterError`` when it is no whole number of at least 1.
    """
    value = raw.get("num_features", CHAPTER_NUM_FEATURES)
    number = _number(value)
    if number is None or number not in range(1, MAX_NUM_FEATURES + 1):
        raise _wrong("num_features", f"a whole number from 1 to {MAX_NUM_FEATURES}", value)
    return int(number)


def hyperparameters(spec: TrialSpec, num_features: int) -> dict[str, object]:
    """Return :func:`configuration` and the number of features, as the chapter's model takes it."""
    return configuration(spec) | {"num_features": num_features}


def configuration(spec: TrialSpec) -> dict[str, object]:
    """Return the spec under the chapter's names, as JSON takes it: the reverse of parsing.

    What the spec does not have is left out.
    """
    named = {**parameters_of(spec), "num_hidden_neurons": list(spec.num_hidden_neurons)}
    return {name: named[name] for name in NAMES if name in named}


def parameter_count(spec: TrialSpec, num_features: int) -> int:
    """Return the number of trained parameters: weights and biases of every Linear, and the scale
    and shift of every BatchNorm1d before one.
    """
    return parameters_in(
        spec.num_hidden_neurons, num_features, batch_norm=spec.batch_norm_linear_layers
    )


def parameters_in(num_hidden_neurons: Sequence[int], num_features: int, *, batch_norm: bool) -> int:
    """Return the same for a network that is not yet anybody's spec."""
    widths = (num_features, *num_hidden_neurons, 1)
    linear: int = sum(map(mul, widths, widths[1:])) + sum(widths[1:])
    return linear + 2 * sum(widths[:-1]) * batch_norm


def problem_of(spec: TrialSpec) -> str | None:
    """Return in one sentence why these hyperparameters cannot be trained together, or None."""
    for name, condition, default in _CONDITIONAL:
        if getattr(spec, name) != default and not condition.holds(getattr(spec, condition.name)):
            return f"{name} exists only where {condition.words}; leave it out."
    return problem_with(
        spec.num_hidden_neurons, spec.batch_size, batch_norm=spec.batch_norm_linear_layers
    )


def problem_with(
    num_hidden_neurons: Sequence[int], batch_size: int, *, batch_norm: bool
) -> str | None:
    """Return in one sentence why a network cannot be trained on such batches, or None."""
    if not num_hidden_neurons:
        return (
            "num_hidden_neurons needs at least one hidden layer, but names none; "
            "give one number of neurons per layer, such as [7, 11]."
        )
    if batch_norm and batch_size == 1:
        return (
            "Batch normalisation needs a batch_size of at least 2, since one row has no variance, "
            "but it is 1; raise batch_size or set batch_norm_linear_layers to 0."
        )
    needed = batch_size * (_PER_ROW + _PER_NEURON * sum(num_hidden_neurons))
    if needed > MAX_BATCH_NUMBERS:
        return (
            f"A training step may need {8 * MAX_BATCH_NUMBERS / 2**30:.0f} GiB of memory at most, "
            f"but with a batch_size of {batch_size:,} and {sum(num_hidden_neurons):,} hidden "
            f"neurons it needs about {8 * needed / 2**30:,.1f} GiB; lower either."
        )
    count = parameters_in(num_hidden_neurons, CHAPTER_NUM_FEATURES, batch_norm=batch_norm)
    if count > MAX_PARAMETERS:
        return (
            f"A network may have {MAX_PARAMETERS:,} parameters at most, but this one has "
            f"{count:,}; take fewer or smaller layers in num_hidden_neurons."
        )
    return None


def _unknown(name: object) -> str:
    near = difflib.get_close_matches(str(name), [*NAMES, "num_features"], n=1)
    return f"A configuration knows only {', '.join(NAMES)}, but {_shown(name)} came; " + (
        f"did you mean {near[0]}?" if near else "remove it."
    )


def _wrong(name: str, expected: str, value: object) -> HyperparameterError:
    return HyperparameterError(f"{name} must be {expected}, but is {_shown(value)}; correct it.")


def _shown(value: object) -> str:
    """Return the value as Python writes it, shortened."""
    try:
        text = reprlib.repr(value)
    except ValueError:  # Python writes out no number of more than 4,300 digits
        return f"a {type(value).__name__} too long to show"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _number(value: object) -> float | None:
    """Return a number or its text as int where it is whole, else as float, None if it is none."""
    if type(value) is int or type(value) is float:  # nearly always, and no question of kinds
        return value
    try:
        if isinstance(value, str):
            try:
                return int(value)
            except ValueError:
                return float(value)
        if isinstance(value, bool) or not isinstance(value, numbers.Real):
            return None
        return int(value) if isinstance(value, numbers.Integral) else float(value)
    except (ValueError, OverflowError):
        return None


def _checked(place: str, row: Hyperparameter, value: object) -> object:
    """Return what a configuration says of a row, as a number or a word, if the row allows it."""
    read = value
    if row.kind == "switch" and isinstance(value, bool):
        read = int(value)
    elif row.kind != "word":
        read = _number(value)
        if row.kind != "real" and isinstance(read, float) and read.is_integer():
            read = int(read)
    if not row.allows(read):
        raise _wrong(place, row.expected, value)
    return read


def _neurons(value: object) -> tuple[object, ...]:
    expected = "a list of whole numbers such as [7, 11], one per hidden layer"
    layers = value
    if isinstance(value, str):
        try:
            layers = json.loads(value)
        except (ValueError, RecursionError):
            raise _wrong("num_hidden_neurons", expected, value) from None
    if not isinstance(layers, list | tuple):
        raise _wrong("num_hidden_neurons", expected, value)
    if len(layers) > (most := HYPERPARAMETERS[NUM_LAYERS].high):
        raise HyperparameterError(
            f"num_hidden_neurons may name {most} layers at most, but names {len(layers)}; "
            "take fewer layers."
        )
    return tuple(
        _checked(f"num_hidden_neurons[{index}]", HYPERPARAMETERS[WIDTH], neurons)
        for index, neurons in enumerate(layers)
    )
