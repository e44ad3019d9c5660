"""Slow answers that a page asks for again and again until they are there."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

Step = Callable[[int, int], None]
"""Called with ``(done, total)`` by a computation; raises to end one that nobody waits for."""

_KEPT = 32
_PATIENCE_S = 15.0


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """A computation at one moment: its ``result``, None until it has finished.

    ``elapsed_s`` runs from the first question; ``total`` is 0 until the computation has begun.
    """

    result: T | None
    elapsed_s: float
    done: int = 0
    total: int = 0


class _Abandoned(Exception):  # noqa: N818 - not an error: nobody waits any more
    """Ends a computation."""


class _Work(Generic[T]):
    """A computation, its progress and its end."""

    def __init__(self, compute: Callable[[Step], T]) -> None:
        self.compute = compute
        self.began = self.asked = time.monotonic()
        self.done = self.total = 0
        self.result: T | None = None
        self.error: Exception | None = None

    @property
    def finished(self) -> bool:
        return self.result is not None or self.error is not None

    def step(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        if time.monotonic() - self.asked > _PATIENCE_S:
            raise _Abandoned


class Computations(Generic[T]):
    """Computes one thing at a time in a thread of its own, the last one asked for first.

    A question is asked again to learn how it stands, which is cheap; one that has not been asked
    for fifteen seconds is given up at its next step. The last results are kept. The thread lives
    while there is something to do, and never keeps a process alive.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._works: OrderedDict[Hashable, _Work[T]] = OrderedDict()
        self._thread: threading.Thread | None = None

    def ask(self, key: Hashable, compute: Callable[[Step], T]) -> Answer[T]:
        """Return how a computation stands; begin it where its key is new.

        ``compute`` must depend on nothing but the key, and call the step it is given often. What it
        raises is raised here, once; asking again computes again.
        """
        with self._lock:
            work = self._works.setdefault(key, _Work(compute))
            work.asked = time.monotonic()
            self._works.move_to_end(key)
            if work.error is not None:
                del self._works[key]
                raise work.error
            self._forget()
            if not work.finished and self._thread is None:
                self._thread = threading.Thread(
                    target=self._run, name="dctaxi-background", daemon=True
                )
                self._thread.start()
        return Answer(work.result, work.asked - work.began, work.done, work.total)

    def _forget(self) -> None:
        finished = [key for key, work in self._works.items() if work.finished]
        for key in finished[: max(0, len(finished) - _KEPT)]:
            del self._works[key]

    def _run(self) -> None:
        while (found := self._next()) is not None:
            key, work = found
            try:
                work.result = work.compute(work.step)
            except _Abandoned:
                with self._lock:
                    del self._works[key]
            except Exception as error:  # whatever it is: raised where it was asked for
                work.error = error

    def _next(self) -> tuple[Hashable, _Work[T]] | None:
        """Return the last one asked for that has not finished; None ends the thread."""
        with self._lock:
            for key, work in reversed(self._works.items()):
                if not work.finished:
                    return key, work
            self._thread = None
            return None
