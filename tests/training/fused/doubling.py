"""A small kernel: compiled in a moment, as the engine's is in half a minute."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba


def decorated(**options: Any) -> Callable[..., Any]:
    return numba.njit(doubled, **options)


def doubled(number: int) -> int:
    return 2 * number


def run_once(function: Callable[..., Any]) -> None:
    assert function(21) == 42
