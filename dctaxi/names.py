"""Which names a study may have."""

from __future__ import annotations

import reprlib
import unicodedata

from dctaxi.errors import StudyError

MAX_NAME_LENGTH = 60
"""In characters: the name of an exported file stays below 255 bytes in any script."""

_PUNCTUATION = frozenset(" -_.")
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)}
)


def check_name(name: object) -> str:
    """Return a name that works in an address, on a command line and as the name of a CSV file.

    Letters of any script, digits, space, ``-``, ``_`` and ``.`` do; the first and the last
    character is a letter, a digit or ``_``; the names that Windows keeps for devices do not.

    Raises StudyError (the name is none of those).
    """
    if not isinstance(name, str) or not name:
        raise StudyError(f"Expected a name for the study, got {reprlib.repr(name)}: type one.")
    if len(name) > MAX_NAME_LENGTH:
        raise StudyError(
            f"Expected a study name of at most {MAX_NAME_LENGTH} characters, got {len(name)}: "
            "shorten it."
        )
    for character in name:
        if not (character.isalnum() or character in _PUNCTUATION):
            raise StudyError(
                "Expected a study name of letters, digits, spaces, '-', '_' and '.', "
                f"got {character!r} in {reprlib.repr(name)}: remove it."
            )
    if not all(end.isalnum() or end == "_" for end in (name[0], name[-1])):
        raise StudyError(
            "Expected a study name that begins and ends with a letter, a digit or '_', "
            f"got {name!r}."
        )
    if name.split(".")[0].strip().lower() in _RESERVED:
        raise StudyError(f"{name!r} cannot be a file name on Windows: choose another study name.")
    if unicodedata.normalize("NFC", name) != name:
        raise StudyError(f"{name!r} is written with combining characters: type it again.")
    return name
