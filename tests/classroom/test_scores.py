import csv
import io
from types import SimpleNamespace

import numpy as np
import pytest

from dctaxi.classroom import Answer, Run, RunState, answers_csv, scores, scores_csv
from dctaxi.errors import ClassError
from dctaxi.space import PRESETS
from dctaxi.teaching.lessons import Guess, Lesson, Option

SPACE = PRESETS["chapter"].space
OPTIONS = tuple(Option(name, SPACE) for name in ("low", "high"))
HUNDRED = np.arange(1.0, 101.0)


def run_of(kind: str, options: tuple[Option, ...]) -> Run:
    return Run(1, Lesson("L", "whatif", "Do.", guess=Guess("?", kind, options)), RunState.REVEALED)


def trained(values) -> SimpleNamespace:
    return SimpleNamespace(values=np.asarray(values, dtype=float))


NUMBER = run_of("number", OPTIONS[:1])
CHOICE = run_of("choice", OPTIONS)


def test_numbers_are_scored_the_best_first_beside_a_blind_draw():
    given = [Answer("1", "far", 1000.0), Answer("2", "near", 50.5), Answer("3", "Half", 25.5)]
    found = scores(NUMBER, given, [trained(HUNDRED)])

    assert [(row.name, row.points) for row in found.rows] == [
        ("near", 100),
        ("Half", 50),
        ("far", 0),
    ]
    assert [row.place for row in found.rows] == [1, 2, 3]
    # From 0 to 20 USD blind guesses lie below 0 to 20 % of these trainings.
    assert np.mean(found.chance) == pytest.approx(20, abs=1)
    assert found.brief == "The median is 50.50 USD; the class guessed 50.50."
    assert found.truth.startswith("The median of 100 fresh trainings is 50.50 USD")
    assert found.sentence == (
        "The class won 50 points on average (median 50); blind guesses would have won 19."
    )


def test_who_has_as_many_points_shares_a_place():
    given = [Answer(name, name, value) for name, value in zip("abcd", (9, 50.5, 9, 1), strict=True)]
    found = scores(NUMBER, given, [trained(HUNDRED)])
    assert [(row.place, row.name) for row in found.rows] == [(1, "b"), (2, "a"), (2, "c"), (4, "d")]


def test_options_that_are_not_told_apart_are_named_together():
    values = np.random.default_rng(1).normal(size=256)
    found = scores(CHOICE, [Answer("1", "a", "high")], [trained(values), trained(values)])
    assert found.brief == "low and high: not told apart; 1 of 1 chose so."


def test_choices_are_scored_beside_a_blind_pick():
    rng = np.random.default_rng(1)
    values = rng.normal(size=256)
    given = [Answer("1", "a", "high"), Answer("2", "b", "low")]
    found = scores(CHOICE, given, [trained(4 + values), trained(9 + values)])
    assert [(row.name, row.points) for row in found.rows] == [("b", 100), ("a", 0)]
    assert found.chance == (100, 0)
    assert found.brief == "low is lowest; 1 of 2 chose so."
    assert "low came out lowest" in found.truth


def test_a_class_that_has_not_guessed_has_chance_alone():
    found = scores(NUMBER, [], [trained(HUNDRED)])
    assert found.sentence == "Nobody has guessed; blind guesses would have won 19 points."
    assert found.brief == "The median is 50.50 USD."


def test_a_lesson_without_a_guess_has_no_scores():
    with pytest.raises(ClassError, match="nothing to score"):
        scores(Run(1, Lesson("L", "whatif", "Do."), RunState.REVEALED), [], [])


def test_files_hold_names_as_text_that_no_spreadsheet_computes():
    given = [Answer("1", "=1+1", 50.5), Answer("2", "a,b", 3.0)]
    found = scores(NUMBER, given, [trained(HUNDRED)])
    assert list(csv.reader(io.StringIO(scores_csv(found)))) == [
        ["place", "name", "first_guess", "points_of_100"],
        ["1", "'=1+1", "50.5", "100"],
        ["2", "a,b", "3.0", "5"],
    ]
    spaces = [Answer("1", "Ada", SPACE)]
    assert list(csv.reader(io.StringIO(answers_csv(given)))) == [
        ["name", "answer"],
        ["'=1+1", "50.5"],
        ["a,b", "3.0"],
    ]
    assert "Ada" in answers_csv(spaces)
