import dataclasses

from dctaxi.data import SampleSource
from dctaxi.names import check_name
from dctaxi.space import PRESETS
from dctaxi.teaching.lessons.lesson import Lesson
from dctaxi.teaching.lessons.shipped import SHIPPED
from dctaxi.teaching.lessons.study import study_of
from dctaxi.teaching.narrowing.example import EXAMPLE, SEARCHED, STEPS

SPACE = PRESETS["quick"].space
LESSON = Lesson("Mine", "ranges", "Look.", space=SPACE, feature_set="scaled", seed=7)


def test_without_a_lesson_and_in_the_shipped_one_it_is_the_example():
    assert study_of(None) == EXAMPLE
    assert study_of(SHIPPED["ranges"]) == EXAMPLE
    assert study_of(dataclasses.replace(LESSON, page="new")) == EXAMPLE
    assert study_of(Lesson("No space", "ranges", "Look.")) == EXAMPLE


def test_a_lesson_brings_its_space_data_and_seed_under_a_name_of_its_own():
    plan = study_of(LESSON)
    assert (plan.space, plan.feature_set, plan.sampler_seed) == (SPACE, "scaled", 7)
    assert plan.source == SampleSource()
    assert check_name(plan.name).startswith(f"{EXAMPLE.name}-")
    others = [
        dataclasses.replace(LESSON, seed=8),
        dataclasses.replace(LESSON, feature_set="raw"),
        dataclasses.replace(LESSON, source=SampleSource(rows=600)),
    ]
    assert len({study_of(lesson).name for lesson in (LESSON, *others)}) == 4
    assert study_of(dataclasses.replace(LESSON, title="Else")) == plan


def test_it_draws_at_random_so_that_its_trials_are_independent():
    assert EXAMPLE.sampler == "random"
    assert set(SEARCHED) == set(EXAMPLE.space.distributions()) - {"seed"}
    assert len(STEPS) == 5
