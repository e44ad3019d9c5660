"""A look at studies from elsewhere before Optuna opens them: rows and lines, and not too many.

SQLite computes views, virtual tables and generated columns when they are read, and triggers when
rows change: a view in the place of a table can take hours and all memory out of a small file. Here
none of them passes, nothing is read but the schema and rows of plain tables, and all of it ends
after ``_SECONDS``.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

from dctaxi.errors import StorageError

MAX_STUDIES: Final = 10_000
MAX_TRIALS: Final = 1_000_000
MAX_VALUE_BYTES: Final = 16 * 2**20
"""What one database from elsewhere may hold: studies, trials of all of them, bytes of a value."""

_SECONDS: Final = 30.0
_STEPS: Final = 10_000
"""Instructions of SQLite's between two looks at the clock."""

_NEW_TRIAL: Final = re.compile(rb'\s*\{\s*"op_code"\s*:\s*4\b')
"""How a line of a journal begins that adds a trial."""

_OBJECTS: Final = re.compile(r"CREATE (TABLE|VIRTUAL TABLE|(UNIQUE )?INDEX|VIEW)\b")
"""How SQLite keeps the statements of what may be there; of these only tables may be Optuna's."""


@contextmanager
def inspected(file: Path, *, seconds: float = _SECONDS) -> Iterator[sqlite3.Connection]:
    """Open a database of SQLite's for reading, once what Optuna reads there is plain and bounded.

    The block has the rest of the time. Raises StorageError (it is not plain, holds too much, or
    takes too long) and what sqlite3 raises.
    """
    until = time.monotonic() + seconds
    name = f"file:{quote(str(file.resolve()))}?mode=ro"
    with closing(sqlite3.connect(name, uri=True)) as database:
        database.set_progress_handler(lambda: int(time.monotonic() > until), _STEPS)
        try:
            database.execute("PRAGMA trusted_schema = OFF")
            (whole,) = database.execute("PRAGMA quick_check(1)").fetchone()
            if whole != "ok":  # pages that count twice, too: rows without end in a small file
                raise StorageError(f"The database {file} is damaged: name another copy of it.")
            for table in _plain_tables(database, file):
                _check_size(database, table, file)
            yield database
        except sqlite3.OperationalError as error:
            if "interrupted" not in str(error):
                raise
            raise StorageError(
                f"The database {file} takes longer than {seconds:.0f} seconds to look through: "
                "export the studies that you want into a smaller one."
            ) from error


def check_journal(copy: Path, name: Path) -> None:
    """Refuse a journal with too long lines or too many trials: ``copy``, of what is at ``name``.

    Raises StorageError.
    """
    trials = 0
    with copy.open("rb") as lines:
        while line := lines.readline(MAX_VALUE_BYTES + 1):
            if len(line) > MAX_VALUE_BYTES:
                raise StorageError(
                    f"The journal {name} holds lines of more than {MAX_VALUE_BYTES / 2**20:.0f} "
                    "MB: export the studies that you want without such values."
                )
            trials += _NEW_TRIAL.match(line) is not None
    if trials > MAX_TRIALS:
        raise StorageError(
            f"The journal {name} holds {trials:,} trials, and {MAX_TRIALS:,} are read at most: "
            "export the studies that you want into a smaller one."
        )


def _plain_tables(database: sqlite3.Connection, file: Path) -> Iterator[str]:
    """Yield the names of Optuna's tables that are there; refuse what only looks like one."""
    from optuna.storages._rdb.models import BaseModel

    for (statement,) in database.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"):
        if not _OBJECTS.match(str(statement)):
            raise StorageError(
                f"The database {file} holds triggers, which act by themselves: name one that "
                "Optuna made."
            )
    known = {"alembic_version", *BaseModel.metadata.tables}
    # What SQLite made of the schema; what the schema says of itself may be forged.
    for _schema, name, kind, *_ in database.execute("PRAGMA main.table_list").fetchall():
        if name.lower() not in known:
            continue
        columns = database.execute("SELECT hidden FROM pragma_table_xinfo(?)", (name,))
        if kind != "table" or any(hidden for (hidden,) in columns):
            raise StorageError(
                f"The database {file} computes {name.lower()!r}, where Optuna keeps a table of "
                "rows: name one that Optuna made."
            )
        yield name


def _check_size(database: sqlite3.Connection, table: str, file: Path) -> None:
    most = {"studies": MAX_STUDIES, "trials": MAX_TRIALS}.get(table.lower())
    if most is not None:
        (rows,) = database.execute(f'SELECT count(*) FROM "{table}"').fetchone()
        if rows > most:
            raise StorageError(
                f"The database {file} holds {rows:,} {table.lower()}, and {most:,} are read at "
                "most: export the studies that you want into a smaller one."
            )
    named = [
        name for (name,) in database.execute("SELECT name FROM pragma_table_info(?)", (table,))
    ]
    quoted = (f'"{name.replace(chr(34), chr(34) * 2)}"' for name in named)
    longer = " OR ".join(f"length(CAST({name} AS BLOB)) > {MAX_VALUE_BYTES}" for name in quoted)
    if database.execute(f'SELECT 1 FROM "{table}" WHERE {longer} LIMIT 1').fetchone():
        raise StorageError(
            f"The database {file} holds values of more than {MAX_VALUE_BYTES / 2**20:.0f} MB: "
            "export the studies that you want without them."
        )
