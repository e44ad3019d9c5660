"""Cutting many trainings into shards, each of which one worker trains by itself."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

LARGEST: Final = 4_096
"""Members of a shard: a second or two of a worker, and what its death costs at most."""

_EACH: Final = 4
"""Shards for a worker, so that those who are done early take from the others' share."""


def shards_of(members: int, workers: int) -> Iterator[range]:
    """Cut members into ranges: a quarter of a worker's share each, and 4,096 at most."""
    if members < 1:
        return
    each = max(1, workers) * _EACH
    size = min(LARGEST, math.ceil(members / each))
    for first in range(0, members, size):
        yield range(first, min(first + size, members))
