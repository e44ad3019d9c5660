"""How commands answer: JSON into a file, or text onto standard output."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from dctaxi.cli.destination import print_out, say, write_text
from dctaxi.errors import DcTaxiError
from dctaxi.foreign_text import revealed
from dctaxi.labels import USD, in_currency


def encoded(result: object) -> msgspec.Raw:
    """Return a result as JSON that ``write_result`` passes on, which is fast for thousands of rows.

    Unlike Python's encoder, msgspec's takes records and writes null for numbers that are not
    finite. It refuses text that is not valid Unicode, so keep it away from text by strangers.
    """
    return msgspec.Raw(msgspec.json.encode(result))


def write_result(
    result: object,
    destination: str | None,
    *,
    text: str,
    heading: str = "",
    failed: bool = False,
    currency: str = USD,
) -> None:
    """Write the result as JSON if ``--json`` was given, otherwise print the text.

    Amounts in the text are shown in ``currency``. The ``heading`` is printed above it unchanged,
    since it quotes names that people chose. If the command ``failed``, the text goes to standard
    error.

    The text may quote strangers, so control characters are written out. A file is replaced as a
    whole or not at all. Raises DcTaxiError when it cannot be written.
    """
    if destination is None:
        said = "\n".join(filter(None, (heading, in_currency(text, currency))))
        lines = "".join(f"{revealed(line)}\n" for line in said.split("\n"))
        if failed:
            say(lines.removesuffix("\n"))
        else:
            print_out(lines)
    else:
        # Python's own encoder is ten times as slow when it indents as when it does not.
        lines = msgspec.json.format(
            bytes(result).decode()
            if isinstance(result, msgspec.Raw)
            else json.dumps(result, allow_nan=False),
            indent=2,
        )
        write_text(f"{lines}\n", destination, "--json")


def note_large_batch(batch_size: int, rows: int) -> None:
    """Note on standard error that rows repeat if a batch is larger than the training set."""
    if batch_size > rows:
        say(
            f"note: a batch of {batch_size:,} rows is larger than the {rows:,} training rows, so "
            "rows repeat within it."
        )


def read_file(path: str, *, limit_bytes: int = 20_000_000) -> bytes:
    """Return what a file holds. Raises DcTaxiError when it cannot be read or is too large."""
    try:
        file = Path(path)
        if file.stat().st_size > limit_bytes:
            raise DcTaxiError(
                f"{path}: expected at most {limit_bytes // 1_000_000} MB of JSON; split the file."
            )
        return file.read_bytes()
    except OSError as error:
        raise DcTaxiError(
            f"{path}: {error.strerror}; name a JSON file that can be read."
        ) from error


@contextmanager
def errors_of(place: str) -> Iterator[None]:
    """Prefix every error raised in the block with the file, or the place in it."""
    try:
        yield
    except DcTaxiError as error:
        raise type(error)(f"{place}: {error}") from error
