"""The chapter's hyperparameters: read once at the edge, from strings or numbers, into a spec."""

from __future__ import annotations

import difflib
import json
import math
import numbers
import reprlib
from collections.abc import Mapping
from dataclasses import fields
from itertools import pairwise

from dctaxi.errors import HyperparameterError
from dctaxi.records import OptimizerName, TrialSpec

OPTIMIZERS: tuple[OptimizerName, ...] = ("Adam", "SGD")
NAMES: tuple[str, ...] = tuple(field.name for field in fields(TrialSpec))
"""The chapter's names, all of them required; ``num_features`` may stand beside them."""

CHAPTER_NUM_FEATURES = 8
MAX_NUM_FEATURES = 1_000

# Generous bounds: they keep a slip of the keyboard from exhausting the machine.
MAX_SEED = 2**32 - 1  # torch's Mersenne Twister reads the lower 32 bits of a seed
MAX_LAYERS = 64
MAX_NEURONS = 4_096
MAX_BATCH_SIZE = 2**24
MAX_BATCHES = 1_000_000
MAX_ACTIVATIONS = 2**31  # rows of a batch times neurons, 16 GiB in float64
MAX_PARAMETERS = 50_000_000

_SHOWN = 80  # characters of a wrong value in a message


def parse_hyperparameters(raw: Mapping[str, object]) -> TrialSpec:
    """Read one configuration; every value may be a string or a number, as in the chapter.

    ``num_hidden_neurons`` is a list of whole numbers or such a list as JSON text;
    ``batch_norm_linear_layers`` is 0 or 1. A ``num_features`` is let pass: it is a fact of the
    data, which :func:`parse_num_features` reads.

    Raises ``HyperparameterError`` for an unknown or missing name, a wrong type, a value out of
    range, and batch norm with one row.
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
        if name not in raw:
            raise HyperparameterError(
                f"A configuration needs {name}, which is missing; add it to "
                f"{', '.join(map(str, raw)) or 'the empty object'}."
            )
    spec = TrialSpec(
        seed=_whole("seed", raw["seed"], 0, MAX_SEED),
        num_hidden_neurons=_neurons(raw["num_hidden_neurons"]),
        batch_norm_linear_layers=_flag(raw["batch_norm_linear_layers"]),
        optimizer=_optimizer(raw["optimizer"]),
        lr=_learning_rate(raw["lr"]),
        batch_size=_whole("batch_size", raw["batch_size"], 1, MAX_BATCH_SIZE),
        max_batches=_whole("max_batches", raw["max_batches"], 1, MAX_BATCHES),
    )
    if (problem := problem_of(spec)) is not None:
        raise HyperparameterError(problem)
    return spec


def parse_num_features(raw: Mapping[str, object]) -> int:
    """Read ``num_features`` of a configuration, the chapter's 8 where it is not named.

    Raises ``HyperparameterError`` when it is no whole number of at least 1.
    """
    value = raw.get("num_features", CHAPTER_NUM_FEATURES)
    return _whole("num_features", value, 1, MAX_NUM_FEATURES)


def hyperparameters(spec: TrialSpec, num_features: int) -> dict[str, object]:
    """Return the spec under the chapter's names, as JSON takes it: the reverse of parsing."""
    named: dict[str, object] = {name: getattr(spec, name) for name in NAMES}
    named["num_hidden_neurons"] = list(spec.num_hidden_neurons)
    named["batch_norm_linear_layers"] = int(spec.batch_norm_linear_layers)
    return {**named, "num_features": num_features}


def parameter_count(spec: TrialSpec, num_features: int) -> int:
    """Return the number of trained parameters: weights and biases of every Linear, and the scale
    and shift of every BatchNorm1d before one.
    """
    widths = (num_features, *spec.num_hidden_neurons, 1)
    linear = sum((i + 1) * o for i, o in pairwise(widths))
    return linear + 2 * sum(widths[:-1]) * spec.batch_norm_linear_layers


def problem_of(spec: TrialSpec) -> str | None:
    """Return in one sentence why these hyperparameters cannot be trained together, or None."""
    if not spec.num_hidden_neurons:
        return (
            "num_hidden_neurons needs at least one hidden layer, but names none; "
            "give one number of neurons per layer, such as [7, 11]."
        )
    if spec.batch_norm_linear_layers and spec.batch_size == 1:
        return (
            "Batch normalisation needs a batch_size of at least 2, since one row has no variance, "
            "but it is 1; raise batch_size or set batch_norm_linear_layers to 0."
        )
    if spec.batch_size * sum(spec.num_hidden_neurons) > MAX_ACTIVATIONS:
        return (
            f"batch_size times all hidden neurons may be {MAX_ACTIVATIONS:,} at most, or memory "
            f"runs out, but is {spec.batch_size * sum(spec.num_hidden_neurons):,}; lower either."
        )
    if (count := parameter_count(spec, CHAPTER_NUM_FEATURES)) > MAX_PARAMETERS:
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


def _whole(name: str, value: object, low: int, high: int) -> int:
    number = _number(value)
    if number is None or not low <= number <= high or number != int(number):
        raise _wrong(name, f"a whole number from {low} to {high}", value)
    return int(number)


def _learning_rate(value: object) -> float:
    expected = "a finite number above 0"
    number = _number(value)
    if number is None:
        raise _wrong("lr", expected, value)
    try:
        rate = float(number)
    except OverflowError:
        raise _wrong("lr", expected, value) from None
    if not (math.isfinite(rate) and rate > 0):
        raise _wrong("lr", expected, value)
    return rate


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    number = _number(value)
    if number in (0, 1):
        return bool(number)
    raise _wrong("batch_norm_linear_layers", "0 or 1", value)


def _optimizer(value: object) -> OptimizerName:
    if isinstance(value, str) and value in OPTIMIZERS:
        return value
    raise _wrong("optimizer", " or ".join(map(repr, OPTIMIZERS)), value)


def _neurons(value: object) -> tuple[int, ...]:
    expected = "a list of whole numbers such as [7, 11], one per hidden layer"
    layers = value
    if isinstance(value, str):
        try:
            layers = json.loads(value)
        except (ValueError, RecursionError):
            raise _wrong("num_hidden_neurons", expected, value) from None
    if not isinstance(layers, list | tuple):
        raise _wrong("num_hidden_neurons", expected, value)
    if len(layers) > MAX_LAYERS:
        raise HyperparameterError(
            f"num_hidden_neurons may name {MAX_LAYERS} layers at most, but names {len(layers)}; "
            "take fewer layers."
        )
    return tuple(
        _whole(f"num_hidden_neurons[{index}]", neurons, 1, MAX_NEURONS)
        for index, neurons in enumerate(layers)
    )
