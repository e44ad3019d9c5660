"""A PostgreSQL server of the tests' own: made in a temporary folder, reached by a socket in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from dctaxi.storage import parse_url
from dctaxi.storage.connection import server_engine

_OWNER = "postgres"
"""The system user of a server that root starts, which PostgreSQL refuses to be."""


@cache
def problem() -> str:
    """Return why no server can be started here, empty where one can."""
    if find_spec("psycopg") is None:
        return "psycopg is not installed: pip install psycopg[binary]"
    if _program("initdb") is None:
        return "there is no PostgreSQL server: apt-get install postgresql"
    return ""


@contextmanager
def server() -> Iterator[sa.URL]:
    """Start a server and give its address; everything of it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="postgres-", dir="/tmp") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, _OWNER)
        settings = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        data = folder / "data"
        _run("initdb", "-D", data, "-U", _OWNER, "-A", "trust", "-E", "UTF8", "--no-sync")
        _run("pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", settings, "start")
        try:
            yield sa.URL.create(
                "postgresql+psycopg",
                username=_OWNER,
                database=_OWNER,
                query={"host": str(folder)},
            )
        finally:
            _run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")


@contextmanager
def database(of: sa.URL, name: str) -> Iterator[str]:
    """Make an empty database on a server and give its address."""
    engine = sa.create_engine(of, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    url = of.set(database=name).render_as_string(hide_password=False)
    try:
        yield url
    finally:
        server_engine(parse_url(url)).dispose()
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


def _program(name: str) -> Path | None:
    """Return a program of the server's, which Debian keeps off the path."""
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    found = shutil.which(name)
    return places[-1] if places else Path(found) if found else None


def _run(program: str, *arguments: str | Path) -> None:
    path = _program(program)
    assert path is not None
    subprocess.run(
        [path, *arguments],
        check=True,
        cwd="/tmp",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        user=_OWNER if os.geteuid() == 0 else None,
    )
