"""The structure of what is read: which keys an object has, and which kind of object it is.

It is the structure of the records that are made of it, and msgspec holds the two against each
other. What values may be is not looked at here: records check themselves. What is wrong is one
sentence that begins with its path.
"""

from __future__ import annotations

import dataclasses
import functools
import re
import reprlib
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Union, get_args

import msgspec

if TYPE_CHECKING:
    from dctaxi.errors import DcTaxiError

_WORDS = {
    "object": "a JSON object",
    "array": "a list",
    "str": "text",
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
}
"""What msgspec calls the kinds of values that are asked for here, in words."""

_LONGEST_KEY = 60

_NONE: Mapping[str, object] = MappingProxyType({})


def fields_of(
    document: object,
    record: type,
    error: type[DcTaxiError],
    *,
    path: str = "",
    noun: str = "document",
    version: int | None = None,
    types: Mapping[str, object] = _NONE,
) -> dict[str, Any]:
    """Return the fields of a dataclass that a JSON object holds, by name.

    Fields without a default must be there, and nothing else may, but ``version``, which must be
    there and be this one if one is given. Values may be anything, except for fields of ``types``.
    ``path`` is the object's place in its document; at its root, ``noun`` is what it should be.

    Raises ``error``, marked as in :func:`beyond` for what a later release may have written.
    """
    shape = _shape(record, tuple(types.items()), versioned=version is not None)
    return _read(document, shape, error, path, noun, version)


def kind_and_fields(
    document: object,
    kinds: Mapping[str, type],
    error: type[DcTaxiError],
    *,
    tag: str,
    path: str = "",
    noun: str = "document",
    version: int | None = None,
    types: Mapping[str, object] = _NONE,
) -> tuple[str, dict[str, Any]]:
    """Return which of ``kinds`` a JSON object says to be under ``tag``, and that record's fields.

    The rest is as :func:`fields_of` has it.
    """
    shapes = [
        _shape(record, tuple(types.items()), versioned=version is not None, tag=(tag, kind))
        for kind, record in kinds.items()
    ]
    found = _read(document, Union[tuple(shapes)], error, path, noun, version)  # noqa: UP007
    return str(document[tag]), found  # type: ignore[index]  # an object with a tag by now


def beyond(error: type[DcTaxiError], sentence: str) -> DcTaxiError:
    """Return an error for what this release does not know and a later one may have written."""
    found = error(sentence)
    found.newer = True
    return found


def shown_key(key: object) -> str:
    """Return a key on one line and short enough for an error message."""
    text = str(key) if str(key).isprintable() else repr(key)
    return text if len(text) <= _LONGEST_KEY else f"{text[: _LONGEST_KEY - 3]}…"


@functools.cache
def _shape(
    record: type,
    types: tuple[tuple[str, object], ...],
    *,
    versioned: bool,
    tag: tuple[str, str] | tuple[None, None] = (None, None),
) -> type[msgspec.Struct]:
    """Return the structure of a dataclass as JSON has it."""
    kind_of = dict(types)
    fields: list[Any] = [("version", Any)] if versioned else []
    for field in dataclasses.fields(record):
        kind = kind_of.get(field.name, Any)
        given = field.default is dataclasses.MISSING is field.default_factory
        fields.append((field.name, kind) if given else (field.name, kind, msgspec.UNSET))
    return msgspec.defstruct(
        record.__name__, fields, kw_only=True, forbid_unknown_fields=True,
        tag_field=tag[0], tag=tag[1],
    )  # fmt: skip


def _read(
    document: object,
    shape: Any,
    error: type[DcTaxiError],
    path: str,
    noun: str,
    version: int | None,
) -> dict[str, Any]:
    if version is not None and isinstance(document, Mapping) and "version" in document:
        _check_version(document["version"], version, error, path)
    try:
        found = msgspec.convert(document, shape)
    except msgspec.ValidationError as slip:
        said, _, at = str(slip).partition(" - at `$")
        raise _refused(said, at.rstrip("`"), document, shape, error, path, noun) from slip
    except UnicodeEncodeError as slip:  # JSON may hold half of a pair that makes one character
        place = path or noun
        raise error(
            f"{place}: expected keys in whole characters, got half of one; correct it."
        ) from slip
    fields = msgspec.structs.asdict(found)
    fields.pop("version", None)
    return {name: value for name, value in fields.items() if value is not msgspec.UNSET}


def _check_version(got: object, version: int, error: type[DcTaxiError], path: str) -> None:
    if isinstance(got, int) and not isinstance(got, bool) and got == version:
        return
    sentence = f"{_join(path, 'version')}: expected {version}, got {reprlib.repr(got)}; "
    if isinstance(got, int) and got > version:
        raise beyond(
            error, f"{sentence}a newer release wrote it: update this one, or read it there."
        )
    raise error(f"{sentence}read it with the release that wrote it.")


def _refused(
    said: str, at: str, document: object, shape: Any, error: type[DcTaxiError], path: str, noun: str
) -> DcTaxiError:
    """Return msgspec's complaint about a place in a document as one of our sentences."""
    shapes = get_args(shape) or (shape,)
    tag = shapes[0].__struct_config__.tag_field
    tags = {one.__struct_config__.tag: one for one in shapes}
    place = (path + at).lstrip(".") or noun
    got = reprlib.repr(_value_at(document, at))
    if missing := re.fullmatch(r"Object missing required field `(.*)`", said, re.DOTALL):
        wanted = _either(tags) if missing[1] == tag else "this key"
        return error(f"{_join(path, missing[1])}: expected {wanted}, but it is missing; add it.")
    if unknown := re.fullmatch(r"Object contains unknown field `(.*)`", said, re.DOTALL):
        one = tags[document[tag]] if tag else shape  # type: ignore[index]
        known = [*([tag] if tag else []), *one.__struct_fields__]
        return beyond(
            error,
            f"{_join(path, shown_key(unknown[1]))}: expected only {', '.join(known)}; remove this "
            "key, or read it with the newer release that wrote it.",
        )
    if tag and at == f".{tag}":
        return beyond(error, f"{place}: expected {_either(tags)}, got {got}; choose one.")
    kind = re.match(r"Expected `(\w+)", said)
    return error(f"{place}: expected {_WORDS[kind[1]] if kind else 'something else'}, got {got}.")


def _value_at(document: Any, at: str) -> object:
    """Return what a document holds at a place, in msgspec's notation: ``.name`` and ``[2]``."""
    for name, place in re.findall(r"\.(\w+)|\[(\d+)\]", at):
        document = document[name] if name else document[int(place)]
    return document


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _either(names: Iterable[str]) -> str:
    """Return names as a choice is said: ``a, b or c``."""
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last
