"""What the first guesses of a class are worth, beside what chance would have scored."""

from __future__ import annotations

import csv
import io
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


class Row(NamedTuple):
    """Somebody's first guess and its points."""

    name: str
    answer: float | str
    points: int


class Scores(NamedTuple):
    """The table of a class, the best first; ``chance`` holds the points that guessing blindly
    would have won, each as likely as the others, and ``truth`` what is true in a sentence.
    """

    rows: tuple[Row, ...]
    chance: tuple[int, ...]
    truth: str

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

    Chance picks an option blindly; of a number it says what one training, drawn blindly, gives.
    """
    guess = run.lesson.guess
    if guess is None:
        raise ClassError("This lesson asks for no guess: there is nothing to score.")
    given = [(one.name, one.value) for one in answers if not isinstance(one.value, SearchSpace)]
    if guess.kind == "number":
        values = populations[0].values
        blind = [points_of_number(float(v), values) for v in values if np.isfinite(v)]
        middle = float(np.nanmedian(values))
        truth = score(guess, middle, populations).sentence.partition(";")[0] + "."
        points = {value: points_of_number(float(value), values) for _, value in given}
    else:
        of_options = {o.label: score(guess, o.label, populations) for o in guess.options}
        blind = [one.points for one in of_options.values()]
        best = max(of_options.values(), key=lambda one: one.points)
        truth = best.sentence
        points = {value: of_options[str(value)].points for _, value in given}
    rows = [Row(name, value, points[value]) for name, value in given]
    rows.sort(key=lambda row: (-row.points, row.name.casefold()))
    return Scores(tuple(rows), tuple(blind), truth)


def scores_csv(found: Scores) -> str:
    """Return the table as CSV: name, first guess, points of ``FULL_SCORE``."""
    return _csv(("name", "first_guess", f"points_of_{FULL_SCORE}"), found.rows)


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
