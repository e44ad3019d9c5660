"""What somebody's ranges would cost a race, which trains everybody's for the whole class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dctaxi.errors import ClassError
from dctaxi.space import PRESETS, SearchSpace, draw_specs
from dctaxi.training import work_of
from dctaxi.training.hyperparameters import CHAPTER_NUM_FEATURES

if TYPE_CHECKING:
    from dctaxi.teaching.lessons import Lesson

MOST_TIMES: Final = 1_000
"""Ranges may take so many times the work of the lesson's own: those that ship with the app take up
to some hundred times the chapter's, and a million steps far more."""

_DRAWN: Final = 256


def space_of(lesson: Lesson) -> SearchSpace:
    """Return the whole space of a lesson's race."""
    return lesson.space or PRESETS["chapter"].space


def check_cost(space: SearchSpace, whole: SearchSpace) -> None:
    """Raise ClassError for ranges whose trainings are far longer than those of the whole space."""
    times = _work(space) / _work(whole)
    if times > MOST_TIMES:
        raise ClassError(
            f"Expected ranges that train at most {MOST_TIMES:,} times as long as the lesson's, got "
            f"{times:,.0f} times: the whole class would wait for them; take fewer steps or smaller "
            "networks."
        )


def _work(space: SearchSpace) -> float:
    return work_of(draw_specs(space, _DRAWN, seed=0), CHAPTER_NUM_FEATURES).flops
