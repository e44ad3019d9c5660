"""A lesson as the text of a JSON file, and as one word that fits in an address."""

from __future__ import annotations

import json
import reprlib
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

from dctaxi.data import source_from_json
from dctaxi.errors import DataError, LessonError, SpaceError
from dctaxi.json_text import parse_json
from dctaxi.space import SearchSpace, space_from_json
from dctaxi.teaching.lessons.lesson import VERSION, Guess, Lesson, Option

MAX_BYTES = 64 * 1024
"""Ten times a large lesson; anything longer is another kind of file."""

_FIELDS = (
    "title", "page", "task", "state", "space", "source", "feature_set", "seed", "locked", "hidden",
    "guess",
)  # fmt: skip


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
        "guess": None
        if guess is None
        else {
            "question": guess.question,
            "kind": guess.kind,
            "options": [
                {"label": option.label, "space": option.space.to_json()} for option in guess.options
            ],
        },
    }
    return {name: value for name, value in document.items() if value not in (None, [], {})}


def lesson_from_json(document: object) -> Lesson:
    """Read a lesson from plain JSON values. Raises LessonError that names what is wrong."""
    root = _object(document, "lesson", required=("version", "title", "page", "task"), known=_FIELDS)
    version = root.pop("version")
    if version != VERSION or isinstance(version, bool):
        raise LessonError(
            f"version: expected {VERSION}, got {reprlib.repr(version)}; read it with the release "
            "that wrote it."
        )
    if "space" in root:
        root["space"] = _space(root["space"], "space")
    if "source" in root:
        try:
            root["source"] = source_from_json(root["source"])
        except DataError as error:
            raise LessonError(f"source: {error}") from error
    if "state" in root:
        state = _object(root["state"], "state")
        root["state"] = {k: tuple(v) if isinstance(v, list) else v for k, v in state.items()}
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
    """Return a lesson as letters, digits, ``-`` and ``_``; ``lesson_from_link`` reads them."""
    text = json.dumps(lesson_to_json(lesson), separators=(",", ":"))
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
    try:
        fields = _object(document, "guess", required=("question", "kind", "options"))
        return Guess(fields["question"], fields["kind"], _options(fields["options"]))
    except LessonError as error:
        raise LessonError(f"guess.{error}") from error


def _options(document: object) -> tuple[Option, ...]:
    if not isinstance(document, list):
        raise LessonError(f"options: expected a list, got {reprlib.repr(document)}; make it one.")
    found = []
    for place, item in enumerate(document):
        option = _object(item, f"options[{place}]", required=("label", "space"))
        space = _space(option["space"], f"options[{place}].space")
        found.append(Option(option["label"], space))
    return tuple(found)


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


def _object(
    value: object, path: str, *, required: tuple[str, ...] = (), known: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return a JSON object's items; with ``required``, nothing beyond those and the known."""
    if not isinstance(value, Mapping):
        raise LessonError(
            f"{path}: expected a JSON object, got {reprlib.repr(value)}; make it one."
        )
    missing = next((name for name in required if name not in value), None)
    if missing is not None:
        raise LessonError(f"{path}: expected the key {missing}, but it is missing; add it.")
    odd = next((name for name in value if required and name not in {*required, *known}), None)
    if odd is not None:
        raise LessonError(f"{path}: expected no key {reprlib.repr(odd)}; remove it.")
    return dict(value)
