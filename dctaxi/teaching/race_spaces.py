"""The spaces that samplers race in: two of the presets, and one that is a trap for TPE."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dctaxi.search.dimensions import Fixed, FloatRange, IntRange
from dctaxi.search.presets import PRESETS, Preset

TRAP = "trap"

TRAP_TRIALS = 100
TRAP_REPEATS = 20
"""The budget in which the trap shows beyond doubt: TPE needs some trials to walk into it."""

_TRAP = (
    PRESETS["chapter"]
    .space.replace("optimizer", Fixed("Adam"))
    .replace("lr", FloatRange(1e-5, 3.0, log=True))
    .replace("num_layers", IntRange(1, 8))
    .replace("num_hidden_layer_neurons", IntRange(3, 16))
    .replace("batch_size", Fixed(32))
    .replace("max_batches", Fixed(60))
)

RACE_SPACES: Mapping[str, Preset] = MappingProxyType({
    "chapter": PRESETS["chapter"],
    "quick": PRESETS["quick"],
    TRAP: Preset(
        "Trap",
        "A wide range of learning rates, up to eight layers, raw features, Adam, 60 steps.",
        _TRAP,
        "raw",
    ),
})  # fmt: skip
"""By the name that the page's address takes."""
