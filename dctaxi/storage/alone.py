"""A transaction in which nobody else changes a study, on every database alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import sqlalchemy as sa


@contextmanager
def changing_alone(engine: sa.Engine, study_id: int) -> Iterator[sa.Connection]:
    """Give a connection that alone may change the study, committed on leaving.

    SQLite is locked as a whole before anything is read. A server locks the study's own row, as
    Optuna does when it numbers a trial.
    """
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            row = sa.text("SELECT study_id FROM studies WHERE study_id = :study_id FOR UPDATE")
            connection.execute(row, {"study_id": study_id})
        yield connection
        connection.commit()


def utc_of(moment: str | datetime) -> datetime:
    """Return what a database answers to CURRENT_TIMESTAMP, SQLite with a text."""
    read = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
