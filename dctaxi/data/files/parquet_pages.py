"""The pages of a Parquet file by their headers: what each unpacks to, before it is unpacked.

A header is a structure of Thrift's compact protocol, which the reader that unpacks believes as
well; Arrow shows none of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_PAGES = 2**16
"""Of one column in one row group: 1,300 million rows in the usual pages of 20,000."""

_DICTIONARY, _DELTA_BYTE_ARRAY = 2, 7
_KIND, _SIZE, _PACKED, _DATA, _DATA_2 = 1, 2, 3, 5, 8
_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _STRUCT = 1, 2, 3, 4, 5, 6, 7, 8, 12
_DEEPEST = 4


class Page(NamedTuple):
    """A page: ``size`` is the bytes that it unpacks to, ``values`` how many values it has.

    ``prefixed`` texts begin as those before them.
    """

    dictionary: bool
    size: int
    values: int
    prefixed: bool


def pages_of(content: bytes, chunk: Any) -> Iterator[Page]:
    """Yield the pages of a column of a row group, as Arrow describes it.

    Raises ValueError for what is no header.
    """
    place = chunk.data_page_offset
    if chunk.has_dictionary_page and 0 < chunk.dictionary_page_offset < place:
        place = chunk.dictionary_page_offset
    end, left = place + chunk.total_compressed_size, chunk.num_values
    for _ in range(MAX_PAGES):
        if place >= end or left <= 0:
            return
        try:
            header, place = _structure(content, place)
            page = _page(header)
            packed = header[_PACKED]
        except (IndexError, KeyError, TypeError) as error:
            raise ValueError("no header of a page") from error
        if packed < 0 or page.size < 0:
            raise ValueError("a page of a negative size")
        left -= 0 if page.dictionary else page.values
        place += packed
        yield page
    raise ValueError("too many pages")


def _page(header: dict[int, Any]) -> Page:
    if header[_KIND] == _DICTIONARY:
        return Page(dictionary=True, size=header[_SIZE], values=0, prefixed=False)
    if _DATA in header:
        data, encoding = header[_DATA], 2
    elif _DATA_2 in header:
        data, encoding = header[_DATA_2], 4
    else:  # of an index, which holds no values
        return Page(dictionary=False, size=header[_SIZE], values=0, prefixed=False)
    prefixed = data[encoding] == _DELTA_BYTE_ARRAY
    return Page(dictionary=False, size=header[_SIZE], values=data[1], prefixed=prefixed)


def _structure(content: bytes, place: int, depth: int = 0) -> tuple[dict[int, Any], int]:
    """Return the fields of a structure by number, and where it ends."""
    if depth > _DEEPEST:
        raise ValueError("a header within a header")
    found: dict[int, Any] = {}
    field = 0
    while byte := content[place]:
        place += 1
        kind, step = byte & 15, byte >> 4
        if step:
            field += step
        else:
            field, place = _integer(content, place)
        if kind in (_TRUE, _FALSE):
            found[field] = kind == _TRUE
        elif kind == _BYTE:
            place += 1
        elif kind in (_I16, _I32, _I64):
            found[field], place = _integer(content, place)
        elif kind == _DOUBLE:
            place += 8
        elif kind == _BINARY:
            size, place = _varint(content, place)
            place += size
        elif kind == _STRUCT:
            found[field], place = _structure(content, place, depth + 1)
        else:
            raise ValueError("a list or a map, which no header has")
    return found, place + 1


def _integer(content: bytes, place: int) -> tuple[int, int]:
    value, place = _varint(content, place)
    return (value >> 1) ^ -(value & 1), place


def _varint(content: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while (byte := content[place]) & 128:
        value |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if shift > 63:
            raise ValueError("a number of too many digits")
    return value | byte << shift, place + 1
