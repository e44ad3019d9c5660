"""What a server and another student notice of a small file that computes or unpacks without end.

``python -m benchmarks.bombs [--json FILE]`` serves a class. One student uploads each file in a
browser and presses *Copy its studies here*, while another opens *Studies* again and again over a
WebSocket. For each file: seconds until the first one has an answer, the most memory of the server
beyond what it had, and the other one's pages, before any file and during it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

from benchmarks.classroom import CODE, TEACHER_CODE, enter
from benchmarks.server_process import Process
from benchmarks.sessions import Session, Waited
from dctaxi.classroom import COOKIE
from tests.browser.driver import Tab
from tests.browser.server import Server

_QUIET_S: Final = 10.0
_PAUSE_S: Final = 0.2
_GLANCE_S: Final = 0.05
_ANSWER_S: Final = 300
_MB: Final = 2**20


def view(folder: Path) -> Path:
    """Make a database in which a view without an end stands in the place of the trials."""
    file = folder / "view.db"
    optuna.create_study(study_name="view", storage=f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as database:
        database.executescript(
            "ALTER TABLE trials RENAME TO t; CREATE VIEW trials AS "
            "WITH RECURSIVE n(trial_id) AS (SELECT 1 UNION ALL SELECT trial_id + 1 FROM n) "
            "SELECT trial_id, trial_id AS number, 1 AS study_id, 'COMPLETE' AS state, "
            "NULL AS datetime_start, NULL AS datetime_complete FROM n"
        )
    return file


def values(folder: Path) -> Path:
    """Make a database with attributes of 15 MB that Python unpacks twenty-fold."""
    file = folder / "values.db"
    study = optuna.create_study(study_name="values", storage=f"sqlite:///{file}")
    text = _lists()
    with closing(sqlite3.connect(file)) as database, database:
        rows = [(study._study_id, f"a{number}", text) for number in range(8)]
        database.executemany(
            "INSERT INTO study_user_attributes (study_id, key, value_json) VALUES (?, ?, ?)", rows
        )
    return file


def journal(folder: Path) -> Path:
    """Make a journal with such attributes, all of which Optuna holds at once."""
    file = folder / "journal.log"
    optuna.create_study(study_name="journal", storage=JournalStorage(JournalFileBackend(str(file))))
    with file.open("a") as lines:
        for number in range(8):
            lines.write(
                '{"op_code": 2, "worker_id": "w", "study_id": 0, "user_attr": '
                f'{{"a{number}": {_lists()}}}}}\n'
            )
    return file


def _lists() -> str:
    return f"[{','.join(['[]'] * 5_000_000)}]"


BOMBS: Final[tuple[Callable[[Path], Path], ...]] = (view, values, journal)


async def measure(server: Server, files: Sequence[Path]) -> list[dict[str, Any]]:
    """Return what was noticed of ten quiet seconds, and of each file."""
    ada, bob = [await asyncio.to_thread(enter, server.url, CODE, name) for name in ("Ada", "Bob")]
    tab = await asyncio.to_thread(_opened, server, ada)
    process = Process(server.process.pid)
    rows = []
    try:
        async with Session(server.url, "studies", Waited(), cookie=f"{COOKIE}={bob}") as other:
            await other.rerun()
            quiet = asyncio.to_thread(time.sleep, _QUIET_S)
            rows.append({"file": "none", "mb": 0.0} | await _noticed(other, process, quiet))
            for file in files:
                brought = asyncio.to_thread(_bring, tab, file)
                size = {"file": file.name, "mb": file.stat().st_size / _MB}
                rows.append(size | await _noticed(other, process, brought))
    finally:
        await asyncio.to_thread(tab.close)
    return rows


async def _noticed(
    other: Session, process: Process, action: Coroutine[None, None, str | None]
) -> dict[str, Any]:
    """Return how long an action took, what was answered, and what was noticed meanwhile."""
    before = process.memory_mb()
    began = time.perf_counter()
    doing = asyncio.create_task(action)
    pages, server_mb, readers_mb = list[float](), 0.0, 0.0

    async def look() -> None:
        nonlocal server_mb, readers_mb
        while not doing.done():
            server_mb = max(server_mb, process.memory_mb() - before)
            readers_mb = max(readers_mb, process.children_mb())
            await asyncio.sleep(_GLANCE_S)

    looking = asyncio.create_task(look())
    while not doing.done():
        if (seconds := await other.rerun()) is not None:
            pages.append(seconds)
        await asyncio.sleep(_PAUSE_S)
    await looking
    return {
        "seconds": time.perf_counter() - began,
        "server_mb": server_mb,
        "readers_mb": readers_mb,
        "page_median_s": statistics.median(pages),
        "page_max_s": max(pages),
        "said": doing.result(),
    }


def _opened(server: Server, word: str) -> Tab:
    tab = Tab(server)
    tab.driver.get(server.url)
    tab.driver.add_cookie({"name": COOKIE, "value": word})
    return tab


def _bring(tab: Tab, file: Path) -> str:
    """Upload a file and have its studies copied; return what the page answers."""
    tab.open("studies")
    tab.press("studies-import")
    tab.one(".st-key-studies-file input[type='file']").send_keys(str(file))
    tab.press("studies-bring")
    answers = "[data-testid='stAlert']"
    tab.until(lambda: tab.all(answers), _ANSWER_S)
    return tab.one(answers).text.splitlines()[-1]  # below its icon


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure in a class of its own and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the numbers to this file")
    options = parser.parse_args(arguments)
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as folder:
        settings = Path(home) / "class.toml"
        settings.write_text(f'code = "{CODE}"\nteacher_code = "{TEACHER_CODE}"\n', "utf-8")
        files = [make(Path(folder)) for make in BOMBS]
        server = Server(Path(home), DCTAXI_CLASS=str(settings))
        try:
            rows = asyncio.run(measure(server, files))
        finally:
            server.close()
    print(text_of(rows))
    if options.json is not None:
        options.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    return 0


def text_of(rows: Sequence[dict[str, Any]]) -> str:
    """Return the numbers as a person reads them."""
    lines = [
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}",
        "file            MB  seconds  server MB  reader MB  page median s  max s",
        *(
            f"{row['file']:12s} {row['mb']:5.1f} {row['seconds']:8.1f} {row['server_mb']:10.0f} "
            f"{row['readers_mb']:10.0f} {row['page_median_s']:14.2f} {row['page_max_s']:6.2f}"
            for row in rows
        ),
        *(f"{row['file']}: {row['said']}" for row in rows if row["said"]),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
