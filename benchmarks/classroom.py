"""What a class waits for: a lesson from the door to the table, then questions beside a long study.

``python -m benchmarks.classroom [--students 30] [--json FILE]`` serves a class and lets so many
students in, each a real session over WebSocket with a cookie of its own. A teacher begins a lesson;
every page follows, everybody guesses, the teacher reveals, everybody reads what is true and the
table. Then a study of the teacher's trains as the chapter prints it, and every student asks one
*What if* and trains the best trials of a study of their own with fresh seeds, all within 40 s each.
Sessions share the machine with the server, as no class does.

``NUMBA_CACHE_DIR`` names a folder of compiled code, so that a run need not compile.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import AsyncExitStack
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from benchmarks.load import row
from benchmarks.sessions import Session, Waited
from dctaxi.classroom import COOKIE, MINE, member_of, open_place, read_settings
from tests.browser.server import Server

CODE, TEACHER_CODE = "students", "teachers"
LONG: Final = "long"
OWN: Final = "own"
OWN_TRIALS: Final = 20
LONG_TRIALS: Final = 100_000

ASKING_S: Final = 40.0
"""Within this time every student opens a page, and then asks, at moments of their own."""

_VERDICTS: Final = ("trending_down", "trending_up", "drag_handle", "swap_vert")
"""One of these icons stands before the verdict on a what-if."""


class Class:
    """A class in the middle of a lesson. ``seconds`` holds what was waited for, by what it was."""

    def __init__(self, server: Server, settings: Path) -> None:
        self._server = server
        self._settings = read_settings(settings)
        self.waited = Waited()
        self.seconds: defaultdict[str, list[float]] = defaultdict(list)

    async def play(self, students: int) -> None:
        """Play a lesson to its end; then let all ask while a study trains."""
        teacher = await asyncio.to_thread(enter, self._server.url, TEACHER_CODE, "The teacher")
        words = await asyncio.gather(*(self._come(number) for number in range(students)))
        async with AsyncExitStack() as tabs:
            lead = await self._open(tabs, "classroom", teacher)
            class_ = await asyncio.gather(
                *(self._open(tabs, "", word, "the first page") for word in words)
            )
            await self._lesson(lead, class_)
        await asyncio.to_thread(self._make_studies, teacher, words)
        async with AsyncExitStack() as tabs:
            trials = await self._open(tabs, "trials", teacher, query=f"study={LONG}")
            await trials.press("job_resume_trials")
            await trials.until(lambda: "job_stop_now" in trials.widgets)
            await self._all_ask("whatif", words, _VERDICTS)
            await self._all_ask("seeds", words, ("a diverged repeat",))

    async def _come(self, number: int) -> str:
        began = time.perf_counter()
        word = await asyncio.to_thread(enter, self._server.url, CODE, f"Student {number}")
        self._note("the door", began)
        return word

    async def _open(
        self, tabs: AsyncExitStack, page: str, word: str, name: str = "", query: str = ""
    ) -> Session:
        began = time.perf_counter()
        tab = Session(self._server.url, page, self.waited, query=query, cookie=f"{COOKIE}={word}")
        await tabs.enter_async_context(tab)
        if name:
            self._note(name, began)
        return tab

    async def _lesson(self, lead: Session, tabs: Sequence[Session]) -> None:
        began = time.perf_counter()
        await lead.press("class_begin")
        await asyncio.gather(*(self._guess(tab, began) for tab in tabs))
        began = time.perf_counter()
        await lead.press("class_reveal")
        await asyncio.gather(
            *(self._see(tab, "with your first guess", "truth and table", began) for tab in tabs)
        )
        await lead.press("class_close")

    async def _guess(self, tab: Session, began: float) -> None:
        await tab.until(lambda: "class_commit" in tab.widgets)
        self._note("the lesson opens", began)
        await asyncio.sleep(random.uniform(0, ASKING_S / 4))  # they think
        began = time.perf_counter()
        await tab.pick("class_answer", random.choice(tab.options["class_answer"]))
        await tab.press("class_commit")
        await self._see(tab, "hidden until the reveal", "a guess is kept", began)

    async def _all_ask(self, page: str, words: Sequence[str], shown: Sequence[str]) -> None:
        """Let everybody open *What if* and, once all are there, ask at a moment of their own."""
        async with AsyncExitStack() as tabs:
            opened = await asyncio.gather(
                *(self._soon_open(tabs, page, word, number) for number, word in enumerate(words))
            )
            await asyncio.gather(*(self._answer(page, tab, shown) for tab in opened))

    async def _soon_open(self, tabs: AsyncExitStack, page: str, word: str, number: int) -> Session:
        await asyncio.sleep(random.uniform(0, ASKING_S))
        asked = "ask=repeat" if page == "seeds" else f"whatif=n=256;seed={number};lr=0.02:0.04"
        query = f"study={OWN}&{asked}"
        return await self._open(tabs, "whatif", word, f"the question of {page}", query)

    async def _answer(self, page: str, tab: Session, shown: Sequence[str]) -> None:
        await tab.until(lambda: f"{page}_train" in tab.widgets)
        await asyncio.sleep(random.uniform(0, ASKING_S))
        began = time.perf_counter()
        await tab.press(f"{page}_train")
        if await tab.until(lambda: any(map(tab.says, shown))):
            self._note(f"the answer of {page}", began)

    async def _see(self, tab: Session, words: str, name: str, began: float) -> None:
        if await tab.until(lambda: tab.says(words)):
            self._note(name, began)

    def _note(self, name: str, began: float) -> None:
        self.seconds[name].append(time.perf_counter() - began)

    def _make_studies(self, teacher: str, words: Sequence[str]) -> None:
        """Make the study that trains meanwhile, and one of each student that has ended."""
        from dctaxi.space import PRESETS
        from dctaxi.study import StudyPlan, as_printed, create_study, run_study

        space = PRESETS["chapter"].space
        for word in (teacher, *words):
            member = member_of(self._settings, word)
            assert member is not None
            workspace = open_place(self._settings, member.actor, MINE)
            if word == teacher:
                create_study(as_printed(StudyPlan(LONG, space, n_trials=LONG_TRIALS)), workspace)
            else:
                plan = StudyPlan(OWN, space, n_trials=OWN_TRIALS, sampler="random")
                create_study(plan, workspace)
                run_study(OWN, workspace)


def main(arguments: Sequence[str] | None = None) -> int:
    """Play in a class of its own and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=30)
    parser.add_argument("--json", type=Path, help="write the numbers to this file")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as home:
        settings = Path(home) / "class.toml"
        settings.write_text(f'code = "{CODE}"\nteacher_code = "{TEACHER_CODE}"\n', "utf-8")
        server = Server(Path(home), DCTAXI_CLASS=str(settings))
        try:
            played = asyncio.run(_played(server, settings, options.students))
        finally:
            server.close()
    print(text_of(played.seconds, played.waited.lost, options.students))
    if options.json is not None:
        options.json.write_text(json.dumps(to_json(played.seconds), indent=1), encoding="utf-8")
    return 0


async def _played(server: Server, settings: Path, students: int) -> Class:
    at_play = Class(server, settings)
    await at_play.play(students)
    return at_play


def enter(url: str, code: str, name: str) -> str:
    """Enter a class as its page does; return the word that a browser keeps."""
    connection = HTTPConnection(urlsplit(url).netloc, timeout=60)
    fields = urlencode({"code": code, "name": name})
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        connection.request("POST", "/enter", fields, kind)
        answer = connection.getresponse()
        cookie = SimpleCookie(answer.getheader("Set-Cookie") or "")
    finally:
        connection.close()
    return cookie[COOKIE].value


def text_of(seconds: dict[str, list[float]], lost: int, students: int) -> str:
    """Return the numbers as a person reads them."""
    lines = [
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {students} students, seconds",
        "                          count  median    p95    max",
        *(
            f"{name:24s} {each['count']:6,} {each['median']:7.2f} {each['p95']:6.2f} "
            f"{each['max']:6.2f}"
            for name, each in to_json(seconds).items()
        ),
        f"lost: {lost}",
    ]
    return "\n".join(lines)


def to_json(seconds: dict[str, list[float]]) -> dict[str, Any]:
    """Return count, median, 95th percentile and longest of each, as plain JSON values."""
    return {name: row(each) for name, each in seconds.items()}


if __name__ == "__main__":
    sys.exit(main())
