"""One run of a study at a time, across all programs and machines that share its database.

The lock is an attribute of the study, so that it lies where the trials lie. It is taken, renewed
and given back in transactions in which nobody else changes the study, and each round is written in
one that looks at it first: a program that lost its lock writes nothing more.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from dctaxi.errors import StudyError
from dctaxi.storage import changing_alone, connected, file_of, parse_url, storage_errors, utc_of
from dctaxi.study.holder import (
    LOCK_KEY,
    Holder,
    holder_json,
    holder_of,
    process_of,
    this_machine,
)
from dctaxi.workspace import Workspace

_PATIENCE_S = 2.0
"""Renaming and copying hold the lock for a moment; a run waits for that."""

_RENEW_S: Final = 10.0
_BUSY_TIMEOUT_S: Final = 30.0

_given_up: set[str] = set()
"""Tokens of locks that this program could not take away when it had done."""

_HELD = sa.text(
    "SELECT value_json, CURRENT_TIMESTAMP FROM study_user_attributes "
    "WHERE study_id = :study_id AND key = :key"
)
_NOW = sa.text("SELECT CURRENT_TIMESTAMP")
_TAKEN_AWAY = sa.text("DELETE FROM study_user_attributes WHERE study_id = :study_id AND key = :key")
_PUT = sa.text(
    "INSERT INTO study_user_attributes (study_id, key, value_json) VALUES (:study_id, :key, :text)"
)
_FORGET = sa.text("DELETE FROM study_user_attributes WHERE key = :key")


class Hold:
    """The lock of one study, held by this program from ``take`` until ``release``."""

    def __init__(self, study_id: int, name: str, workspace: Workspace) -> None:
        self._study_id = study_id
        self._study: dict[str, object] = {"study_id": study_id, "key": LOCK_KEY}
        self._name = name
        self._url = workspace.storage_url
        self._file = _file(self._url)
        self._token = uuid.uuid4().hex
        self._engine = _engine(self._url)

    def take(self) -> bool:
        """Take the lock unless a program that lives holds it; tell whether that went well."""
        with changing_alone(self._engine, self._study_id) as connection:
            if _lives(connection.execute(_HELD, self._study).first(), self._file):
                return False
            self._put(connection)
        return True

    def check(self, connection: sa.Connection) -> None:
        """Raise StudyError if another program holds the lock now: the guard of a round."""
        if not self._is_ours(connection):
            raise StudyError(
                f"The study {self._name!r} went on in another program, as this one did not answer "
                "for half a minute: what it wrote before is kept."
            )

    def renew(self) -> None:
        """Say that this program still lives, unless the lock is another's by now."""
        with changing_alone(self._engine, self._study_id) as connection:
            if self._is_ours(connection):
                self._put(connection)

    def release(self) -> None:
        """Give the lock back, unless it is another's by now."""
        try:
            with changing_alone(self._engine, self._study_id) as connection:
                if self._is_ours(connection):
                    connection.execute(_TAKEN_AWAY, self._study)
        except sa.exc.SQLAlchemyError:  # the database may be what failed, or be gone
            _given_up.add(self._token)

    def _is_ours(self, connection: sa.Connection) -> bool:
        row = connection.execute(_HELD, self._study).first()
        holder = None if row is None else holder_of(row[0])
        return holder is not None and holder.token == self._token

    def _put(self, connection: sa.Connection) -> None:
        pid = os.getpid()
        process = process_of(pid)
        holder = Holder(
            self._token,
            this_machine(),
            pid,
            "" if process is None else process.started,
            self._file,
            utc_of(connection.execute(_NOW).scalar_one()),
        )
        connection.execute(_TAKEN_AWAY, self._study)
        connection.execute(_PUT, self._study | {"text": holder_json(holder)})


@contextmanager
def held(study_id: int, name: str, workspace: Workspace) -> Iterator[Hold]:
    """Hold the lock of a study, renewed in a thread of its own.

    A program that is killed loses it: at once for others on its machine, for those on another
    after half a minute.

    Raises StudyError (the study runs already, here or elsewhere) and StorageError (the database
    cannot be written).
    """
    hold = Hold(study_id, name, workspace)
    deadline = time.monotonic() + _PATIENCE_S
    with storage_errors(workspace.storage_url):
        while not hold.take():
            if time.monotonic() >= deadline:
                raise StudyError(
                    f"The study {name!r} is running: stop it, or wait until it has ended."
                )
            time.sleep(0.05)
    ended = threading.Event()
    renewing = threading.Thread(
        target=_renew_until, args=(hold, ended), name=f"lock-{name}", daemon=True
    )
    renewing.start()
    try:
        yield hold
    finally:
        ended.set()
        renewing.join()
        hold.release()


def is_running(study_id: int, workspace: Workspace) -> bool:
    """Tell whether some program runs the study now, with one query. Nothing is made."""
    with connected(workspace.storage_url) as connection:
        if connection is None:
            return False
        row = connection.execute(_HELD, {"study_id": study_id, "key": LOCK_KEY}).first()
        return _lives(row, _file(workspace.storage_url))


def is_held(attributes: Mapping[str, str], now: datetime, workspace: Workspace) -> bool:
    """Tell the same from a study's attributes, read as JSON texts in one query with its state.

    ``now`` is the database's clock at that moment.
    """
    holder = holder_of(attributes.get(LOCK_KEY))
    return holder is not None and holder.lives(now, _file(workspace.storage_url), _given_up)


def forget_locks(workspace: Workspace) -> None:
    """Take all locks away, of studies that were put back from a backup while none runs."""
    with storage_errors(workspace.storage_url), _engine(workspace.storage_url).begin() as found:
        found.execute(_FORGET, {"key": LOCK_KEY})


def _lives(row: sa.Row[str, datetime] | None, file: str) -> bool:
    if row is None:
        return False
    holder, now = holder_of(row[0]), utc_of(row[1])
    return holder is not None and holder.lives(now, file, _given_up)


def _renew_until(hold: Hold, ended: threading.Event) -> None:
    while not ended.wait(_RENEW_S):
        with contextlib.suppress(sa.exc.SQLAlchemyError):  # tried again before it counts as lost
            hold.renew()


def _engine(storage_url: str) -> sa.Engine:
    url = parse_url(storage_url)
    lite = url.get_backend_name() == "sqlite"
    waits = {"timeout": _BUSY_TIMEOUT_S} if lite else {}
    # A pooled connection would hold the file open, or one of the server's few.
    return sa.create_engine(url, poolclass=NullPool, connect_args=waits)


def _file(storage_url: str) -> str:
    """Return which file the database is; empty for a server's, whose address has many spellings."""
    file = file_of(parse_url(storage_url))
    if file is None or not file.exists():
        return ""
    found = file.stat()
    return f"{found.st_dev}:{found.st_ino}"
