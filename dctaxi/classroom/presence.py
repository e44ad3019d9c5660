"""Who of a class is there just now: whose page has asked for news a moment ago."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

WITHIN_S: Final = 15.0
"""Three times as long as the slowest page waits between two questions."""


class Presence:
    """When each member's page was last heard; to be told and asked from any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._heard: dict[str, float] = {}

    def note(self, member: str) -> None:
        """Note that a member's page asked for news."""
        self._heard[member] = self._clock()

    def here(self) -> frozenset[str]:
        """Return the ids of those who are there."""
        since = self._clock() - WITHIN_S
        return frozenset(member for member, at in self._heard.copy().items() if at >= since)
