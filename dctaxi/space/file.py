"""A search space as the text of a JSON file: to save, to load, to share."""

from __future__ import annotations

import json

from dctaxi.errors import SpaceError
from dctaxi.json_text import parse_json
from dctaxi.space.search_space import SearchSpace, space_from_json

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
    return space_from_json(parse_json(content, SpaceError))
