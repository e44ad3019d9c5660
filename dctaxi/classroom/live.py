"""The lesson that a class is at together: begun by its teacher, answered once by each, revealed."""

from __future__ import annotations

import dataclasses
import json
import secrets
import sqlite3
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from dctaxi.access import Action
from dctaxi.classroom.database import connected
from dctaxi.classroom.members import check
from dctaxi.classroom.race_cost import check_cost, space_of
from dctaxi.errors import AccessError, ClassError
from dctaxi.space import SearchSpace, space_from_json
from dctaxi.teaching.lessons import MAX_SEED, lesson_from_json, lesson_to_json

if TYPE_CHECKING:
    from dctaxi.access import Actor
    from dctaxi.classroom.settings import ClassSettings
    from dctaxi.teaching.lessons import Lesson

_TOO_LATE: Final = "This lesson is closed for answers: reload the page."

Value = float | str
"""A guess: a number in USD, or the label of an option."""


class RunState(StrEnum):
    """Where a lesson of the class stands."""

    OPEN = "open"
    REVEALED = "revealed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Race:
    """What each one's ranges are given: so many searches of so many trials."""

    searches: int = 8
    trials: int = 30

    def __post_init__(self) -> None:
        for name, value, most in (("searches", self.searches, 32), ("trials", self.trials, 200)):
            if type(value) is not int or not 1 <= value <= most:
                raise ClassError(f"{name}: expected a whole number from 1 to {most}, got {value}.")


@dataclass(frozen=True, slots=True)
class Run:
    """A lesson as the class is at it. With a ``race`` each one answers with a space of ranges."""

    number: int
    lesson: Lesson
    state: RunState
    race: Race | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answered first; of a race the last ranges that they sent."""

    member: str
    name: str
    value: Value | SearchSpace


def begin(settings: ClassSettings, actor: Actor, lesson: Lesson, race: Race | None = None) -> Run:
    """Begin a lesson for the class, on draws that nobody has seen; the one before is closed."""
    check(actor, Action.LEAD)
    fresh = dataclasses.replace(lesson, seed=secrets.randbelow(MAX_SEED + 1))
    document = {
        "lesson": lesson_to_json(fresh),
        "race": None if race is None else dataclasses.asdict(race),
    }
    with connected(settings.folder) as connection:
        connection.execute("UPDATE runs SET state = ?", (RunState.CLOSED,))
        number = connection.execute(
            "INSERT INTO runs (kind, document, state) VALUES (?, ?, ?)",
            ("lesson" if race is None else "race", json.dumps(document), RunState.OPEN),
        ).lastrowid
    return Run(number or 0, fresh, RunState.OPEN, race)


def live(settings: ClassSettings) -> Run | None:
    """Return the lesson that the class is at; None where it is at none."""
    with connected(settings.folder) as connection:
        row = connection.execute(
            "SELECT number, document, state FROM runs WHERE state != ? ORDER BY number DESC",
            (RunState.CLOSED,),
        ).fetchone()
    return None if row is None else _run(*row)


def answer(settings: ClassSettings, actor: Actor, number: int, value: Value | SearchSpace) -> None:
    """Keep somebody's first guess, or the ranges that they send to a race.

    Raises AccessError, and ClassError for a lesson that takes no answers any more, a second guess,
    and what is no answer to its question.
    """
    check(actor, Action.ANSWER)
    text = _checked(_open_run(settings, number), value)
    with connected(settings.folder) as connection:
        # Of a race the last ranges count, of a lesson the first guess.
        again = "INSERT OR REPLACE" if isinstance(value, SearchSpace) else "INSERT"
        try:
            kept = connection.execute(
                f"{again} INTO answers (run, member, answer) SELECT ?, ?, ? "
                "WHERE EXISTS (SELECT 1 FROM runs WHERE number = ? AND state = ?)",
                (number, actor.id, text, number, RunState.OPEN),
            ).rowcount
        except sqlite3.IntegrityError as error:
            raise ClassError(
                "Your first guess is saved already, and only the first one counts: wait for the "
                "reveal."
            ) from error
    if not kept:  # revealed in this moment
        raise ClassError(_TOO_LATE)


def arrived(settings: ClassSettings, number: int) -> int:
    """Return how many have answered, which everybody may know."""
    with connected(settings.folder) as connection:
        row = connection.execute("SELECT COUNT(*) FROM answers WHERE run = ?", (number,)).fetchone()
    return int(row[0])


def answered(settings: ClassSettings, actor: Actor, number: int) -> frozenset[str]:
    """Return the ids of those who have answered, which only a teacher may know."""
    check(actor, Action.LEAD)
    with connected(settings.folder) as connection:
        rows = connection.execute("SELECT member FROM answers WHERE run = ?", (number,)).fetchall()
    return frozenset(row[0] for row in rows)


def own_answer(settings: ClassSettings, actor: Actor, run: Run) -> Value | SearchSpace | None:
    """Return what somebody answered themselves; None as long as they did not."""
    found = [one for one in _answers(settings, run) if one.member == actor.id]
    return found[0].value if found else None


def answers(settings: ClassSettings, actor: Actor, run: Run) -> tuple[Answer, ...]:
    """Return what all answered, in the order of coming. Raises AccessError before the reveal."""
    now = live(settings)
    if now is None or now.number != run.number:
        check(actor, Action.LEAD)
    elif now.state is RunState.OPEN:
        raise AccessError("Answers are hidden until the reveal: wait for it.")
    return _answers(settings, run)


def reveal(settings: ClassSettings, actor: Actor, number: int) -> None:
    """Take no more answers, and let everybody see them with the truth."""
    check(actor, Action.LEAD)
    _set_state(settings, _open_run(settings, number).number, RunState.REVEALED)


def reset(settings: ClassSettings, actor: Actor, number: int) -> Run:
    """Forget all answers to a lesson and begin it again, on other draws."""
    check(actor, Action.LEAD)
    run = _of_number(settings, number)
    with connected(settings.folder) as connection:
        connection.execute("DELETE FROM answers WHERE run = ?", (number,))
        connection.execute("DELETE FROM runs WHERE number = ?", (number,))
    return begin(settings, actor, run.lesson, run.race)


def close(settings: ClassSettings, actor: Actor, number: int) -> None:
    """End a lesson; the pages of the class are everybody's own again, answers are kept."""
    check(actor, Action.LEAD)
    _set_state(settings, _of_number(settings, number).number, RunState.CLOSED)


def past(settings: ClassSettings, actor: Actor) -> tuple[Run, ...]:
    """Return every lesson that the class was at, the last first."""
    check(actor, Action.LEAD)
    with connected(settings.folder) as connection:
        rows = connection.execute(
            "SELECT number, document, state FROM runs ORDER BY number DESC"
        ).fetchall()
    return tuple(_run(*row) for row in rows)


def _checked(run: Run, value: object) -> str:
    """Return an answer as text. Raises ClassError for what is none to the lesson's question."""
    if run.race is not None:
        if not isinstance(value, SearchSpace):
            raise ClassError("Expected ranges, got something else: send those of New study.")
        check_cost(value, space_of(run.lesson))
        return json.dumps(value.to_json())
    guess = run.lesson.guess
    if guess is None:
        raise ClassError("This lesson asks for no guess: there is nothing to answer.")
    if guess.kind == "choice":
        labels = [option.label for option in guess.options]
        if value not in labels:
            raise ClassError(f"Expected one of {', '.join(labels)}, got something else; choose.")
        return json.dumps(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ClassError("Expected a number in USD, got something else; enter one.")
    if not 0 <= value <= guess.most_usd:
        raise ClassError(
            f"Expected 0 to {guess.most_usd:,.0f} USD, got {value:,}; enter another number."
        )
    return json.dumps(float(value))


def _answers(settings: ClassSettings, run: Run) -> tuple[Answer, ...]:
    with connected(settings.folder) as connection:
        rows = connection.execute(
            "SELECT member, name, answer FROM answers JOIN members ON members.id = member "
            "WHERE run = ? ORDER BY answers.rowid",
            (run.number,),
        ).fetchall()
    read = json.loads if run.race is None else _space
    return tuple(Answer(member, name, read(text)) for member, name, text in rows)


def _space(text: str) -> SearchSpace:
    return space_from_json(json.loads(text))


def _run(number: int, text: str, state: str) -> Run:
    document: dict[str, Any] = json.loads(text)
    race = document["race"]
    return Run(
        number,
        lesson_from_json(document["lesson"]),
        RunState(state),
        None if race is None else Race(**race),
    )


def _of_number(settings: ClassSettings, number: int) -> Run:
    with connected(settings.folder) as connection:
        row = connection.execute(
            "SELECT number, document, state FROM runs WHERE number = ?", (number,)
        ).fetchone()
    if row is None:
        raise ClassError("The class has no such lesson any more: reload the page.")
    return _run(*row)


def _open_run(settings: ClassSettings, number: int) -> Run:
    run = _of_number(settings, number)
    if run.state is not RunState.OPEN:
        raise ClassError(_TOO_LATE)
    return run


def _set_state(settings: ClassSettings, number: int, state: RunState) -> None:
    with connected(settings.folder) as connection:
        connection.execute("UPDATE runs SET state = ? WHERE number = ?", (state, number))
