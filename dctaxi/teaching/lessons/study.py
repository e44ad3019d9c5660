"""The study that the loop begins with where there is none: a lesson's, or the example."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from typing import TYPE_CHECKING

from dctaxi.data import SampleSource
from dctaxi.teaching.narrowing.example import EXAMPLE, PAGE

if TYPE_CHECKING:
    from dctaxi.study import StudyPlan
    from dctaxi.teaching.lessons.lesson import Lesson


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
