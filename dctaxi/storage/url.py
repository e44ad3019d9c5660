"""The address of Optuna's database: what it names, and how it is shown."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from sqlalchemy import exc
from sqlalchemy.engine import make_url

from dctaxi.errors import StorageError

if TYPE_CHECKING:
    from sqlalchemy.engine import URL


def parse_url(url: str) -> URL:
    """Return the parts of an address.

    Raises StorageError (it is none, or names a database in memory, of which every connection would
    see another one).
    """
    try:
        parsed = make_url(url)
    except exc.ArgumentError as error:
        raise StorageError(
            f"Expected the URL of a database such as sqlite:///studies.db, got {url!r}."
        ) from error
    if parsed.get_backend_name() == "sqlite" and file_of(parsed) is None:
        raise StorageError(
            f"Expected a database in a file, got {url!r}, which is lost with its connection: "
            "name a file, such as sqlite:///studies.db."
        )
    return parsed


def file_of(url: URL) -> Path | None:
    """Return the file behind an SQLite URL; None for other databases and for memory."""
    if url.get_backend_name() != "sqlite":
        return None
    name = (url.database or "").removeprefix("file:")
    return None if name in ("", ":memory:") else Path(name)


def is_missing(url: URL) -> bool:
    """Tell whether the database is a file that is not there yet, or empty."""
    file = file_of(url)
    return file is not None and (not file.exists() or file.stat().st_size == 0)


def url_for_reading(url: URL) -> URL:
    """Return the URL with an SQLite file in read-only mode; other databases as they are.

    In write-ahead mode even readers make files beside the database. Where the folder does not let
    them, and no write waits in such a file, SQLite is told that the file does not change.
    """
    file = file_of(url)
    if file is None:
        return url
    query = {"mode": "ro", "uri": "true"}
    waiting = file.with_name(f"{file.name}-wal")
    if not os.access(file.parent, os.W_OK) and not (waiting.exists() and waiting.stat().st_size):
        query["immutable"] = "1"
    return url.set(database=f"file:{quote(str(file))}", query=query)


def shown(url: URL) -> str:
    """Return the database in words for a message: its file, or its address without a password."""
    file = file_of(url)
    return url.render_as_string(hide_password=True) if file is None else str(file)


def optuna_template(url: str) -> str:
    """Return the URL so that Optuna, which formats it as a template, reads it as it is."""
    return url.replace("{", "{{").replace("}", "}}")
