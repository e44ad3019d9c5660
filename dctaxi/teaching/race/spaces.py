"""The spaces that samplers race in; the first has something to find, the last draws TPE in."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dctaxi.space import PRESETS, Fixed, FloatRange, IntRange, Preset

DEFAULT_SPACE, CHAPTER, TRAP = "distance", "chapter", "trap"

TRAP_TRIALS = 60
TRAP_REPEATS = 20
"""A budget in which TPE has had time to walk into it, and repeats enough to see that it did.

With 40 repeats (seed 1001) random ends at a median of 7.00 USD and TPE at 7.25, which is noise;
58 % of TPE's later trials score like a constant answer, 36 % of random's.
"""

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
    DEFAULT_SPACE: Preset(
        "Chapter on distances",
        "The chapter's ranges on scaled features with the trip's distance: here there is something "
        "to find.",
        PRESETS["chapter"].space,
    ),
    CHAPTER: PRESETS["chapter"],
    "first": PRESETS["first"],
    TRAP: Preset(
        "Trap",
        "A wide range of learning rates, up to eight layers, raw features, Adam, 60 steps.",
        _TRAP,
        "raw",
    ),
})  # fmt: skip
"""By the name that the page's address takes."""
