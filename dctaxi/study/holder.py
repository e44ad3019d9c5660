"""Who holds the lock of a study, as its database says, and whether that program still lives."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping, Set
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

LOCK_KEY: Final = "dctaxi:lock"
"""The study's user attribute with its holder; there while a program runs or changes the study."""

LOST_AFTER: Final = timedelta(seconds=30)
"""Without being renewed for so long, the lock of another machine counts no more."""


class Process(NamedTuple):
    """A program on this machine: its id, and when it was started, in the system's own count."""

    pid: int
    started: str


class Holder(msgspec.Struct, frozen=True):
    """The program that holds a study's lock.

    ``machine`` names the computer since it was switched on, and which of its programs see each
    other; it is empty where the system does not tell. ``file`` is the database's file there, so
    that a copy of it is not locked. ``renewed`` is the database's own clock, ISO 8601 in UTC.
    """

    token: str
    machine: str
    pid: int
    started: str
    file: str
    renewed: datetime

    def lives(self, now: datetime, file: str, given_up: Set[str]) -> bool:
        """Tell whether it holds the lock, ``now`` by the database's clock.

        ``file`` is the database's file here, ``given_up`` are tokens of locks that this program
        no longer holds but could not take away.
        """
        if not self.machine or self.machine != this_machine():
            return now - self.renewed < LOST_AFTER
        process = Process(self.pid, self.started)
        return self.file == file and process == process_of(self.pid) and self.token not in given_up


def holder_of(text: str | None) -> Holder | None:
    """Read a holder from JSON; None where there is none that can be read."""
    try:
        return None if text is None else msgspec.json.decode(text.encode(), type=Holder)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return None


def holder_json(holder: Holder) -> str:
    """Return a holder as JSON, as Optuna keeps attributes."""
    kept: Mapping[str, Any] = msgspec.to_builtins(holder)
    return json.dumps(kept)


@lru_cache(maxsize=1)
def this_machine() -> str:
    """Return what names this computer since its start; empty where only Linux would tell."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        programs = Path("/proc/self/ns/pid").readlink()
    except OSError:
        return ""
    return f"{socket.gethostname()} {boot} {programs}"


def process_of(pid: int) -> Process | None:
    """Return the running program of this id; None where there is none, or it waits to be buried."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return None
    state, *fields = stat.rpartition(")")[2].split()  # the name before it may hold anything
    return None if state in "ZX" else Process(pid, fields[18])
