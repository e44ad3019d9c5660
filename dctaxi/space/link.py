"""A space as one word that fits in an address, for links that share it."""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING

from dctaxi.errors import SpaceError
from dctaxi.space.file import MAX_BYTES, parse_space

if TYPE_CHECKING:
    from dctaxi.space.search_space import SearchSpace


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


_DAMAGED = "Expected a link to a search space, but this one is damaged: copy the whole link again."
