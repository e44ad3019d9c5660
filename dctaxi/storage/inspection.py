"""A look at studies from elsewhere before Optuna opens them: rows and lines, and not too many.

SQLite computes views, virtual tables and generated columns when they are read, and triggers when
rows change: a view in the place of a table can take hours and all memory out of a small file. Here
none of them passes, nothing is read but the schema and rows of plain tables, and all of it ends in
time.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from dctaxi.errors import StorageError

_STEPS: Final = 10_000
"""Instructions of SQLite's between two looks at the clock."""

_OBJECTS: Final = re.compile(r"CREATE (TABLE|VIRTUAL TABLE|(UNIQUE )?INDEX|VIEW)\b")
"""How SQLite keeps the statements of what may be there; of these only tables may be Optuna's."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one storage from elsewhere may hold: studies, trials of all of them, bytes of a value.

    ``seconds`` bounds the look at a database of SQLite's.
    """

    studies: int = 10_000
    trials: int = 1_000_000
    value_bytes: int = 16 * 2**20
    seconds: float = 30.0

    def check_counts(self, name: object, studies: int, trials: int) -> None:
        """Refuse a storage called ``name`` for its number of studies or trials.

        Raises StorageError.
        """
        for count, most, what in (
            (studies, self.studies, "studies"),
            (trials, self.trials, "trials"),
        ):
            if count > most:
                raise StorageError(
                    f"The storage {name} holds {count:,} {what}, and {most:,} are read at most: "
                    "export the studies that you want into a smaller one."
                )


@contextmanager
def inspected(file: Path, bounds: Bounds) -> Iterator[sqlite3.Connection]:
    """Open a database of SQLite's for reading, once what Optuna reads there is plain and bounded.

    The block has the rest of the time. Raises StorageError (it is not plain, holds too much, or
    takes too long) and what sqlite3 raises.
    """
    until = time.monotonic() + bounds.seconds
    name = f"file:{quote(str(file.resolve()))}?mode=ro"
    with closing(sqlite3.connect(name, uri=True)) as database:
        database.set_progress_handler(lambda: int(time.monotonic() > until), _STEPS)
        try:
            database.execute("PRAGMA trusted_schema = OFF")
            (whole,) = database.execute("PRAGMA quick_check(1)").fetchone()
            if whole != "ok":  # pages that count twice, too: rows without end in a small file
                raise StorageError(f"The database {file} is damaged: name another copy of it.")
            tables = list(_plain_tables(database, file))
            bounds.check_counts(
                file, _rows(database, tables, "studies"), _rows(database, tables, "trials")
            )
            for table in tables:
                _check_values(database, table, file, bounds.value_bytes)
            yield database
        except sqlite3.OperationalError as error:
            if "interrupted" not in str(error):
                raise
            raise StorageError(
                f"The database {file} takes longer than {bounds.seconds:.0f} seconds to look "
                "through: export the studies that you want into a smaller one."
            ) from error


def check_journal(copy: Path, name: Path, bounds: Bounds) -> None:
    """Refuse a journal with too long lines: ``copy``, of what is at ``name``.

    Raises StorageError.
    """
    most = bounds.value_bytes
    with copy.open("rb") as lines:
        while line := lines.readline(most + 1):
            if len(line) > most:
                raise StorageError(
                    f"The journal {name} holds lines of more than {most / 2**20:.0f} MB: export "
                    "the studies that you want without such values."
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


def _rows(database: sqlite3.Connection, tables: list[str], name: str) -> int:
    if name not in map(str.lower, tables):
        return 0
    (rows,) = database.execute(f'SELECT count(*) FROM "{name}"').fetchone()
    return int(rows)


def _check_values(database: sqlite3.Connection, table: str, file: Path, most: int) -> None:
    named = [
        name for (name,) in database.execute("SELECT name FROM pragma_table_info(?)", (table,))
    ]
    quoted = (f'"{name.replace(chr(34), chr(34) * 2)}"' for name in named)
    longer = " OR ".join(f"length(CAST({name} AS BLOB)) > {most}" for name in quoted)
    if database.execute(f'SELECT 1 FROM "{table}" WHERE {longer} LIMIT 1').fetchone():
        raise StorageError(
            f"The database {file} holds values of more than {most / 2**20:.0f} MB: "
            "export the studies that you want without them."
        )
