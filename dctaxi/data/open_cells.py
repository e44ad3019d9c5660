"""Warns of amounts that could be read in two ways, and says how they were.

``12.500`` is twelve and a half or twelve thousand and more; where another cell of its column says
that it was read rightly, be it far below, nothing is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dctaxi.data.cells import Marks, open_cells

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.data.files import Batch
    from dctaxi.data.problems import Problems

_NAMES = {".": "point", ",": "comma"}
_THOUSAND = 1_000


def say_open_cells(
    batch: Batch, column: str, values: NDArray[np.float64], marks: str, problems: Problems
) -> None:
    """Count the cells of a column that were read as ``values`` ``[rows]`` and leave open what one
    of ``marks`` stands for.
    """
    if batch.marks_of(column) is Marks.COMMA:  # so say other columns, or cells of its own
        marks = "."
    cells = batch.columns[column]
    for mark, found in zip(marks, open_cells(cells, marks), strict=True):
        said = f"a {_NAMES[mark]} and three digits in {column!r}, read as "
        decimals = f"{said}decimals; where they are thousands, write 12500 for 12{mark}500"
        thousands = f"{said}thousands; where they are decimals, write 12.5 for 12{mark}500"
        if found.decimals:
            problems.refute(column, decimals)
        if found.thousands:
            problems.refute(column, thousands)
        if found.open.any():
            large = np.abs(values[found.open]).max() >= _THOUSAND
            problems.add(
                "warning", column, thousands if large else decimals, found.open, batch.lines,
                lambda row: str(cells[row].as_py()),
            )  # fmt: skip
