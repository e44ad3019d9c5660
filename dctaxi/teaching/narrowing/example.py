"""The loop of "From plots to ranges", step by step, and its example of a study."""

from __future__ import annotations

from typing import Final

from dctaxi.space import PRESETS, Fixed, FloatRange
from dctaxi.study import StudyPlan

PAGE: Final = "ranges"
"""Address of the page."""

STEPS: Final = ("importances", "parallel", "contour", "ranges", "study")
"""The loop, step by step."""

EXAMPLE: Final = StudyPlan(
    "from-plots-to-ranges",
    # Wide on purpose: most of the chapter's own range is good already.
    PRESETS["chapter"].space.replace("lr", FloatRange(0.001, 0.3, log=True)),
    # Only of independent draws is what is counted among the trials true as it stands.
    sampler="random",
    sampler_seed=6,
    # Enough to tell a strong hyperparameter from luck, and half a second of training.
    n_trials=200,
    feature_set="distance",
)


SEARCHED: Final = tuple(
    name
    for name, dimension in EXAMPLE.space.active(EXAMPLE.space.max_layers).items()
    if name != "seed" and not isinstance(dimension, Fixed)
)
"""Hyperparameters of its trials that may keep a range; the seed is noise."""
