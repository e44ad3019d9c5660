"""A lesson as the text of a JSON file, and as one word that fits in an address."""

from __future__ import annotations

import dataclasses
import json
import reprlib
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from dctaxi.data import source_from_json
from dctaxi.errors import DataError, LessonError, SpaceError
from dctaxi.json_text import parse_json
from dctaxi.space import SearchSpace, space_from_json
from dctaxi.structure import fields_of
from dctaxi.teaching.lessons.lesson import VERSION, Guess, Lesson, Option

MAX_BYTES = 64 * 1024
"""Ten times a large lesson; anything longer is another kind of file."""


def lesson_to_json(lesson: Lesson) -> dict[str, Any]:
    """Return a lesson as plain JSON values; what it leaves open is left out."""
    guess = lesson.guess
    document = {
        "version": VERSION,
        "title": lesson.title,
        "page": lesson.page,
        "task": lesson.task,
        "state": {k: list(v) if isinstance(v, tuple) else v for k, v in lesson.state.items()},
        "space": None if lesson.space is None else lesson.space.to_json(),
        "source": None if lesson.source is None else lesson.source.to_json(),
        "feature_set": lesson.feature_set,
        "seed": lesson.seed,
        "locked": list(lesson.locked),
        "hidden": list(lesson.hidden),
        "minutes": lesson.minutes or None,
        "notes": lesson.notes or None,
        "guess": None
        if guess is None
        else {
            "question": guess.question,
            "kind": guess.kind,
            "options": [
                {"label": option.label, "space": option.space.to_json()} for option in guess.options
            ],
            **({"most_usd": guess.most_usd} if guess.kind == "number" else {}),
        },
    }
    return {name: value for name, value in document.items() if value not in (None, [], {})}


def lesson_from_json(document: object) -> Lesson:
    """Read a lesson from plain JSON values. Raises LessonError that names what is wrong."""
    root = fields_of(
        document,
        Lesson,
        LessonError,
        noun="lesson",
        version=VERSION,
        types={"state": dict[str, Any]},
    )
    if "space" in root:
        root["space"] = _space(root["space"], "space")
    if "source" in root:
        try:
            root["source"] = source_from_json(root["source"])
        except DataError as error:
            raise LessonError(str(error)) from error
    if "state" in root:
        state = root["state"].items()
        root["state"] = {k: tuple(v) if isinstance(v, list) else v for k, v in state}
    for name in ("locked", "hidden"):
        if name in root:
            root[name] = tuple(_texts(root[name], name))
    if "guess" in root:
        root["guess"] = _guess(root["guess"])
    return Lesson(**root)


def lesson_text(lesson: Lesson) -> str:
    """Return the text of a lesson's file."""
    return json.dumps(lesson_to_json(lesson), indent=2, ensure_ascii=False) + "\n"


def parse_lesson(content: bytes | str) -> Lesson:
    """Read a lesson from the content of a file. Raises LessonError."""
    if len(content) > MAX_BYTES:
        raise LessonError(
            f"Expected a lesson of at most {MAX_BYTES // 1024} KiB, got {len(content):,} bytes; "
            "choose another file."
        )
    return lesson_from_json(parse_json(content, LessonError))


def lesson_to_link(lesson: Lesson) -> str:
    """Return a lesson as letters, digits, ``-`` and ``_``; ``lesson_from_link`` reads them.

    Links go to students: what is for teachers alone is left out.
    """
    for_students = dataclasses.replace(lesson, minutes=0, notes="")
    text = json.dumps(lesson_to_json(for_students), separators=(",", ":"))
    return urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def lesson_from_link(word: str) -> Lesson:
    """Read the lesson of a link. Raises LessonError for a word that is damaged or holds none."""
    if len(word) > MAX_BYTES:
        raise LessonError(_DAMAGED)
    try:
        packed = urlsafe_b64decode(word.encode("ascii") + b"=" * (-len(word) % 4))
        unpacking = zlib.decompressobj()
        # A short word can unpack to gigabytes, so no more is unpacked than a file may have.
        content = unpacking.decompress(packed, MAX_BYTES)
    except (zlib.error, ValueError) as error:
        raise LessonError(_DAMAGED) from error
    if not unpacking.eof:
        raise LessonError(_DAMAGED)
    return parse_lesson(content)


_DAMAGED = "Expected a link to a lesson, but this one is damaged: copy the whole link again."


def _guess(document: object) -> Guess:
    fields = fields_of(document, Guess, LessonError, path="guess", types={"options": list[Any]})
    options = tuple(_option(one, f"guess.options[{i}]") for i, one in enumerate(fields["options"]))
    try:
        return Guess(**fields | {"options": options})
    except LessonError as error:
        raise LessonError(f"guess.{error}") from error


def _option(document: object, path: str) -> Option:
    fields = fields_of(document, Option, LessonError, path=path)
    space = _space(fields["space"], f"{path}.space")
    try:
        return Option(fields["label"], space)
    except LessonError as error:
        raise LessonError(f"{path}.{error}") from error


def _space(document: object, path: str) -> SearchSpace:
    try:
        return space_from_json(document)
    except SpaceError as error:
        raise LessonError(f"{path}: {error}") from error


def _texts(value: object, name: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise LessonError(
            f"{name}: expected a list of names of controls, got {reprlib.repr(value)}; change it."
        )
    return value
