"""Which line of a CSV file each row begins in, as an editor counts: values may have line breaks.

A quotation mark that is never closed makes one value of all rows that follow. So values with line
breaks are looked at: none may hold what looks like a row, with as many cells as one and a digit in
every cell that has one in most rows.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from dctaxi.errors import DataError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.data.files.csv_head import CsvHead
    from dctaxi.data.files.file_table import FileTable
_LINE_FEED = ord("\n")
_FEWEST_SEPARATORS = 4
"""Of what looks like rows, which are several where a file is narrow: the second line of an address
may have three commas.
"""

_MOST = 0.9


class CsvLines:
    """Counts the lines of a table while its rows come, batch by batch.

    ``head.skipped`` lines come before the rows. The rows that the reader leaves out,
    ``table.ragged``, of which it may be ahead, get their line when their turn comes.
    """

    def __init__(self, table: FileTable, head: CsvHead) -> None:
        self._table, self._skipped = table, head.skipped
        self._row_within = re.compile(_rows_within(head))
        self._open: DataError | None = None
        self._rows = self._breaks = 0  # the rows so far, and the line breaks within their values
        self._before: list[int] = []  # rows before each one that is left out
        self._breaks_left_out = [0]  # within these, up to each
        self._placed = 0

    def leave_out(self, number: int, text: str) -> None:
        """Count a row that the reader leaves out: which one it is as it counts, and its text."""
        self._before.append(number - self._skipped - 1 - len(self._before))
        self._breaks_left_out.append(self._breaks_left_out[-1] + text.count("\n"))
        if self._open is None and self._row_within.search(text):
            line = number + self._breaks + self._breaks_left_out[-2]
            self._open = self._never_closed(line, text)

    def of_rows(self, batch: Any) -> NDArray[np.int64]:
        """Return the line of each row of the next batch, of which all columns were read.

        Raises ``DataError`` for a value that holds what looks like a row.
        """
        rows = np.arange(self._rows, self._rows + batch.num_rows)
        inside = _breaks_in(batch)
        upto = self._breaks + np.cumsum(inside)  # up to the end of each row
        left_out = np.searchsorted(self._before, rows, side="right")
        lines = rows + self._skipped + 1 + left_out + upto - inside
        lines += np.array(self._breaks_left_out)[left_out]
        if inside.any():
            self._check_values(batch, lines)
        self._place_left_out(np.concatenate([[self._breaks], upto]))
        self._rows += batch.num_rows
        self._breaks = int(upto[-1]) if len(upto) else self._breaks
        return lines

    def end(self) -> None:
        """Give the last rows that are left out their lines.

        Raises ``DataError`` where one holds what looks like rows.
        """
        self._place_left_out(np.array([self._breaks]))
        if self._open is not None:
            raise self._open

    def _check_values(self, batch: Any, lines: NDArray[np.int64]) -> None:
        import pyarrow.compute as pc

        for column in filter(_has_breaks, batch.columns):
            found = pc.match_substring_regex(column, self._row_within.pattern)
            if pc.any(found).as_py():
                first = int(pc.index(found, value=True).as_py())
                raise self._never_closed(int(lines[first]), column[first].as_py())

    def _never_closed(self, line: int, value: str) -> DataError:
        many = value.rstrip("\n").count("\n") + 1
        return DataError(
            f"{self._table.name}, line {line:,}: expected rows, found a quotation mark whose value "
            f"goes on for {many:,} lines that look like rows; close the mark, or remove it."
        )

    def _place_left_out(self, breaks: NDArray[np.int64]) -> None:
        """Give rows that are left out their lines; ``breaks`` come before each row of a batch."""
        ragged = self._table.ragged
        while self._placed < len(ragged):
            within = self._before[self._placed] - self._rows
            if within >= len(breaks):
                return
            one = ragged[self._placed]
            moved = int(breaks[within]) + self._breaks_left_out[self._placed]
            ragged[self._placed] = one._replace(line=one.line + moved)
            self._placed += 1


def _rows_within(head: CsvHead) -> str:
    """Return a pattern of what looks like rows of a file that begins so."""
    width = len(head.columns)
    rows = [row for row in head.rows if len(row) == width]
    digits = (sum(any("0" <= sign <= "9" for sign in cell) for cell in column)
              for column in zip(*rows, strict=True))  # fmt: skip
    sign = rf"[^\{head.separator}\n]*"
    number = rf"[^\{head.separator}\n0-9]*[0-9]{sign}"
    cells = [number if many > _MOST * len(rows) else sign for many in digits] or [sign] * width
    row = r"\n" + rf"\{head.separator}".join(cells)
    return f"(?:{row}){{{math.ceil(_FEWEST_SEPARATORS / (width - 1))}}}"


def _breaks_in(batch: Any) -> NDArray[np.int64]:
    """Return how many line breaks the values of each row have."""
    import pyarrow.compute as pc

    found = np.zeros(batch.num_rows, np.int64)
    for column in filter(_has_breaks, batch.columns):
        found += pc.count_substring(column, "\n").to_numpy(zero_copy_only=False)
    return found


def _has_breaks(column: Any) -> bool:
    """Tell whether some text has a line break, perhaps one that the column is a part of."""
    texts = column.buffers()[-1]
    return texts is not None and bool((np.frombuffer(texts, np.uint8) == _LINE_FEED).any())
