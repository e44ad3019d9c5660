"""Slow answers that a page asks for again and again until they are there."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from dctaxi.errors import StoppedError

T = TypeVar("T")

Step = Callable[[int, int], None]
"""Called with ``(done, total)`` by a computation; raises to end one that nobody waits for."""

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


class _AbandonedError(StoppedError):
    """Ends a computation: nobody waits any more."""


class _Work(Generic[T]):
    """A computation, its progress and its end."""

    def __init__(self, compute: Callable[[Step], T]) -> None:
        self.compute = compute
        self.began = self.asked = time.monotonic()
        self.at_work = False
        self.done = self.total = 0
        self.result: T | None = None
        self.error: Exception | None = None

    @property
    def finished(self) -> bool:
        return self.result is not None or self.error is not None

    def step(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        if time.monotonic() - self.asked > _PATIENCE_S:
            raise _AbandonedError


class Computations(Generic[T]):
    """Computes as many things at a time as it has threads, the last one asked for first.

    A question is asked again to learn how it stands, which is cheap; one that has not been asked
    for fifteen seconds is given up at its next step. The last ``kept`` results are. Threads live
    while there is something to do, and never keep a process alive.
    """

    def __init__(self, *, threads: int = 1, kept: int = 32) -> None:
        self._threads, self._kept = threads, kept
        self._lock = threading.Lock()
        self._works: OrderedDict[Hashable, _Work[T]] = OrderedDict()
        self._at_work = 0

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
            if not (work.finished or work.at_work) and self._at_work < self._threads:
                self._at_work += 1
                threading.Thread(target=self._run, name="dctaxi-background", daemon=True).start()
        return Answer(work.result, work.asked - work.began, work.done, work.total)

    def forget(self, key: Hashable) -> None:
        """Let a question that was answered be computed again when it is asked next."""
        with self._lock:
            if (work := self._works.get(key)) is not None and work.finished:
                del self._works[key]

    def _forget(self) -> None:
        finished = [key for key, work in self._works.items() if work.finished]
        for key in finished[: max(0, len(finished) - self._kept)]:
            del self._works[key]

    def _run(self) -> None:
        while (found := self._next()) is not None:
            key, work = found
            try:
                work.result = work.compute(work.step)
            except _AbandonedError:
                with self._lock:
                    del self._works[key]
            except Exception as error:  # whatever it is: raised where it was asked for
                work.error = error

    def _next(self) -> tuple[Hashable, _Work[T]] | None:
        """Return the last one asked for that has not finished; None ends the thread."""
        with self._lock:
            for key, work in reversed(self._works.items()):
                if not (work.finished or work.at_work):
                    work.at_work = True
                    return key, work
            self._at_work -= 1
            return None
