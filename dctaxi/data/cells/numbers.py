"""Cells to numbers: what a column of a file holds, and what its other cells are."""

from __future__ import annotations

from enum import Enum, IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NUMBER = r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$"
_INFINITE = r"(?i)^[+-]?inf(?:inity)?$"
MISSING = ("", "null", "none", "na", "n/a", "<na>", "nan", "nat", "\\n", "-", "?")
CURRENCIES = (
    "USD", "EUR", "GBP", "CHF", "JPY", "CNY", "CAD", "AUD", "NZD", "SEK", "NOK", "DKK", "PLN",
    "CZK", "HUF", "RON", "TRY", "BRL", "MXN", "ARS", "CLP", "COP", "PEN", "INR", "KRW", "SGD",
    "HKD", "ZAR", "ILS", "AED", "THB", "IDR", "MYR", "PHP", "UAH",
)  # fmt: skip
_UNIT = rf"(?:(?:[A-Z]{{1,3}})?\p{{Sc}}|{'|'.join(CURRENCIES)})"
_BLANK = r"[\s\x{a0}\x{202f}]"
_APOSTROPHE = r"['\x{2019}]"
_UNIT_BEFORE = rf"^([+-]?){_UNIT}{_BLANK}*([+-]?[\d.,])"
_UNIT_BEHIND = rf"([\d.,]){_BLANK}*{_UNIT}$"
_ACCOUNTED = r"^\(([^()]*\d)\)$"
"""How accountants write an amount below zero."""

_GROUPED = r"^[+-]?(?:[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?|\d+\.?\d*|\.\d+)$"
_DECIMAL_COMMA = r"^[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+),\d+$"
_APART = rf"^[+-]?\d{{1,3}}(?:(?:{_BLANK}|{_APOSTROPHE})\d{{3}})+(?:[.,]\d+)?$"
_POINTS = r"^[+-]?[1-9]\d{0,2}(?:\.\d{3})+$"
_POINTS_ALONE = r"^[+-]?[1-9]\d{0,2}(?:\.\d{3}){2,}$"
_DECIMAL_POINT = r"^[+-]?(?:\d*|\d{1,3}(?:,\d{3})+)\.\d+$"
_OTHER_MARK = str.maketrans(".,", ",.")
_LOOKED_AT = 1_000
"""So many cells are asked first, since most columns have nothing to tell."""


class Marks(Enum):
    """What a comma and a point stand for where digits alone leave it open: ``1,234``, ``1.234``.

    ``POINT``: commas part thousands, a point begins the decimals. ``COMMA``: the other way round.
    ``EITHER``: both begin decimals, as in a file separated by semicolons that says no more.
    ``DEGREES``: both do whatever other cells say, since no degrees have thousands.
    """

    POINT = "point"
    EITHER = "either"
    COMMA = "comma"
    DEGREES = "degrees"


class Cell(IntEnum):
    """What a cell is."""

    NUMBER = 0
    MISSING = 1
    TEXT = 2
    INFINITE = 3


class Numbers(NamedTuple):
    """A column ``[rows]``: its numbers, NaN where ``kinds`` (of ``Cell``) is not ``NUMBER``."""

    values: NDArray[np.float64]
    kinds: NDArray[np.uint8]


def read_numbers(column: Any, marks: Marks = Marks.POINT) -> Numbers:
    """Return the numbers of a pyarrow array of texts or of a Parquet file's own type.

    Blanks around a number, a currency, commas, blanks or apostrophes between thousands, a decimal
    comma, and amounts below zero in brackets are understood. What ``1,234`` and ``1.234`` are, says
    ``marks``, or a value of the column that only has a decimal comma. A number is the double that
    is nearest to what is written.
    """
    import pyarrow as pa

    column = plain(column)
    if not pa.types.is_string(column.type):
        return _typed(column)
    try:
        if marks is not Marks.COMMA:
            return _classified(_doubles(column), column)
    except pa.ArrowInvalid:
        pass
    return _careful(column, marks)


class MarksIn(NamedTuple):
    """Which of some texts are numbers with a decimal ``comma``, such with a ``point``, and such in
    which a point is ``open``, before three digits.
    """

    comma: NDArray[np.bool_]
    point: NDArray[np.bool_]
    open: NDArray[np.bool_]


def marks_in(texts: list[str]) -> MarksIn:
    """Return what texts say of the commas and points in numbers."""
    import pyarrow as pa

    bare = _bare(pa.array(texts, pa.string()))
    point, open_ = _matches(bare, _DECIMAL_POINT), _matches(bare, _POINTS)
    return MarksIn(_with_decimal_comma(bare), point & ~open_, open_)


class OpenCells(NamedTuple):
    """Which cells of a column are like ``12.500``, with a point or another mark, and whether others
    show that the mark begins ``decimals`` or parts ``thousands``.
    """

    open: NDArray[np.bool_]
    decimals: bool
    thousands: bool


def open_cells(column: Any, marks: str) -> tuple[OpenCells, ...]:
    """Tell of each of some marks which cells of a batch leave it open, and what the others say.

    Where any say it, none leaves it open; where the first do, no others are looked at.
    """
    import pyarrow as pa

    column = plain(column)
    nothing = np.zeros(len(column), bool)
    if not pa.types.is_string(column.type):
        return (OpenCells(nothing, decimals=False, thousands=False),) * len(marks)
    first = _open_cells(column.slice(0, _LOOKED_AT), marks)
    if all(one.decimals or one.thousands for one in first):
        return tuple(one._replace(open=nothing) for one in first)
    return _open_cells(column, marks)


def _open_cells(column: Any, marks: str) -> tuple[OpenCells, ...]:
    import pyarrow as pa

    marked = _matches(column, r"[.,]")
    bare = _bare(column.filter(pa.array(marked)))
    open_ = {one: _matches(bare, rf"^[+-]?[1-9]\d{{0,2}}\{one}\d{{3}}$") for one in ".,"}
    telling = bare.filter(pa.array(~open_["."] & ~open_[","]))
    found = []
    for mark, other in zip(marks, marks.translate(_OTHER_MARK), strict=True):
        decimals = rf"^[+-]?[\d{other}]*\{mark}\d*$"
        thousands = rf"^[+-]?(?:[\d{mark}]*\{other}\d*|\d{{1,3}}(?:\{mark}\d{{3}}){{2,}})$"
        said = [bool(_matches(telling, pattern).any()) for pattern in (decimals, thousands)]
        where = np.zeros(len(column), bool)
        where[marked] = open_[mark] & (not any(said))
        found.append(OpenCells(where, *said))
    return tuple(found)


def plain(column: Any) -> Any:
    """Return a pyarrow array with texts as plain strings, however a file or a frame keeps them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_large_string(column.type) or pa.types.is_string_view(column.type):
        column = pc.cast(column, pa.string())
    return column


def _typed(column: Any) -> Numbers:
    """Read what is no text; a kind that is no number, such as a list, counts as text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return _classified(_doubles(column), column)
    missing = pc.is_null(column).to_numpy(zero_copy_only=False)
    kinds = np.where(missing, Cell.MISSING, Cell.TEXT).astype(np.uint8)
    return Numbers(np.full(len(column), np.nan), kinds)


def _doubles(column: Any) -> NDArray[np.float64]:
    import pyarrow as pa
    import pyarrow.compute as pc

    # Null is no number and becomes NaN.
    values = pc.cast(column, pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    return np.array(values, dtype=np.float64)


def _classified(values: NDArray[np.float64], column: Any) -> Numbers:
    import pyarrow.compute as pc

    kinds = np.zeros(len(values), np.uint8)
    if not np.isfinite(values).all():
        kinds[np.isnan(values)] = Cell.MISSING
        kinds[np.isinf(values)] = Cell.INFINITE
        kinds[pc.is_null(column).to_numpy(zero_copy_only=False)] = Cell.MISSING
        values[kinds != Cell.NUMBER] = np.nan
    return Numbers(values, kinds)


def _bare(column: Any) -> Any:
    """Return texts without blanks and currencies around numbers, or blanks between thousands."""
    import pyarrow.compute as pc

    bare = pc.utf8_trim_whitespace(column)
    bare = pc.replace_substring_regex(bare, _ACCOUNTED, r"-\1")
    bare = pc.replace_substring_regex(bare, _UNIT_BEFORE, r"\1\2")
    bare = pc.replace_substring_regex(bare, _UNIT_BEHIND, r"\1")
    return pc.if_else(
        pc.match_substring_regex(bare, _APART),
        pc.replace_substring_regex(bare, rf"{_BLANK}|{_APOSTROPHE}", ""),
        bare,
    )


def _matches(texts: Any, pattern: str) -> NDArray[np.bool_]:
    import pyarrow.compute as pc

    found = pc.fill_null(pc.match_substring_regex(texts, pattern), fill_value=False)
    mask: NDArray[np.bool_] = found.to_numpy(zero_copy_only=False)
    return mask


def _with_decimal_comma(bare: Any) -> NDArray[np.bool_]:
    """Tell which texts are numbers only where commas are decimal: 12,5, 1.234,50, 1.234.567."""
    comma = _matches(bare, _DECIMAL_COMMA) & ~_matches(bare, _GROUPED)
    return comma | _matches(bare, _POINTS_ALONE)


def _careful(column: Any, marks: Marks) -> Numbers:
    """Read texts of which some are no plain numbers."""
    import pyarrow as pa
    import pyarrow.compute as pc

    bare = _bare(column)
    # A column in which only a decimal comma fits somewhere has decimal commas.
    if marks is not Marks.DEGREES and _with_decimal_comma(bare).any():
        marks = Marks.COMMA
    if marks is not Marks.POINT:
        whole = pc.replace_substring(bare, ".", "")  # 1.234,50
        points = pc.match_substring_regex(bare, _POINTS)  # 1.234
        comma = pc.match_substring_regex(bare, _DECIMAL_COMMA)
        bare = pc.if_else(comma, pc.replace_substring(whole, ",", "."), bare)
        if marks is Marks.COMMA:
            bare = pc.if_else(points, whole, bare)
    bare = pc.if_else(
        pc.match_substring_regex(bare, _GROUPED), pc.replace_substring(bare, ",", ""), bare
    )
    number = _matches(bare, _NUMBER)
    values = _doubles(pc.if_else(pa.array(number), bare, pa.scalar(None, pa.string())))
    kinds = np.full(len(values), Cell.TEXT, np.uint8)
    kinds[number] = Cell.NUMBER
    kinds[number & np.isinf(values)] = Cell.INFINITE  # 1e999
    kinds[_matches(bare, _INFINITE)] = Cell.INFINITE
    missing = pc.is_in(pc.utf8_lower(bare), value_set=pa.array(MISSING))
    kinds[
        missing.to_numpy(zero_copy_only=False) | pc.is_null(column).to_numpy(zero_copy_only=False)
    ] = Cell.MISSING
    values[kinds != Cell.NUMBER] = np.nan
    return Numbers(values, kinds)
