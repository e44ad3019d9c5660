"""How often wrong codes are looked at: so often from one address in a minute, and no oftener."""

from __future__ import annotations

import time
from collections import deque
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

MOST: Final = 30
WITHIN_S: Final = 60.0
_MOST_VISITORS: Final = 10_000

LONG_CODE: Final = 8
"""So long a code is found by nobody who tries: it is looked at however many wrong ones came, so
that nobody shuts the door for all who come from the same address.
"""


class Attempts:
    """The wrong codes of the last minute, by where they came from.

    To be asked and told from one thread, without a pause between.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: dict[str, deque[float]] = {}

    def __len__(self) -> int:
        """Return from how many places wrong codes are remembered."""
        return len(self._wrong)

    def too_many(self, visitor: str) -> bool:
        """Tell whether so many wrong codes came from an address that no more are looked at."""
        wrong = self._wrong.get(_place(visitor))
        return wrong is not None and len(wrong) == MOST and self._clock() - wrong[0] < WITHIN_S

    def note(self, visitor: str) -> None:
        """Note a wrong code, and forget what is over."""
        now, place = self._clock(), _place(visitor)
        wrong = self._wrong.pop(place, None) or deque(maxlen=MOST)
        wrong.append(now)
        self._wrong[place] = wrong  # at the end: the first is whose last one is longest ago
        while len(self._wrong) > _MOST_VISITORS or now - self._first()[-1] >= WITHIN_S:
            del self._wrong[next(iter(self._wrong))]

    def _first(self) -> deque[float]:
        return next(iter(self._wrong.values()))


def _place(visitor: str) -> str:
    """Return what an address counts as: of the newer kind everybody has as many as they like."""
    try:
        address = ip_address(visitor)
    except ValueError:  # none at all, as where a proxy says nothing
        return visitor[:64]
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Network((address, 64), strict=False))
    return str(address)
