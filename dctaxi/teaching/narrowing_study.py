"""The loop of "From plots to ranges", and the study that it begins with where there is none."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from typing import TYPE_CHECKING, Final

from dctaxi.data.sources import SampleSource
from dctaxi.space.dimensions import FloatRange
from dctaxi.space.presets import PRESETS
from dctaxi.study.plan import StudyPlan

if TYPE_CHECKING:
    from dctaxi.teaching.lessons.lesson import Lesson

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
    name for name in EXAMPLE.space.active(EXAMPLE.space.max_layers) if name != "seed"
)
"""Hyperparameters of its trials that may keep a range; the seed is noise."""


def study_of(lesson: Lesson | None) -> StudyPlan:
    """Return the study of a lesson on the page, the example where it brings no space.

    It searches the lesson's space on the lesson's data, drawn with the lesson's seed; its name
    tells it from those of other lessons.
    """
    if lesson is None or lesson.page != PAGE or lesson.space is None:
        return EXAMPLE
    plan = dataclasses.replace(
        EXAMPLE,
        space=lesson.space,
        sampler_seed=lesson.seed,
        source=lesson.source or SampleSource(),
        feature_set=lesson.feature_set or "raw",
    )
    if plan == EXAMPLE:
        return EXAMPLE
    text = json.dumps(plan.to_json(), sort_keys=True)
    mark = hashlib.sha256(text.encode()).hexdigest()[:8]
    return dataclasses.replace(plan, name=f"{EXAMPLE.name}-{mark}")
