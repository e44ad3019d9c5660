"""Says on standard error that an engine is being prepared, which takes longer than trainings."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

POLL_S = 1.0
"""What is ready sooner, such as a kernel that lies on the disk, is not worth a line."""


@contextmanager
def preparation_told() -> Iterator[None]:
    """Say so once if the fused engine's kernel is compiled while the block runs."""
    from dctaxi.training.fused.preparation import preparation

    ended = threading.Event()

    def watch() -> None:
        before = "idle"
        while not ended.wait(POLL_S):
            now = preparation()
            if now.state == before == "preparing":
                print(f"dctaxi: {now.message}", file=sys.stderr)
                return
            before = now.state

    watcher = threading.Thread(target=watch, name="preparation-told", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()
