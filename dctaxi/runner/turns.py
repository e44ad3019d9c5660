"""Whose turn it is to train: what is quickly done first, and among people one after the other.

Jobs of many queues train in threads of their own, and take turns. Who trains asks often whether to
go on (``pass_on``), and waits there while others have their turn.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from typing import Final

QUICK_S: Final = 1.0
"""What is expected to train less than this overtakes."""

STAYS_QUICK_S: Final = 4.0
"""What has trained longer overtakes no more: a busy machine makes seconds of a tenth of one, and
what was held up there would wait until nobody asks any more.
"""

RUN_S: Final = 2.0
"""So long one person's quick jobs follow each other while others wait: a question has two parts,
and all are answered sooner if each is answered as a whole.
"""

SLICE_S: Final = 1.0
"""How long one person's job trains at a stretch while another's waits."""

_SILENT_S: Final = 2.0
"""Who has not asked for so long is reading data or compiling, and holds nobody up meanwhile."""

_LOOK_S: Final = 0.5

_BACK_S: Final = 0.1
"""So long a thread that said it has another job is waited for."""


class Turn:
    """One job's place among those that train; for the job's own thread."""

    def __init__(self, turns: Turns, who: str, *, quick: bool, background: bool) -> None:
        self.who, self.order = who, next(turns.order)
        self.background = background
        self._turns, self._declared_quick = turns, quick
        self._began: float | None = None
        self._used_s = self.waited_s = 0.0
        self.heard = 0.0

    @property
    def quick(self) -> bool:
        """Whether it goes before what takes long."""
        return self._declared_quick and self.used_s < STAYS_QUICK_S

    @property
    def used_s(self) -> float:
        """The seconds in which it had its turn."""
        since = 0.0 if self._began is None else time.monotonic() - self._began
        return self._used_s + since

    @property
    def stretch_s(self) -> float:
        """The seconds of the turn that it has now."""
        return 0.0 if self._began is None else time.monotonic() - self._began

    def take(self, give_up: Callable[[], bool]) -> bool:
        """Wait for the turn; False once ``give_up`` answers yes before."""
        return self._turns.take(self, give_up)

    def hear(self) -> None:
        """Say that it is at work, and goes on."""
        self.heard = time.monotonic()

    def pass_on(self, give_up: Callable[[], bool]) -> None:
        """Let others have their turn if one is due, and wait until it is this one's again."""
        self._turns.pass_on(self, give_up)

    def leave(self, *, another: bool = False) -> None:
        """End; the next has its turn. ``another``: this thread comes back at once with another job
        as quick as this one, which others let go first.
        """
        self._turns.leave(self, another=another)

    def begin(self) -> None:
        """Have the turn from now on; for ``Turns``."""
        self._began = self.heard = time.monotonic()

    def pause(self) -> None:
        """Have it no more; for ``Turns``."""
        self._used_s, self._began = self.used_s, None


class Turns:
    """Gives one job after the other its turn. Every method may be called from any thread."""

    def __init__(self) -> None:
        self.order = itertools.count()
        self._changed = threading.Condition()
        self._at_work: Turn | None = None
        self._waiting: list[Turn] = []
        self._served: dict[str, int] = {}
        self._serving = itertools.count(1)
        self._run = ("", 0.0)
        self._awaited = ("", 0.0)

    def turn(self, who: str, *, quick: bool = False, background: bool = False) -> Turn:
        """Return a place for a job of somebody; one in the background has its turn when nobody else
        wants one.
        """
        return Turn(self, who, quick=quick, background=background)

    def take(self, turn: Turn, give_up: Callable[[], bool]) -> bool:
        """Wait until it is this one's turn; False once ``give_up`` answers yes before."""
        with self._changed:
            self._waiting.append(turn)
            try:
                while not give_up():
                    if self._free() and self._next() is turn:
                        self._begin(turn)
                        return True
                    self._changed.wait(self._look_s())
                return False
            finally:
                self._waiting.remove(turn)
                self._changed.notify_all()

    def pass_on(self, turn: Turn, give_up: Callable[[], bool]) -> None:
        """Let others go first if one of them is due."""
        with self._changed:
            turn.hear()
            if self._at_work is turn:
                if not self._due(turn):
                    return
                turn.pause()
                self._at_work = None
                self._changed.notify_all()
        began = time.monotonic()  # where nobody is due, being asked is no waiting
        self.take(turn, give_up)
        turn.waited_s += time.monotonic() - began

    def leave(self, turn: Turn, *, another: bool = False) -> None:
        """Forget a job that has ended; see ``Turn.leave``."""
        with self._changed:
            now = time.monotonic()
            if another and turn.quick and now - self._run[1] < RUN_S:
                self._awaited = turn.who, now + _BACK_S
            turn.pause()
            if self._at_work is turn:
                self._at_work = None
            self._changed.notify_all()

    def wake(self) -> None:
        """Let those who wait look whether they still want to."""
        with self._changed:
            self._changed.notify_all()

    def _free(self) -> bool:
        at_work = self._at_work
        if at_work is not None and time.monotonic() - at_work.heard > _SILENT_S:
            at_work.pause()
            self._at_work = None
        return self._at_work is None

    def _begin(self, turn: Turn) -> None:
        self._at_work = turn
        self._awaited = "", 0.0
        self._served[turn.who] = next(self._serving)
        if turn.who != self._run[0]:
            self._run = turn.who, time.monotonic()
        turn.begin()

    def _next(self) -> Turn | None:
        """Return whose turn it is; None while somebody's next quick job is on its way."""
        waiting = self._waiting
        who, until = self._awaited
        if time.monotonic() < until:
            waiting = [one for one in waiting if one.who == who and one.quick]
        return min(
            waiting,
            key=lambda one: (
                one.background,
                not one.quick,
                self._served_before(one),
                one.order,
            ),
            default=None,
        )

    def _served_before(self, turn: Turn) -> int:
        """Return when somebody was served last; what is quick goes in the order of coming, else
        those who have just come would keep everybody waiting who came before.
        """
        return 0 if turn.quick else self._served.get(turn.who, 0)

    def _look_s(self) -> float:
        """Return after how long to look again, where nobody says that something has changed."""
        awaited_s = self._awaited[1] - time.monotonic()
        return awaited_s if 0 < awaited_s < _LOOK_S else _LOOK_S

    def _due(self, turn: Turn) -> bool:
        if turn.quick:
            return False
        others = [
            one
            for one in self._waiting
            if one is not turn and (turn.background or not one.background)
        ]
        if turn.background and any(not one.background for one in others):
            return True
        return any(one.quick for one in others) or (turn.stretch_s > SLICE_S and bool(others))


TURNS: Final = Turns()
"""Those of this process: all its queues train on one machine."""
