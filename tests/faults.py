"""Faults on purpose: what fails on its n-th call, what is slow, what is cut in the middle."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest


class Fault:
    """Stands in for a function: call number ``on``, counted from 1, raises; others are slow.

    ``after`` lets the call do its work before it raises, as a write that was done and not told.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        *,
        on: int = 0,
        error: BaseException | None = None,
        after: bool = False,
        slow_s: float = 0.0,
    ) -> None:
        self.calls = 0
        self._function, self._on, self._error = function, on, error
        self._after, self._slow_s = after, slow_s

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        self.calls += 1
        time.sleep(self._slow_s)
        fails = self.calls == self._on and self._error is not None
        if fails and not self._after:
            raise self._error
        result = self._function(*arguments, **options)
        if fails:
            raise self._error
        return result


def inject(monkeypatch: pytest.MonkeyPatch, owner: object, name: str, **how: Any) -> Fault:
    """Put a fault in the place of a function of a module or a class; return it."""
    fault = Fault(getattr(owner, name), **how)
    # A method is handed its object only by a function.
    monkeypatch.setattr(owner, name, lambda *a, **k: fault(*a, **k))
    return fault
