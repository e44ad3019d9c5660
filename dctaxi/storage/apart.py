"""Has files of strangers read by another process, which can be ended without this one.

SQLite and Optuna read them there, with bounds of memory, processor time and bytes written. This
process opens what the other one made of them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Final

from dctaxi.errors import StorageError, StudyError
from dctaxi.storage.inspection import Bounds
from dctaxi.storage.plain_studies import PlainStudy, read_plain
from dctaxi.storage.url import file_of, parse_url, shown

_ROOT: Final = Path(__file__).resolve().parents[2]
"""Where this program lies, which the other process finds from any folder."""

BOUNDS: Final = Bounds()

_MB: Final = 2**20
MEMORY_BYTES: Final = 1_024 * _MB
SECONDS: Final = 60
"""What reading may take where there is little to read; more for what is long."""

_SERVER_BYTES: Final = 1_024 * _MB
"""How long a database on a server is taken to be, whose size nobody knows."""

_AT_ONCE: Final = threading.BoundedSemaphore(2)
"""So many files are read at the same time, whoever uploads."""

_SIGXCPU: Final = 24
"""The signal of a process whose processor time is over; not every system names it."""


@contextmanager
def studies_elsewhere(source: str, names: Sequence[str] = ()) -> Iterator[tuple[PlainStudy, ...]]:
    """Read studies of an SQLite file, a journal or an address such as ``postgresql://…``.

    All of them where none is named. They can be read in the block. Raises StudyError (there is none
    of a name) and StorageError (there is nothing, nothing of Optuna's, or it cannot be read).
    """
    with tempfile.TemporaryDirectory(prefix="dctaxi-") as folder:
        name = shown(parse_url(source)) if "://" in source else source
        _apart("studies", [source, folder, list(names)], name, size_of(source))
        files = sorted(Path(folder).glob("*.plain"), key=lambda file: int(file.stem))
        yield tuple(map(read_plain, files))


def plain_copy(source: Path, target: Path) -> None:
    """Copy an SQLite file into a new one, without attributes that only programs read.

    Raises StorageError.
    """
    _apart("copy", [str(target)], str(source), source.stat().st_size)


def size_of(source: str) -> int:
    """Return the bytes of a file; 0 for a server's database, and where there is no file."""
    file = file_of(parse_url(source)) if "://" in source else Path(source).expanduser()
    return 0 if file is None or not file.exists() else file.stat().st_size


def _apart(task: str, arguments: list[object], name: str, size: int) -> None:
    """Do a task of ``reading_process`` on ``size`` bytes; raises StorageError about ``name``."""
    length = size or _SERVER_BYTES
    seconds = SECONDS + length // _MB
    limits = {
        "seconds": seconds,
        "memory": MEMORY_BYTES + 16 * size,  # Optuna holds a whole journal, not a whole database
        "written": 64 * _MB + 8 * length,
    }
    request = {"task": task, "arguments": arguments, "name": name, "bounds": asdict(BOUNDS)}
    found = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    if not _AT_ONCE.acquire(timeout=seconds):
        raise StorageError("Other files are being read at the moment: try again in a minute.")
    try:
        ended = subprocess.run(
            [sys.executable, "-P", "-m", "dctaxi.storage.reading_process"],
            input=json.dumps(request | {"limits": limits}),
            env={**os.environ, "PYTHONPATH": found, "OPENBLAS_NUM_THREADS": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
            check=False,
            start_new_session=True,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_long(name, seconds) from error
    finally:
        _AT_ONCE.release()
    if ended.returncode == -_SIGXCPU:
        raise _too_long(name, seconds)
    try:
        answer = json.loads(ended.stdout.splitlines()[-1])
    except (ValueError, IndexError) as error:
        raise StorageError(
            f"The studies in {name} cannot be read: reading them ended the process that did it "
            f"({ended.returncode}). Name another storage of Optuna's."
        ) from error
    if "error" in answer:
        kind = StudyError if answer.get("kind") == "StudyError" else StorageError
        raise kind(answer["error"])


def _too_long(name: str, seconds: int) -> StorageError:
    return StorageError(
        f"The studies in {name} take longer than {seconds} seconds to read: export the studies "
        "that you want into a smaller file."
    )
