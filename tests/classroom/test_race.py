import numpy as np
import pytest

from dctaxi.classroom import (
    WHOLE,
    Answer,
    Race,
    Run,
    RunState,
    enter,
    members,
    race,
    race_plans,
    standing,
)
from dctaxi.errors import ClassError
from dctaxi.searches import statistics
from dctaxi.space import PRESETS, FloatRange
from dctaxi.teaching.lessons import Lesson


@pytest.fixture(autouse=True)
def _searches_are_their_ends(monkeypatch):
    """Let a search be what it ends with, in USD."""
    for module in (race, statistics):
        monkeypatch.setattr(module, "ends", np.asarray)


def test_the_whole_space_is_said_first_where_it_wins():
    found = standing({WHOLE: [3.0, 3.1, 3.2], "Ada": [4.0, 4.1, 4.2]})
    assert [lane.name for lane in found.lanes] == [WHOLE, "Ada"]
    assert found.sentence.startswith("The whole space came out lowest")


def test_who_sends_the_whole_space_has_not_won_over_it():
    alike = [3.0, 3.1, 3.2]
    found = standing({WHOLE: alike, "Ada": alike, "Bob": alike})
    assert [lane.name for lane in found.lanes] == [WHOLE, "Ada", "Bob"]
    assert found.sentence.startswith("The whole space came out lowest")


def test_a_winner_beyond_noise_and_one_within_it():
    clear = standing({WHOLE: [4.0 + n / 100 for n in range(20)], "Ada": [3.0] * 20})
    assert "Ada came out lowest" in clear.sentence
    assert "below the whole space, by more than noise" in clear.sentence
    noise = standing({WHOLE: [3.0, 5.0, 4.0] * 3, "Ada": [4.0, 3.5, 3.9] * 3})
    assert "too close to the whole space to tell apart" in noise.sentence


def test_a_lowest_median_of_searches_that_end_higher_pair_by_pair_is_no_winner():
    whole = np.arange(1.0, 10.0)
    ada = whole + 0.1
    ada[4] = 3.95  # the median of the whole space is 5, hers 4.1: eight of nine are above
    sentence = standing({WHOLE: whole, "Ada": ada}).sentence
    assert sentence.startswith("Ada came out lowest, at a median of 4.1")
    assert "but search by search 0.100 USD above the whole space, by more than noise" in sentence


def test_the_lowest_of_many_is_told_by_what_so_many_allow():
    many = {str(n): [4.5] * 8 for n in range(28)}
    found = {WHOLE: [4.0 + n / 100 for n in range(8)], "Ada": [3.0] * 8}
    assert "by more than noise" in standing(found).sentence
    assert "8 searches each are too few to tell the lowest of 29 from" in (
        standing(found | many).sentence
    )
    run = Run(1, Lesson("x", "new", "do"), RunState.REVEALED, Race(searches=8))
    space = PRESETS["chapter"].space
    for count, repeats in ((1, 8), (6, 8), (7, 9), (29, 11)):
        plans = race_plans(run, [Answer(str(n), str(n), space) for n in range(count)])
        assert {plan.repeats for plan in plans.values()} == {repeats}


def test_searches_without_a_result_are_worse_than_every_other():
    lost = float("nan")
    found = standing({WHOLE: [3.0, 3.1, 3.2], "Ada": [1.0, lost, lost], "Bob": [2.0, 2.9, lost]})
    assert [lane.name for lane in found.lanes] == ["Bob", WHOLE, "Ada"]
    assert found.lanes[-1].median.value == float("inf")


def test_searches_that_never_ended_stand_nowhere():
    found = standing({WHOLE: [3.0, 3.1], "Ada": [float("nan")] * 2})
    assert [lane.name for lane in found.lanes] == [WHOLE]
    with pytest.raises(ClassError, match="No search has ended"):
        standing({WHOLE: [float("nan")]})


@pytest.mark.parametrize("name", [WHOLE, "the  WHOLE\u00a0space"])
def test_nobody_enters_under_the_name_of_what_everybody_is_held_against(settings, name):
    with pytest.raises(ClassError, match="Expected a name of your own"):
        enter(settings, "student", name)
    assert members(settings) == ()


def test_the_whole_space_is_the_lessons_whatever_anybody_is_called():
    space = PRESETS["chapter"].space
    worse = space.replace("lr", FloatRange(1.0, 2.0))
    run = Run(1, Lesson("x", "new", "do", space=space), RunState.REVEALED, Race())
    plans = race_plans(run, [Answer("a", "Ada", worse), Answer("b", WHOLE, worse)])
    assert [(name, plan.space) for name, plan in plans.items()] == [(WHOLE, space), ("Ada", worse)]
