"""Cells to numbers: what a column of a file holds, and what its other cells are."""

from __future__ import annotations

from enum import IntEnum
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

_GROUPED = r"^[+-]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.?\d*|\.\d+)$"
_DECIMAL_COMMA = r"^[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+),\d+$"
_APART = rf"^[+-]?\d{{1,3}}(?:(?:{_BLANK}|{_APOSTROPHE})\d{{3}})+(?:[.,]\d+)?$"
_DOTS_ALONE = r"^[+-]?\d{1,3}(?:\.\d{3}){2,}$"


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


def read_numbers(column: Any, *, decimal_comma: bool = False) -> Numbers:
    """Return the numbers of a pyarrow array of texts or of a Parquet file's own type.

    Blanks around a number, a currency, commas, blanks or apostrophes between thousands, a decimal
    comma, and amounts below zero in brackets are understood. ``1,234`` is a thousand and more, but
    where ``decimal_comma`` says otherwise or a value of the column that only has a decimal comma.
    A number is the double that is nearest to what is written.
    """
    import pyarrow as pa

    column = plain(column)
    if not pa.types.is_string(column.type):
        return _typed(column)
    try:
        return _classified(_doubles(column), column)
    except pa.ArrowInvalid:
        return _careful(column, decimal_comma=decimal_comma)


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


def _careful(column: Any, *, decimal_comma: bool) -> Numbers:
    """Read texts of which some are no plain numbers."""
    import pyarrow as pa
    import pyarrow.compute as pc

    def where(found: Any) -> NDArray[np.bool_]:
        mask: NDArray[np.bool_] = pc.fill_null(found, fill_value=False).to_numpy(
            zero_copy_only=False
        )
        return mask

    bare = pc.utf8_trim_whitespace(column)
    bare = pc.replace_substring_regex(bare, _ACCOUNTED, r"-\1")
    bare = pc.replace_substring_regex(bare, _UNIT_BEFORE, r"\1\2")
    bare = pc.replace_substring_regex(bare, _UNIT_BEHIND, r"\1")
    bare = pc.if_else(
        pc.match_substring_regex(bare, _APART),
        pc.replace_substring_regex(bare, rf"{_BLANK}|{_APOSTROPHE}", ""),
        bare,
    )
    comma = pc.match_substring_regex(bare, _DECIMAL_COMMA)
    grouped = pc.match_substring_regex(bare, _GROUPED)
    # 1,234 is both; a column in which only a decimal comma fits somewhere has decimal commas.
    if decimal_comma or where(pc.and_(comma, pc.invert(grouped))).any():
        whole = pc.replace_substring(bare, ".", "")  # 1.234,50
        dots = pc.match_substring_regex(bare, _DOTS_ALONE)  # 1.234.567
        bare = pc.if_else(comma, pc.replace_substring(whole, ",", "."), bare)
        bare = pc.if_else(dots, whole, bare)
    bare = pc.if_else(
        pc.match_substring_regex(bare, _GROUPED), pc.replace_substring(bare, ",", ""), bare
    )
    number = where(pc.match_substring_regex(bare, _NUMBER))
    values = _doubles(pc.if_else(pa.array(number), bare, pa.scalar(None, pa.string())))
    kinds = np.full(len(values), Cell.TEXT, np.uint8)
    kinds[number] = Cell.NUMBER
    kinds[number & np.isinf(values)] = Cell.INFINITE  # 1e999
    kinds[where(pc.match_substring_regex(bare, _INFINITE))] = Cell.INFINITE
    missing = pc.is_in(pc.utf8_lower(bare), value_set=pa.array(MISSING))
    kinds[where(missing) | where(pc.is_null(column))] = Cell.MISSING
    values[kinds != Cell.NUMBER] = np.nan
    return Numbers(values, kinds)
