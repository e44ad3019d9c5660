"""How often tabs draw of their own accord: all of them together leave most of the time to others.

One interpreter draws every tab and runs the study as well. A tab alone draws as often as is of use;
with thirty of them each draws less often.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

_KEPT: Final = 512

_EXPECTED_S: Final = 0.1
"""What a drawing is taken to cost as long as none has ended."""

RUN_S: Final = 0.02
"""What a run costs beside its drawing: its thread, its state and its messages, which no clock of a
drawing sees. An estimate from what thirty tabs took; see ``docs/decisions/page-speed.md``."""


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What one drawing took of a processor, in seconds, and when it ended."""

    seconds: float
    at: float


class Pace:
    """The time between two drawings of a part of a page, for all tabs that show it.

    Drawings take at most this ``share`` of a processor; a tab that has not drawn for twice the
    ``slowest_s`` seconds is gone. May be used from several threads at once.
    """

    def __init__(self, *, share: float, quickest_s: float, slowest_s: float) -> None:
        self._share, self._quickest_s, self._slowest_s = share, quickest_s, slowest_s
        self._drawn: OrderedDict[str, _Drawn] = OrderedDict()
        self._lock = threading.Lock()

    def arrive(self, tab: str) -> None:
        """Let a tab count that is about to draw for the first time, with what others take.

        So thirty that come at once do not each believe to be alone.
        """
        with self._lock:
            if tab not in self._drawn:
                others = [drawn.seconds for drawn in self._drawn.values()]
                expected = sum(others) / len(others) if others else _EXPECTED_S
                self._drawn[tab] = _Drawn(expected, time.monotonic())

    @contextmanager
    def measured(self, tab: str) -> Iterator[None]:
        """Take the processor's time that a tab needs for one drawing into account."""
        began = time.thread_time()
        try:
            yield
        finally:
            self.note(tab, time.thread_time() - began + RUN_S)

    def note(self, tab: str, seconds: float) -> None:
        """Let a tab count with what a drawing took."""
        with self._lock:
            self._drawn[tab] = _Drawn(seconds, time.monotonic())
            self._drawn.move_to_end(tab)
            while len(self._drawn) > _KEPT:
                self._drawn.popitem(last=False)

    def seconds(self) -> float:
        """Return the seconds between two drawings of a tab, a whole number of halves."""
        since = time.monotonic() - 2 * self._slowest_s
        with self._lock:
            while self._drawn and next(iter(self._drawn.values())).at < since:
                self._drawn.popitem(last=False)
            needed = sum(drawn.seconds for drawn in self._drawn.values()) / self._share
        return round(2 * min(self._slowest_s, max(self._quickest_s, needed))) / 2

    def slack_s(self) -> float:
        """Return how old what tabs draw may be so that they share it: nothing as long as each can
        have its own.
        """
        return self.seconds() - self._quickest_s
