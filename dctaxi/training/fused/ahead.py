"""Compiles the kernel before anybody asks for it, in a process of its own.

Compiling takes half a minute of a core and holds the interpreter's lock, so that a server which did
it itself would not answer. Another process does it; the server then loads the code from the disk.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Final

from dctaxi.training.fused import preparation
from dctaxi.training.fused.preparation import PREPARING, Preparation

_POLL_S: Final = 0.25

_ROOT: Final = Path(__file__).resolve().parents[3]
"""Where this program lies, which the other process finds from any folder."""


class Ahead:
    """One compilation ahead of time; ``command`` is what does it."""

    def __init__(self, command: list[str]) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._began = 0.0

    def begin(self) -> None:
        """Begin, unless the code is on the disk, from where it is loaded when it is needed."""
        if preparation.is_on_disk():
            return
        self._began = time.monotonic()
        found = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(
            self._command,
            env={**os.environ, "PYTHONPATH": found},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        threading.Thread(
            target=self._load_after, args=(self._process,), name="kernel-ahead", daemon=True
        ).start()

    def stop(self) -> None:
        """End the compilation where it goes on."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait()

    def state(self) -> Preparation:
        """Return how far it is: what this process says, and the seconds that another one is at it.

        It answers at once.
        """
        now = preparation.preparation()
        if now.state in ("ready", "unavailable") or self._process is None:
            return now
        if self._process.poll() is not None or preparation.is_on_disk():
            return now
        seconds = time.monotonic() - self._began
        return Preparation("preparing", f"{PREPARING} {seconds:.0f} s so far.")

    def _load_after(self, process: subprocess.Popen[bytes]) -> None:
        """Load the code as soon as it is there. Where it cannot be compiled, or that was stopped,
        whoever needs the engine is told why.
        """
        while not (there := preparation.is_on_disk()) and process.poll() is None:
            time.sleep(_POLL_S)
        if there:
            preparation.start()
            process.wait()  # and leaves no zombie


ahead = Ahead([sys.executable, "-P", "-m", "dctaxi", "prepare"])
"""That of this process. ``-P`` keeps it from another ``dctaxi`` that lies where the server was
started, and whose code would be of no use here."""
