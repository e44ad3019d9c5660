"""A search space as text to save and to share: of a JSON file, and of a link's one word."""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode

from dctaxi.errors import SpaceError
from dctaxi.json_text import parse_json
from dctaxi.space.search_space import SearchSpace, space_from_json

MAX_BYTES = 256 * 1024
"""Fifty times a large space; anything longer is another kind of file."""

_DAMAGED = "Expected a link to a search space, but this one is damaged: copy the whole link again."


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


def space_to_link(space: SearchSpace) -> str:
    """Return the space as letters, digits, ``-`` and ``_``; ``space_from_link`` reads them."""
    text = json.dumps(space.to_json(), separators=(",", ":"))
    return urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def space_from_link(word: str) -> SearchSpace:
    """Read the space of a link. Raises SpaceError for a word that is cut off or holds no space."""
    try:
        packed = urlsafe_b64decode(word.encode("ascii") + b"=" * (-len(word) % 4))
        unpacking = zlib.decompressobj()
        # A short word can unpack to gigabytes, so no more is unpacked than a file may have.
        content = unpacking.decompress(packed, MAX_BYTES)
    except (zlib.error, ValueError) as error:
        raise SpaceError(_DAMAGED) from error
    if not unpacking.eof:
        raise SpaceError(_DAMAGED)
    return parse_space(content)
