"""What can be wrong with Optuna's database, each in one sentence.

Optuna is not imported here, since the pages read its tables without it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING

from sqlalchemy import exc

from dctaxi.errors import DcTaxiError, StorageError
from dctaxi.foreign_text import visible
from dctaxi.storage.url import file_of, parse_url, shown

if TYPE_CHECKING:
    from sqlalchemy.engine import URL


@contextmanager
def storage_errors(url: str) -> Iterator[None]:
    """Turn what SQLAlchemy and its drivers raise in the block into a StorageError.

    So is what Optuna makes of it: a StorageInternalError, with the first error as its cause.
    """
    parsed = parse_url(url)
    try:
        yield
    except DcTaxiError:
        raise
    except (exc.SQLAlchemyError, sqlite3.Error) as error:
        raise StorageError(_message(parsed, error)) from error
    except Exception as error:
        if isinstance(error.__cause__, exc.SQLAlchemyError):
            raise StorageError(_message(parsed, error.__cause__)) from error
        raise


def no_number(text: str) -> StorageError:
    """Return the refusal of a text where the value of a trial belongs."""
    return StorageError(
        f"The database holds the text {visible(text)!r} where the value of a trial belongs: "
        "correct the row in its table trial_values, or put back a copy with study restore."
    )


@contextmanager
def opening_errors(url: str) -> Iterator[None]:
    """Do the same for opening, where a driver or a folder may be missing or the schema differ."""
    parsed = parse_url(url)
    try:
        with storage_errors(url):
            yield
    except ImportError as error:
        raise StorageError(
            f"The database {shown(parsed)} needs a Python driver that is not installed here: "
            f"install it with pip{_DRIVERS.get(parsed.get_backend_name(), '')}, or use an "
            "sqlite:/// URL."
        ) from error
    except OSError as error:
        raise StorageError(_message(parsed, error)) from error
    except RuntimeError as error:
        if "table schema" not in str(error):
            raise
        raise StorageError(_schema_message(parsed, str(error))) from error


_DRIVERS = {"postgresql": ' install "psycopg[binary]"'}
"""How the driver of a server is installed that this program is tested with."""


def _schema_message(url: URL, optuna_message: str) -> str:
    if "storage upgrade" in optuna_message and file_of(url) is None:
        return (
            f"The database {shown(url)} was made by an older Optuna: back it up, then run "
            f"`optuna storage upgrade --storage {shown(url)}` with its password."
        )
    if "storage upgrade" in optuna_message:
        return (
            f"The database {shown(url)} was made by an older Optuna: run `python -m dctaxi study "
            f"upgrade --storage {url.render_as_string(hide_password=True)}`, which makes a backup "
            "first."
        )
    return (
        f"The database {shown(url)} was made by a newer Optuna than {version('optuna')}: "
        "update Optuna, or name another database."
    )


_SQLITE_SENTENCES = (
    ("locked", "is locked by another program: close it there, or wait and try again."),
    ("readonly", "is read-only: allow writing to the file and its folder, or name another."),
    ("read-only", "is read-only: allow writing to the file and its folder, or name another."),
    ("not a database", "is not a database: name an SQLite file made by Optuna, or a new one."),
    ("malformed", "is damaged: restore a copy, or name another."),
    ("disk is full", "cannot grow, the disk is full: free some space and resume."),
    ("disk i/o error", "cannot be read or written, the disk reports an error."),
    ("unable to open", "cannot be opened: check that the folder exists and may be written."),
    ("no such table", "holds none of Optuna's tables: name a file made by Optuna, or a new one."),
)


def _message(url: URL, error: BaseException) -> str:
    reason = str(getattr(error, "orig", None) or error)
    name = shown(url)
    file = file_of(url)
    if file is not None:
        if file.is_dir():
            return f"The database {name} is a folder: name a file in it, such as studies.db."
        for pattern, sentence in _SQLITE_SENTENCES:
            if pattern in reason.lower():
                return f"The database {name} {sentence}"
    if isinstance(error, OSError):
        return (
            f"The database {name} cannot be opened ({error.strerror}): check that its folder "
            "exists and may be written, or name another."
        )
    if isinstance(error, exc.DataError):
        return f"The database {name} has no room for a value: {reason.splitlines()[0]}."
    if isinstance(error, exc.NoSuchModuleError):
        return f"Expected a database that SQLAlchemy knows, got {name}."
    if isinstance(error, exc.OperationalError) and file is None:
        return f"The database {name} cannot be reached: check the address and the network."
    return f"The database {name} cannot be used: {reason.splitlines()[0]}."
