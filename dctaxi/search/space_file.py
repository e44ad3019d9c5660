"""A search space as the text of a JSON file: to save, to load, to share."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from dctaxi.errors import SpaceError
from dctaxi.search.space import SearchSpace, space_from_json

MAX_BYTES = 256 * 1024
"""Fifty times a large space; anything longer is another kind of file."""


def space_text(space: SearchSpace) -> str:
    """Return the text of a space's file."""
    return json.dumps(space.to_json(), indent=2, ensure_ascii=False) + "\n"


def parse_space(content: bytes | str) -> SearchSpace:
    """Read a space from the content of a file.

    Raises SpaceError that names the line of a slip in the JSON, or the path of what is wrong in it.
    """
    if len(content) > MAX_BYTES:
        raise SpaceError(
            f"Expected a space of at most {MAX_BYTES // 1024} KiB, got {len(content):,} bytes; "
            "choose another file."
        )
    try:
        text = content if isinstance(content, str) else content.decode("utf-8-sig")
        document = json.loads(
            text, object_pairs_hook=_without_repeated_keys, parse_constant=_refuse_constant
        )
    except json.JSONDecodeError as error:
        raise SpaceError(
            f"Expected JSON, got a slip in line {error.lineno}, column {error.colno}: {error.msg}."
        ) from error
    except UnicodeDecodeError as error:
        raise SpaceError(
            f"Expected UTF-8 text, got another encoding at byte {error.start}; save it as UTF-8."
        ) from error
    except RecursionError as error:
        raise SpaceError("Expected a search space, got JSON nested far too deeply.") from error
    except ValueError as error:  # a whole number of thousands of digits
        raise SpaceError("Expected a search space, got a number too long to read.") from error
    return space_from_json(document)


def _without_repeated_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object; JSON itself would let the last of two equal keys win unseen."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise SpaceError(f"{key[:60]}: expected each key once, got it twice; remove one.")
        found[key] = value
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise SpaceError(f"Expected finite numbers, got {name}; replace it.")
