from types import SimpleNamespace

import numpy as np
import pytest

from dctaxi.errors import LessonError
from dctaxi.space import PRESETS
from dctaxi.teaching.lessons.guessing import score
from dctaxi.teaching.lessons.lesson import Guess, Option

SPACE = PRESETS["chapter"].space
NUMBER = Guess("How good?", "number", (Option("all", SPACE),))
CHOICE = Guess("Which?", "choice", tuple(Option(name, SPACE) for name in ("a", "b", "c")))
HUNDRED = np.arange(1.0, 101.0)


def trained(values):
    return SimpleNamespace(values=np.asarray(values, dtype=float))


@pytest.mark.parametrize(
    ("answer", "points"), [(50.5, 100), (25.5, 50), (75.5, 50), (0.0, 0), (1000.0, 0), (60.5, 80)]
)
def test_a_number_loses_by_the_trainings_between_it_and_the_median(answer, points):
    result = score(NUMBER, answer, [trained(HUNDRED)])
    assert result.points == points
    assert "50.50 USD" in result.sentence


def test_diverged_trainings_count_as_the_worst():
    values = np.where(HUNDRED > 60, np.nan, HUNDRED)
    assert score(NUMBER, 50.5, [trained(values)]).points == 100


def test_a_training_without_a_result_lies_below_no_guess():
    values = np.where(HUNDRED > 40, np.nan, HUNDRED)
    above_all = score(NUMBER, 1000.0, [trained(values)])
    assert "40% of them lie below" in above_all.sentence
    assert above_all.points == 80  # a tenth of them lie between 1,000 USD and the median


def test_options_of_which_none_has_a_median_have_no_lowest():
    mostly_lost = trained([*HUNDRED[:10], *np.full(20, np.nan)])
    with pytest.raises(LessonError, match="every option or more have no result"):
        score(CHOICE, "a", [mostly_lost] * 3)
    result = score(CHOICE, "b", [trained(HUNDRED), mostly_lost, trained(HUNDRED + 50)])
    assert "b has no result in half of its trainings or more." in result.sentence


def test_a_choice_wins_if_it_is_the_best_or_cannot_be_told_from_it():
    rng = np.random.default_rng(3)
    draws = rng.normal(size=(2, 256))
    populations = [trained(10 + draws[0]), trained(10 + draws[1]), trained(14 + draws[0])]
    results = {name: score(CHOICE, name, populations) for name in ("a", "b", "c")}
    assert [result.points for result in results.values()] == [100, 100, 0]
    assert "by more than noise: c lies 4." in results["c"].sentence
    assert f"intervals: a: {np.median(populations[0].values):.2f} USD (" in results["c"].sentence
    assert results["c"].sentence.count(" USD (") == 4  # three medians and the difference
    assert any("cannot be told from it" in r.sentence for r in results.values())


def test_a_lucky_training_wins_nothing():
    populations = [trained(10 + HUNDRED / 100), trained([0.1, *(14 + HUNDRED / 100)])]
    two = Guess("Which?", "choice", CHOICE.options[:2])
    assert score(two, "b", populations).points == 0
    assert score(two, "a", populations).points == 100


def test_no_result_at_all_is_one_sentence():
    with pytest.raises(LessonError, match="no guess can be right"):
        score(NUMBER, 1.0, [trained([np.nan, np.nan])])
    with pytest.raises(LessonError, match="choose one"):
        score(CHOICE, "d", [trained(HUNDRED)] * 3)
