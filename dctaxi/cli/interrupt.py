"""Ctrl-C: the first one asks a run to end, so that nothing is cut in the middle of a write."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from dctaxi.cli.destination import say
from dctaxi.records import ShouldStop, never_stop

EXIT_INTERRUPTED = 130
"""128 + SIGINT, as shells report a program that Ctrl-C ended."""


def leave_compiler(status: int) -> None:
    """Leave at once after Ctrl-C where a kernel is being compiled or was: Python would wait for its
    thread, and takes seconds to take the compiler apart. What was finished is on the disk by then.
    """
    if status != EXIT_INTERRUPTED:
        return
    compiling = sys.modules.get("dctaxi.training.fused.preparation")
    if compiling is not None and compiling.preparation().state != "idle":
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(EXIT_INTERRUPTED)


@contextmanager
def stopped_by_ctrl_c() -> Iterator[ShouldStop]:
    """Give a function that tells whether Ctrl-C was pressed; pressed twice it interrupts at once.

    Outside the main thread, where Python takes no signals, it never is.
    """
    if threading.current_thread() is not threading.main_thread():
        yield never_stop
        return
    pressed = threading.Event()
    before = signal.getsignal(signal.SIGINT) or signal.default_int_handler

    def press(_signal: int, _frame: FrameType | None) -> None:
        pressed.set()
        signal.signal(signal.SIGINT, before)
        with suppress(RuntimeError):  # it may come in the middle of another line
            say("\ndctaxi: stopping; press Ctrl-C again to quit at once.")

    signal.signal(signal.SIGINT, press)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, before)
