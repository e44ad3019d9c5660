"""What the first guesses of a class are worth, beside what chance would have scored."""

from __future__ import annotations

import csv
import io
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dctaxi.errors import ClassError
from dctaxi.foreign_text import opens_formula
from dctaxi.space import SearchSpace
from dctaxi.teaching.lessons import FULL_SCORE, points_of_number, score

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dctaxi.classroom.live import Answer, Run
    from dctaxi.populations import Population


_BLIND = 101
"""Guesses of chance at a number, a hundredth of the question's range apart."""


class Row(NamedTuple):
    """Somebody's first guess, its points and place; who has as many points shares a place."""

    place: int
    name: str
    answer: float | str
    points: int


class Scores(NamedTuple):
    """The table of a class, the best first; ``chance`` holds the points that guessing blindly
    would have won, each as likely as the others, and ``truth`` what is true in a sentence.
    ``brief`` says it to the back of a room.
    """

    rows: tuple[Row, ...]
    chance: tuple[int, ...]
    truth: str
    brief: str

    @property
    def sentence(self) -> str:
        """How the class did beside chance."""
        blind = float(np.mean(self.chance))
        if not self.rows:
            return f"Nobody has guessed; blind guesses would have won {blind:.0f} points."
        points = [row.points for row in self.rows]
        return (
            f"The class won {np.mean(points):.0f} points on average (median "
            f"{np.median(points):.0f}); blind guesses would have won {blind:.0f}."
        )


def scores(run: Run, answers: Sequence[Answer], populations: Sequence[Population]) -> Scores:
    """Score the first guesses of a class. Raises ClassError and LessonError where nothing can be.

    Chance picks an option blindly; of a number it says any from 0 to the question's highest alike.
    """
    guess = run.lesson.guess
    if guess is None:
        raise ClassError("This lesson asks for no guess: there is nothing to score.")
    given = [(one.name, one.value) for one in answers if not isinstance(one.value, SearchSpace)]
    if guess.kind == "number":
        values = populations[0].values
        blind = [points_of_number(float(v), values) for v in np.linspace(0, guess.most_usd, _BLIND)]
        middle = float(np.nanmedian(values))
        truth = score(guess, middle, populations).sentence.partition(";")[0] + "."
        points = {value: points_of_number(float(value), values) for _, value in given}
        brief = _brief_number(middle, [float(value) for _, value in given])
    else:
        of_options = {o.label: score(guess, o.label, populations) for o in guess.options}
        blind = [one.points for one in of_options.values()]
        best = max(of_options.values(), key=lambda one: one.points)
        truth = best.sentence
        points = {value: of_options[str(value)].points for _, value in given}
        right = [label for label, one in of_options.items() if one.points]
        brief = _brief_choice(right, [str(value) for _, value in given])
    won = sorted(points[value] for _, value in given)
    rows = [
        Row(1 + len(won) - bisect_right(won, points[value]), name, value, points[value])
        for name, value in given
    ]
    rows.sort(key=lambda row: (row.place, row.name.casefold()))
    return Scores(tuple(rows), tuple(blind), truth, brief)


def _brief_number(median: float, given: list[float]) -> str:
    said = f"The median is {median:.2f} USD"
    return f"{said}; the class guessed {np.median(given):.2f}." if given else f"{said}."


def _brief_choice(right: list[str], given: list[str]) -> str:
    """Name the lowest option, or those that are not told apart from it."""
    said = f"{right[0]} is lowest" if len(right) == 1 else f"{' and '.join(right)}: not told apart"
    found = sum(one in right for one in given)
    return f"{said}; {found:d} of {len(given):d} chose so." if given else f"{said}."


def scores_csv(found: Scores) -> str:
    """Return the table as CSV: place, name, first guess, points of ``FULL_SCORE``."""
    return _csv(("place", "name", "first_guess", f"points_of_{FULL_SCORE}"), found.rows)


def answers_csv(answers: Sequence[Answer]) -> str:
    """Return answers as CSV: name and answer, ranges as JSON."""
    return _csv(
        ("name", "answer"),
        [
            (one.name, one.value.to_json() if isinstance(one.value, SearchSpace) else one.value)
            for one in answers
        ],
    )


def _csv(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return text.getvalue()


def _cell(value: object) -> object:
    """Return what a spreadsheet shows and does not compute."""
    return f"'{value}" if isinstance(value, str) and opens_formula(value) else value
