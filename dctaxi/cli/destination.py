"""Where a command writes: onto standard output, or into a file that is replaced as a whole."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TextIO

from dctaxi.errors import DcTaxiError
from dctaxi.whole_file import is_database, replaced_as_a_whole

STANDARD_OUTPUT = "-"


def check_destination(destination: str, option: str) -> None:
    """Raise DcTaxiError where nothing could be written, before a long run ends in that."""
    target = Path(destination)
    if destination == STANDARD_OUTPUT or _is_device(target):
        return
    if target.is_dir():
        raise _refusal(destination, option, "it is a folder")
    if is_database(target):
        raise _refusal(destination, option, "it is a database")
    folder = target.resolve().parent
    if not folder.is_dir():
        raise _refusal(destination, option, f"there is no folder {folder}")
    if not os.access(folder, os.W_OK):
        raise _refusal(destination, option, f"the folder {folder} may not be written to")


def write_text(text: str, destination: str, option: str) -> None:
    """Write onto standard output or into a file, which is replaced as a whole or not at all.

    Raises DcTaxiError (it cannot be written); ``option`` is the one that named the destination.
    """
    if destination == STANDARD_OUTPUT:
        print_out(text)
        return
    target = Path(destination)
    try:
        if _is_device(target):
            with target.open("w", encoding="utf-8", newline="") as device:
                device.write(text)
        elif is_database(target):
            raise _refusal(destination, option, "it is a database")
        else:
            with replaced_as_a_whole(target.resolve()) as part:  # a link stays one
                part.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise _refusal(destination, option, error.strerror or type(error).__name__) from error


def print_out(text: str) -> None:
    r"""Write onto standard output; a reader that has seen enough, such as ``head``, may leave.

    What its encoding lacks, as a console of Windows may, is written as Python does: ``\u20ac``.
    Raises DcTaxiError (it cannot be written).
    """
    if not _is_open(sys.stdout):
        raise DcTaxiError("Standard output is closed: open it, or name a file with --json.")
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()
    except OSError as error:
        _let_go(sys.stdout)
        if not isinstance(error, BrokenPipeError):
            raise DcTaxiError(
                f"Standard output cannot be written ({error.strerror}): name a file with --json."
            ) from error


def say(text: str) -> None:
    """Write a line onto standard error.

    Where nobody reads it, as it was closed from the start or its ``tee`` has ended, that ends
    nothing.
    """
    if not _is_open(sys.stderr):
        return
    try:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
    except OSError:
        _let_go(sys.stderr)


def _let_go(stream: TextIO) -> None:
    """Write to nowhere from now on: what is in the buffer would fail again when Python exits."""
    with Path(os.devnull).open("w", encoding="utf-8") as nothing:
        os.dup2(nothing.fileno(), stream.fileno())


def _is_open(stream: TextIO | None) -> bool:
    """Tell whether a standard stream was open when Python started: it is None where it was not."""
    return stream is not None


def _is_device(target: Path) -> bool:
    return target.exists() and not target.is_file() and not target.is_dir()


def _refusal(destination: str, option: str, reason: str) -> DcTaxiError:
    return DcTaxiError(f"{option} cannot write to {destination} ({reason}): name another file.")
