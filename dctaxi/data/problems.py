"""What is wrong with the rows of a set: how many in which way, with examples.

An error is what cannot be: text in a number's place, a latitude of 95 degrees, the position 0/0. It
keeps its row from being used. A rule is what the data set chose (`rules.py`), and only warns.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from dctaxi.data.columns import Finding
from dctaxi.foreign_text import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from dctaxi.data.files import Ragged

MAX_EXAMPLES = 3
_SHOWN = 40


class Example(NamedTuple):
    """One row in question: its line in the file, and what stands there."""

    line: int
    found: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One way in which rows of a set are wrong, or break a rule.

    ``where`` is the file; ``column`` what the file or the rule calls the column; ``said`` goes
    before the count of rows: "no number in fare".
    """

    severity: Literal["error", "warning"]
    where: str
    column: str | None
    said: str
    rows: int
    examples: tuple[Example, ...]

    @property
    def sentence(self) -> str:
        """The problem in words, with its examples."""
        shown = ", ".join(
            f"line {one.line:,}" + (f": {one.found}" if one.found else "") for one in self.examples
        )
        more = ", …" if self.rows > len(self.examples) else ""
        count = f"{self.rows:,} row" + ("s" if self.rows != 1 else "")
        return f"{count} with {self.said} ({shown}{more})"

    def finding(self, of: int) -> Finding:
        """Return the problem as a finding about a file of so many rows."""
        first = self.examples[0].line if self.examples else None
        message = f"{self.where}: {self.sentence}, of {of:,} rows."
        return Finding(self.severity, self.where, first, self.column, message)


@dataclass(slots=True)
class Problems:
    """Counts problems while a file is read, batch by batch."""

    where: str
    _counts: dict[tuple[str, str | None, str], int] = field(default_factory=dict)
    _examples: dict[tuple[str, str | None, str], list[Example]] = field(default_factory=dict)
    _refuted: set[tuple[str | None, str]] = field(default_factory=set)

    def add(
        self,
        severity: Literal["error", "warning"],
        column: str | None,
        said: str,
        rows: NDArray[np.bool_],
        lines: NDArray[np.int64],
        found: Callable[[int], str],
    ) -> None:
        """Count the rows where ``rows`` is true; ``found`` says what stands in one of them."""
        count = int(np.count_nonzero(rows))
        if not count:
            return
        key = severity, column, said
        self._counts[key] = self._counts.get(key, 0) + count
        examples = self._examples.setdefault(key, [])
        for row in np.flatnonzero(rows)[: MAX_EXAMPLES - len(examples)]:
            examples.append(Example(int(lines[row]), shown(found(int(row)))))

    def refute(self, column: str | None, said: str) -> None:
        """Leave out what was or will be said of a column, since other rows show it to be none."""
        self._refuted.add((column, said))

    def add_ragged(self, ragged: Sequence[Ragged], expected: int) -> None:
        """Count lines that hold more or fewer values than the header names."""
        lines = np.array([one.line for one in ragged], np.int64)
        said = f"other than the {expected:,} values that the first line has"
        self.add("error", None, said, np.ones(len(lines), bool), lines,
                 lambda row: f"{ragged[row].values:,} values")  # fmt: skip

    def listed(self) -> tuple[Problem, ...]:
        """Return what was counted: errors first, then the most rows first."""
        found = [
            Problem(key[0], self.where, key[1], key[2], count, tuple(self._examples[key]))  # type: ignore[arg-type]
            for key, count in self._counts.items()
            if key[1:] not in self._refuted
        ]
        return tuple(sorted(found, key=lambda one: (one.severity != "error", -one.rows)))


def by_file(problems: Iterable[Problem]) -> tuple[str, ...]:
    """Return what is wrong with each file in one sentence a file, without a full stop."""
    files: dict[str, list[str]] = {}
    for one in problems:
        files.setdefault(one.where, []).append(one.sentence)
    return tuple(f"{where}: {', '.join(said)}" for where, said in files.items())


def shown(cell: Any) -> str:
    """Return a cell on one line and short enough for a sentence."""
    text = visible(str(cell)).strip()
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
