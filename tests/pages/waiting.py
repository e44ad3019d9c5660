"""Waiting for another thread, with a limit that only a fault reaches."""

from __future__ import annotations

import time
from collections.abc import Callable

_LIMIT_S = 60.0


def until(condition: Callable[[], object]) -> None:
    """Wait for a condition; fail the test when it does not come."""
    end = time.monotonic() + _LIMIT_S
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)
