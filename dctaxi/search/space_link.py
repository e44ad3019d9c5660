"""A space as one word that fits in an address, for links that share it."""

from __future__ import annotations

import binascii
import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode

from dctaxi.errors import SpaceError
from dctaxi.search.space import SearchSpace, space_from_json

MAX_BYTES = 64 * 1024
"""Of a space's JSON: several times that of the longest lists of choices; a link may be hostile."""


def space_to_link(space: SearchSpace) -> str:
    """Return the space as letters, digits, ``-`` and ``_``; ``space_from_link`` reads them."""
    text = json.dumps(space.to_json(), separators=(",", ":"))
    return urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def space_from_link(word: str) -> SearchSpace:
    """Read the space of a link. Raises SpaceError for a word that is cut off or holds no space."""
    try:
        packed = urlsafe_b64decode(word.encode("ascii") + b"=" * (-len(word) % 4))
        unpacking = zlib.decompressobj()
        content = unpacking.decompress(packed, MAX_BYTES)
        if unpacking.unconsumed_tail or not unpacking.eof:
            raise SpaceError(
                f"Expected a link to a space of at most {MAX_BYTES // 1024} KiB, but it is longer "
                "or cut off: copy the whole link again."
            )
        document = json.loads(content)
    except (binascii.Error, zlib.error, ValueError, RecursionError) as error:
        raise SpaceError(
            "Expected a link to a search space, but this one is damaged: copy the whole link again."
        ) from error
    return space_from_json(document)
