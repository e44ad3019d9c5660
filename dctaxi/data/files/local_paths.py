"""Paths of this machine as addresses, and back: on Windows a drive stands behind a slash there."""

from __future__ import annotations

import os
import re
from pathlib import Path

from dctaxi.errors import DataError
from dctaxi.foreign_text import visible

_DRIVE = re.compile(r"/[A-Za-z]:(?:/|$)")


def address_of(path: str) -> str:
    """Return the ``file://`` address of a path, made absolute.

    Raises ``DataError`` where it cannot be one.
    """
    try:
        absolute = Path(path).expanduser().absolute().as_posix()
        os.fsencode(absolute)
    except (RuntimeError, ValueError) as error:
        if "\0" in path or isinstance(error, UnicodeError):
            raise no_path(path) from error
        raise DataError(  # ~name, and nobody here has that name
            f"Expected a path, found {path!r}, whose user is not known here: write the folder out."
        ) from error
    if "\0" in absolute:
        raise no_path(path)
    return f"file://{absolute}" if absolute.startswith("/") else f"file:///{absolute}"


def path_in(address: str, *, windows: bool = os.name == "nt") -> str:
    """Return the path that an address or its part behind ``file://`` stands for."""
    path = address.removeprefix("file://")
    return path[1:] if windows and _DRIVE.match(path) else path


def no_path(path: str) -> DataError:
    """Return the refusal of a text that no file of this machine can have as its path."""
    return DataError(
        f"Expected a path, found '{visible(path, 200)}', which no file here can have: check its "
        "characters and the links in it."
    )
