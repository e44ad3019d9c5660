"""The outer shape of a CSV file: its encoding, separators, header and the values per line.

kaen reads what it is given without asking: it drops a column of text, shifts rows after a blank
line, and takes the first row for a header. So the bytes are checked first.
"""

from __future__ import annotations

import re

import numpy as np

from dctaxi.data.columns import COLUMNS, refusal

_OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_FOREIGN = {
    b"PK\x03\x04": "a zip archive or a workbook",
    b"\x1f\x8b": "a gzip archive",
    b"PAR1": "a Parquet file",
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
    b"%PDF": "a PDF",
    b"<": "a web page",
}
_QUOTED_CELL = re.compile(rb'(?<![^,\n])"([^",\n]*)"(?![^,\n])')
NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


def csv_body(content: bytes, name: str) -> bytes:
    """Return the lines below the header: newline ends, no quotes, nine values in each.

    Line ``i`` of the result (from 0) is line ``i + 2`` of the file. A byte-order mark, Windows line
    ends, quotes around values, and blank lines at the very end are fine.
    Raises ``RefusedFileError`` for every other layout.
    """
    _check_encoding(content, name)
    text = content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    text = text.rstrip(b" \n") + b"\n"
    if b'"' in text:
        text = _QUOTED_CELL.sub(rb"\1", text)
    header, _, body = text.partition(b"\n")
    _check_header(header.decode(), name)
    if not body:
        raise refusal(name, "expected at least one row below the header, found none")
    _check_lines(body, name)
    return body


def _check_encoding(content: bytes, name: str) -> None:
    if not content.strip():
        raise refusal(name, "expected a header and rows of numbers, found an empty file")
    for start, kind in _FOREIGN.items():
        if content.startswith(start):
            raise refusal(name, f"expected comma-separated text, found {kind}; save it as CSV")
    nul = content.find(b"\0")
    if nul >= 0:
        line = content.count(b"\n", 0, nul) + 1
        raise refusal(name, "expected text, found a zero byte; save the file as UTF-8", line=line)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise refusal(
            name, "expected UTF-8 text, found another encoding; save the file as UTF-8", line=line
        ) from None


def _check_header(header: str, name: str) -> None:
    if not header.strip():
        raise refusal(name, "expected the header, found an empty line; remove it", line=1)
    for separator, word in _OTHER_SEPARATORS.items():
        if separator in header and "," not in header:
            raise refusal(
                name, f"expected values separated by commas, found {word}; save it as CSV", line=1
            )
    names = [cell.strip() for cell in header.split(",")]
    if any(NUMBER.fullmatch(cell) for cell in names):
        raise refusal(
            name,
            f"expected a header, found numbers; put a first line of the column names {LINE}",
            line=1,
        )
    if tuple(names) == COLUMNS:
        return
    for column in COLUMNS:
        if column not in names:
            raise refusal(
                name, f"the header lacks this column; expected {LINE}", line=1, column=column
            )
    for position, cell in enumerate(names):
        if cell not in COLUMNS or cell in names[:position]:
            word = f"{cell[:40]!r}" if cell else "without a name"
            raise refusal(
                name,
                f"expected the nine columns {LINE} and no other, found a column {word} "
                f"at position {position + 1}; remove it",
                line=1,
            )
    position = next(
        i for i, pair in enumerate(zip(names, COLUMNS, strict=True)) if len({*pair}) > 1
    )
    raise refusal(
        name,
        f"expected {COLUMNS[position]!r} as column {position + 1}, found {names[position]!r}; "
        "put the columns in the chapter's order",
        line=1,
    )


def _check_lines(body: bytes, name: str) -> None:
    """Refuse the first line that is blank or holds other than nine values; [rows] arrays inside."""
    buffer = np.frombuffer(body, dtype=np.uint8)
    ends = np.flatnonzero(buffer == ord("\n"))
    commas = np.flatnonzero(buffer == ord(","))
    values = np.diff(np.searchsorted(commas, ends), prepend=0) + 1
    wrong = np.flatnonzero(values != len(COLUMNS))
    if not len(wrong):
        return
    row = int(wrong[0])
    line = body[ends[row - 1] + 1 if row else 0 : ends[row]].decode()
    if not line.strip():
        raise refusal(name, "expected a row, found an empty line; remove it", line=row + 2)
    count = int(values[row])
    hint = "add what is missing" if count < len(COLUMNS) else "remove what is too many"
    for separator, word in _OTHER_SEPARATORS.items():
        if separator in line:
            hint = f"separate them by commas instead of {word}"
    raise refusal(
        name,
        f"expected {len(COLUMNS)} values, found {count}; {hint}",
        line=row + 2,
    )


LINE = ",".join(COLUMNS)
