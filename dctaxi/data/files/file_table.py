"""A file of trips as columns, whatever its kind: their names, and the rows in batches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from dctaxi.data.cells import Marks
from dctaxi.errors import DataError
from dctaxi.foreign_text import visible

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive rows of a file: ``columns`` are pyarrow arrays by name, ``lines`` ``[rows]`` the
    line of each as an editor counts, or its number from 1 where a file has no lines. ``marks`` says
    what commas and points stand for in the columns where that is not the usual.
    """

    columns: dict[str, Any]
    lines: NDArray[np.int64]
    marks: Mapping[str, Marks] = field(default_factory=dict)

    def marks_of(self, column: str) -> Marks:
        """Return what commas and points stand for in a column."""
        return self.marks.get(column, Marks.POINT)


class Ragged(NamedTuple):
    """A line of a CSV file that holds another number of ``values`` than the header names.

    ``text`` is the line itself where the table keeps it.
    """

    line: int
    values: int
    text: str


@dataclass(slots=True)
class FileTable:
    """A file that is open for reading: the names of its columns, and its rows in batches.

    ``separator`` stands between the values of a line, a comma where a file has no lines.
    ``ragged`` grows while a CSV file is read; what these lines say is kept if ``keep_ragged``.
    """

    name: str
    columns: tuple[str, ...]
    layout: str
    separator: str
    _batches: Any
    ragged: list[Ragged] = field(default_factory=list)
    keep_ragged: bool = False

    def batches(self, wanted: Sequence[str]) -> Iterator[Batch]:
        """Yield the rows of some columns. Raises ``DataError`` for a column that is not there."""
        for name in wanted:
            if name not in self.columns:
                near = ", ".join(repr(visible(one)) for one in self.columns[:12])
                raise DataError(
                    f"{self.name}: expected a column {visible(name)!r}, found {near}"
                    f"{' and more' if len(self.columns) > 12 else ''}; choose one of them."
                )
        yield from self._batches(self, tuple(dict.fromkeys(wanted)))
