"""The hyperparameters of a training, a row each, in the order in which a trial is asked for them.

What forms, checks, files, draws, descriptions, source code, plots and kernels know of a single
hyperparameter, they read here. The table holds plain numbers and words, and imports nothing of this
program. A new hyperparameter is a row, a field of ``TrialSpec`` and its formula: CONTRIBUTING.md.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

Kind = Literal["whole", "real", "switch", "word"]
"""Whole numbers, real numbers, 0 or 1, and words that have no order."""

Value = int | float | str
"""One value of one hyperparameter. Switches are the integers 0 and 1, as in the chapter."""


class Range(NamedTuple):
    """From ``low`` to ``high``, both included, in log scale or not."""

    low: float
    high: float
    log: bool = False


class Condition(NamedTuple):
    """When a hyperparameter exists: where the one called ``name`` is ``value``, or more."""

    name: str
    value: Value
    or_more: bool = False

    def holds(self, values: Any) -> Any:
        """Tell whether it holds for a value of that hyperparameter, or for each of an array."""
        return values >= self.value if self.or_more else values == self.value

    @property
    def words(self) -> str:
        """What must be, inside a sentence."""
        return f"{self.name} is {self.value}{' or more' if self.or_more else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hyperparameter:
    """One row of the table.

    ``low`` and ``high`` limit numbers, both included; ``above`` excludes ``low`` itself. ``words``
    are all there are. ``searched`` is what the chapter searches, a range or a list; where the
    chapter does not search at all, a usual range. Where ``only_with`` does not hold, a trial has
    no such hyperparameter; its spec then holds the default.

    ``default`` is the chapter's fixed value: presets hold it, and so does everything that was
    written before the hyperparameter was known. The chapter searches those that have none.

    ``label``, ``help`` and ``unit`` are for people; ``short`` is the label inside a sentence.
    """

    name: str
    kind: Kind
    low: float = 0
    high: float = math.inf
    above: bool = False
    words: tuple[str, ...] = ()
    searched: Range | tuple[Value, ...]
    default: Value | None = None
    only_with: Condition | None = None
    label: str
    short: str
    help: str
    unit: str = ""

    @property
    def expected(self) -> str:
        """What a value must be, as an error names it."""
        match self.kind:
            case "word":
                return " or ".join(self.words)
            case "switch":
                return "0 or 1"
            case "whole":
                return f"a whole number from {self.low} to {self.high}"
            case "real":
                least = f"{'above' if self.above else 'of at least'} {self.low}"
                most = "" if self.high == math.inf else f" and at most {self.high}"
                return f"a finite number {least}{most}"

    def allows(self, value: object) -> bool:
        """Tell whether a value is of this kind and within the limits; a bool is no number here."""
        if self.kind == "word":
            return isinstance(value, str) and value in self.words
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        if self.kind != "real" and not isinstance(value, int):
            return False
        try:
            number = float(value)
        except OverflowError:
            return False
        return math.isfinite(number) and (
            self.low < number <= self.high if self.above else self.low <= number <= self.high
        )


_TABLE = (
    Hyperparameter(
        name="seed",
        kind="whole",
        high=2**32 - 1,  # torch's Mersenne Twister reads the lower 32 bits of a seed
        searched=Range(0, 2**31 - 2),
        label="Seed",
        short="seed",
        help="Fixes the initial weights of the network. It is searched on purpose: a "
        "hyperparameter that matters less than the random seed can be dropped.",
    ),
    Hyperparameter(
        name="batch_norm_linear_layers",
        kind="switch",
        high=1,
        searched=Range(0, 1),
        label="Batch normalisation",
        short="batch norm",
        help="1 puts a batch normalisation before every linear layer, the first and the last "
        "included; 0 leaves them out. It needs batches of at least 2 rows.",
    ),
    Hyperparameter(
        name="optimizer",
        kind="word",
        words=("Adam", "SGD"),
        searched=("Adam", "SGD"),
        label="Optimiser",
        short="optimiser",
        help="How gradients become steps. Adam means AdamW, as in the chapter; SGD is plain "
        "gradient descent without weight decay, and in the chapter without momentum.",
    ),
    Hyperparameter(
        name="lr",
        kind="real",
        above=True,
        searched=Range(0.009, 0.07, log=True),
        label="Learning rate",
        short="lr",
        help="How far each training step goes. Too small learns too little in the steps there are; "
        "too large jumps about or diverges. Search it in log scale.",
    ),
    Hyperparameter(
        name="num_layers",
        kind="whole",
        low=1,
        high=64,
        searched=(2, 3),
        label="Hidden layers",
        short="layers",
        help="How many hidden layers the network has. Each is a linear layer and a ReLU; one more "
        "linear layer makes the fare.",
        unit="layers",
    ),
    Hyperparameter(
        name="num_hidden_layer_neurons",
        kind="whole",
        low=1,
        high=4_096,
        searched=(7, 11),
        label="Neurons per hidden layer",
        short="neurons",
        help="How wide a hidden layer is. Every layer of a trial is asked for on its own, and only "
        "if the trial has it.",
        unit="neurons",
    ),
    Hyperparameter(
        name="batch_size",
        kind="whole",
        low=1,
        high=2**24,
        searched=Range(30, 50, log=True),
        label="Batch size",
        short="batch size",
        help="How many rows one training step sees, and how many rows the validation judges. "
        "Beyond the number of training rows, rows repeat.",
        unit="rows",
    ),
    Hyperparameter(
        name="max_batches",
        kind="whole",
        low=1,
        high=1_000_000,
        searched=Range(30, 50, log=True),
        label="Training steps",
        short="training steps",
        help="How many batches the network is trained on: one step each, in a single epoch.",
        unit="steps",
    ),
    Hyperparameter(
        name="weight_decay",
        kind="real",
        searched=Range(0.0001, 0.1, log=True),
        default=0.01,
        only_with=Condition("optimizer", "Adam"),
        label="Weight decay",
        short="weight decay",
        help="How much of itself, times the learning rate, every weight loses in a step of AdamW. "
        "The chapter leaves it at 0.01. Only trials with Adam have it.",
    ),
    Hyperparameter(
        name="gradient_clip_val",
        kind="real",
        searched=Range(0.05, 5, log=True),
        default=0.5,
        label="Gradient clipping",
        short="gradient clipping",
        help="The longest gradient of a step, over all weights together: a longer one is scaled "
        "down to it. The chapter clips at 0.5; 0 means no clipping.",
    ),
    Hyperparameter(
        name="momentum",
        kind="real",
        high=1,
        searched=Range(0.0, 0.99),
        default=0.0,
        only_with=Condition("optimizer", "SGD"),
        label="Momentum",
        short="momentum",
        help="How much of its last step SGD takes again. The chapter has none, which is 0. Only "
        "trials with SGD have it.",
    ),
)
"""The limits are generous: they keep a slip of the keyboard from exhausting the machine."""

HYPERPARAMETERS: Mapping[str, Hyperparameter] = MappingProxyType({row.name: row for row in _TABLE})
"""By the name of the trial's parameter."""

NUM_LAYERS, WIDTH = "num_layers", "num_hidden_layer_neurons"
"""The two rows that make the list of hidden layers of a spec: how many, and how wide each is. A
trial is asked for every width on its own, as :func:`layer_name` calls it."""

SCALARS: Mapping[str, Hyperparameter] = MappingProxyType({
    name: row for name, row in HYPERPARAMETERS.items() if name not in (NUM_LAYERS, WIDTH)
})  # fmt: skip
"""The rows that are fields of ``TrialSpec`` under their own names: all but those two."""

DEFAULTS: Mapping[str, Value] = MappingProxyType({
    name: row.default for name, row in HYPERPARAMETERS.items() if row.default is not None
})  # fmt: skip
"""What files, links and ids mean by leaving a hyperparameter out."""

_LAYER_NAME = re.compile(r"num_hidden_layer_(0|[1-9][0-9]{0,3})_neurons")


def layer_name(layer: int) -> str:
    """Return the trial parameter of a hidden layer's width; layers count from 0."""
    return f"num_hidden_layer_{layer}_neurons"


def layer_of(name: str) -> int | None:
    """Return which layer's width a trial parameter is, None if it is none."""
    match = _LAYER_NAME.fullmatch(name)
    return int(match.group(1)) if match else None


@lru_cache(maxsize=256)
def condition_of(name: str) -> Condition | None:
    """Return when a trial has a parameter, a layer's width among them; None for always."""
    layer = layer_of(name)
    if layer is not None:
        return Condition(NUM_LAYERS, layer + 1, or_more=True)
    return HYPERPARAMETERS[name].only_with if name in HYPERPARAMETERS else None


def exists(name: str, values: Mapping[str, Any]) -> Any:
    """Tell whether a trial with these values has a parameter; of columns ``[n]`` for each trial."""
    condition = condition_of(name)
    return True if condition is None else condition.holds(values[condition.name])


def row_of(name: str) -> Hyperparameter:
    """Return the row of a trial's parameter, every layer's width among them. Raises KeyError."""
    return HYPERPARAMETERS[name if layer_of(name) is None else WIDTH]


def place_of(name: str) -> tuple[int, int]:
    """Return a key that sorts trial parameters: rows as they are asked for, then layers' widths.

    What is none of them comes between the two.
    """
    layer = layer_of(name)
    if layer is not None:
        return len(HYPERPARAMETERS) + 1, layer
    return list(HYPERPARAMETERS).index(name) if name in HYPERPARAMETERS else len(HYPERPARAMETERS), 0
