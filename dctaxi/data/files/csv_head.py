"""The first lines of a CSV file: its encoding, what separates its values, its header and names."""

from __future__ import annotations

import csv
import re
from collections import Counter
from typing import NamedTuple

from dctaxi.data.columns import COLUMNS
from dctaxi.data.files.csv_layout import NUMBER
from dctaxi.errors import DataError

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
MAX_COLUMNS = 1_000
_FOREIGN = {
    b"PK\x03\x04": "a zip archive or a workbook; unpack it, or save it as CSV",
    b"\xd0\xcf\x11\xe0": "a workbook; save it as CSV",
    b"%PDF": "a PDF; save its table as CSV",
    b"<": "a web page; check the address",
    b"BZh": "a bzip2 archive; unpack it",
    b"\xfd7zXZ": "an xz archive; unpack it",
    b"\x28\xb5\x2f\xfd": "a zstandard archive; unpack it",
    b"SQLite": "a database; save its table as CSV",
    b"ARROW1": "an Arrow file; save it as Parquet or CSV",
    b"Obj\x01": "an Avro file; save it as Parquet or CSV",
}
_JSON = re.compile(rb'\s*(?:\{\s*"|\[\s*[\[{])')
_NAMED_SEPARATOR = re.compile(r"sep=([,;\t|])", re.IGNORECASE)
_QUOTE = re.compile(r'(?:^|[,;\t|])"')
"""A mark where a cell begins; any other, as in 5", is of the text."""

_BREAK = re.compile(r"\s*\n\s*")
_LOOKED_AT_LINES = 200
_MAX_LINES_ABOVE = 20
_MAX_LINES_OF_VALUE = 20
_FEWEST_COLUMNS = 5
"""A fare and both ends of a trip: what is above a table has fewer values in a line."""


class CsvHead(NamedTuple):
    """How a file is to be read: ``skipped`` lines come before its rows, of which ``rows`` are the
    first, cell by cell.
    """

    encoding: str
    separator: str
    columns: tuple[str, ...]
    has_header: bool
    skipped: int
    rows: list[list[str]]


def csv_head(head: bytes, name: str, *, whole: bool) -> CsvHead:
    """Read the first bytes of a file; ``whole`` says that there are no more.

    The header is the first line that is not empty. Lines of fewer values above it, such as a title,
    comments or the ``sep=;`` of spreadsheets, are passed over. Rows that end in separators, whose
    header does not, have columns without a name there.
    Raises ``DataError`` for what is no table.
    """
    for start, kind in _FOREIGN.items():
        if head.startswith(start):
            raise DataError(f"{name}: expected a table of trips, found {kind}.")
    if _JSON.match(head):
        raise DataError(f"{name}: expected a table of trips, found JSON; save it as CSV.")
    encoding, text = _text_of(head, name, whole=whole)
    lines, ends = _lines(text)
    lines = lines if whole else lines[:-1] or [text]
    first = next((i for i, line in enumerate(lines) if line.strip()), len(lines))
    if first < len(lines) and (said := _NAMED_SEPARATOR.fullmatch(lines[first].strip(" "))):
        separator = said[1]
        first = next((i for i in range(first + 1, len(lines)) if lines[i].strip()), len(lines))
    elif first < len(lines):
        first, separator = _header_place(lines, first)
    if first == len(lines):
        raise DataError(f"{name}: expected a header and rows of trips, found an empty file.")
    cells = [_BREAK.sub(" ", cell.strip()) for cell in _cells(lines[first], separator)]
    if len(cells) < 2:
        raise DataError(
            f"{name}: expected columns separated by commas, semicolons, tabs or vertical bars, "
            "found one column; check the file."
        )
    if len(cells) > MAX_COLUMNS:
        raise DataError(f"{name}: expected up to {MAX_COLUMNS:,} columns, found {len(cells):,}.")
    named = sum(bool(NUMBER.fullmatch(cell)) for cell in cells) * 2 < len(cells)
    below = lines[first + named : first + named + _LOOKED_AT_LINES]
    rows = [_cells(line, separator) for line in below if line.strip()]
    if named:
        cells = _as_wide_as_rows(cells, rows)
    names = _distinct(cells) if named else _unnamed(len(cells))
    skipped = ends[first + named - 1] if first + named else 0
    return CsvHead(encoding, separator, names, named, skipped, rows)


def _lines(text: str) -> tuple[list[str], list[int]]:
    """Return the lines of a text, those of a value in quotes together, and how many of an editor's
    there are up to the end of each.
    """
    lines: list[str] = []
    ends: list[int] = []
    plain = re.split(r"\r\n|\n|\r", text)
    place = 0
    while place < len(plain):
        end = place + 1
        if plain[place].count('"') % 2 and _QUOTE.search(plain[place]):
            odd = (i for i in range(end, min(end + _MAX_LINES_OF_VALUE, len(plain)))
                   if plain[i].count('"') % 2)  # fmt: skip
            end = next(odd, place) + 1
        lines.append("\n".join(plain[place:end]))
        ends.append(end)
        place = end
    return lines, ends


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader(line.splitlines(keepends=True), delimiter=separator), [])
    except csv.Error:  # a value of more than 128 KiB
        return [line]


def _header_place(lines: list[str], first: int) -> tuple[int, str]:
    """Return the line that holds the header, and what separates its values.

    That is the first line, unless most lines below have more values than it: then the first of so
    many that holds names.
    """
    separator = max(SEPARATORS, key=lines[first].count)
    looked_at = lines[first : first + _LOOKED_AT_LINES]
    widths = {
        one: Counter(len(_cells(line, one)) for line in looked_at if line.strip())
        for one in SEPARATORS
    }
    usual = {one: counted.most_common(1)[0][0] for one, counted in widths.items()}
    for one in (*SEPARATORS,)[1:]:  # commas stand in names and numbers as well
        if len(_cells(lines[first], one)) == usual[one] >= _FEWEST_COLUMNS:
            return first, one
    most = max(usual, key=lambda one: usual[one])
    own = len(_cells(lines[first], separator))
    if own >= _FEWEST_COLUMNS or usual[most] < _FEWEST_COLUMNS:
        return first, separator
    for place in range(first + 1, min(first + _MAX_LINES_ABOVE, len(lines))):
        cells = _cells(lines[place], most)
        if len(cells) == usual[most]:
            return place, most
    return first, separator


def _as_wide_as_rows(cells: list[str], rows: list[list[str]]) -> list[str]:
    """Return a header with as many names as the rows have values, where only empty ones differ."""
    if not rows:
        return cells
    width = Counter(map(len, rows)).most_common(1)[0][0]
    if width > len(cells):
        beyond = [row[len(cells) :] for row in rows if len(row) == width]
        if not any(cell.strip() for row in beyond for cell in row):
            return cells + [""] * (width - len(cells))
    elif 2 <= width < len(cells) and not any(cells[width:]):
        return cells[:width]
    return cells


def _text_of(head: bytes, name: str, *, whole: bool) -> tuple[str, str]:
    """Return the encoding of a file and its first lines."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"),
                           (b"\xfe\xff", "utf-16")):  # fmt: skip
        if head.startswith(mark):
            return encoding, head.decode(encoding, errors="replace")
    if b"\0" in head:
        for place, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
            half = head[place::2]
            if half.count(0) > 0.9 * len(half) and head[1 - place :: 2].count(0) == 0:
                return encoding, head.decode(encoding, errors="replace")
        raise DataError(f"{name}: expected text or Parquet, found other bytes; save it as CSV.")
    try:
        return "utf-8", head.decode("utf-8")
    except UnicodeDecodeError as error:
        if (
            not whole and error.start > len(head) - 4
        ):  # a character that the end of the head cuts in two
            return "utf-8", head[: error.start].decode("utf-8")
        return "cp1252", head.decode("cp1252", errors="replace")


def _distinct(cells: list[str]) -> tuple[str, ...]:
    """Return names for columns: as they are, numbered where one is missing or comes again."""
    names: list[str] = []
    for position, cell in enumerate(cells, start=1):
        base = cell[:200] or f"column {position}"
        name, again = base, 2
        while name in names:
            name, again = f"{base} ({again})", again + 1
        names.append(name)
    return tuple(names)


def _unnamed(count: int) -> tuple[str, ...]:
    """Return names for a file without a header; five or nine columns are the chapter's order."""
    if count in (5, len(COLUMNS)):
        return COLUMNS[:count]
    return tuple(f"column {position}" for position in range(1, count + 1))
