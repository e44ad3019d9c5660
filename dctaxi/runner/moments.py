"""What all tabs look at together: looked for once, for as long as it is fresh enough."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")

_KEPT = 64


@dataclass
class _Moment(Generic[T]):
    """What was seen last of one thing, and when."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    seen: tuple[T, float] | None = None


class Moments(Generic[T]):
    """Answers that tabs share; may be asked from several threads at once.

    Where thirty tabs ask within a second, one of them looks and the others wait for it, which is
    shorter than looking for themselves. What a look raises, only its own tab is told.
    """

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept = kept
        self._moments: OrderedDict[Hashable, _Moment[T]] = OrderedDict()
        self._lock = threading.Lock()

    def seen(self, key: Hashable, look: Callable[[], T], *, within_s: float) -> T:
        """Return what a look found at most so many seconds ago, looking again where need be."""
        moment = self._moment(key)
        with moment.lock:
            now = time.monotonic()
            if moment.seen is not None and now - moment.seen[1] <= within_s:
                return moment.seen[0]
            found = look()
            moment.seen = found, now
            return found

    def _moment(self, key: Hashable) -> _Moment[T]:
        with self._lock:
            moment = self._moments.setdefault(key, _Moment())
            self._moments.move_to_end(key)
            while len(self._moments) > self._kept:
                self._moments.popitem(last=False)
            return moment
