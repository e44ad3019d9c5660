"""Timestamps as files have them: in which format, and what the network sees of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dctaxi.data.cells.numbers import plain, read_numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

FORMATS: dict[str, str] = {
    "%Y-%m-%d %H:%M:%S": "2016-01-31 17:45:00",
    "%Y-%m-%dT%H:%M:%S": "2016-01-31T17:45:00",
    "%Y-%m-%d %H:%M": "2016-01-31 17:45",
    "%Y-%m-%dT%H:%M": "2016-01-31T17:45",
    "%m/%d/%Y %H:%M": "01/31/2016 17:45",
    "%m/%d/%Y %H:%M:%S": "01/31/2016 17:45:00",
    "%m/%d/%Y %I:%M:%S %p": "01/31/2016 05:45:00 PM",
    "%m/%d/%Y %I:%M %p": "01/31/2016 05:45 PM",
    "%d/%m/%Y %H:%M": "31/01/2016 17:45",
    "%d/%m/%Y %H:%M:%S": "31/01/2016 17:45:00",
    "%d/%m/%Y %I:%M:%S %p": "31/01/2016 05:45:00 PM",
    "%d/%m/%Y %I:%M %p": "31/01/2016 05:45 PM",
    "%d.%m.%Y %H:%M": "31.01.2016 17:45",
    "%d.%m.%Y %H:%M:%S": "31.01.2016 17:45:00",
    "%Y/%m/%d %H:%M:%S": "2016/01/31 17:45:00",
    "%Y/%m/%d %H:%M": "2016/01/31 17:45",
    "%Y/%m/%d %I:%M:%S %p": "2016/01/31 05:45:00 PM",
    "%Y/%m/%d %I:%M %p": "2016/01/31 05:45 PM",
    "%d-%m-%Y %H:%M": "31-01-2016 17:45",
    "%d-%m-%Y %H:%M:%S": "31-01-2016 17:45:00",
    "%m/%d/%y %H:%M": "01/31/16 17:45",
    "%m/%d/%y %I:%M %p": "01/31/16 05:45 PM",
    "%Y-%m-%d %I:%M:%S %p": "2016-01-31 05:45:00 PM",
    "%Y-%m-%d %I:%M %p": "2016-01-31 05:45 PM",
    "%m/%d/%y %H:%M:%S": "01/31/16 17:45:00",
    "%m/%d/%y %I:%M:%S %p": "01/31/16 05:45:00 PM",
    "%d/%m/%y %H:%M": "31/01/16 17:45",
    "%d/%m/%y %H:%M:%S": "31/01/16 17:45:00",
    "%d.%m.%y %H:%M": "31.01.16 17:45",
    "%d.%m.%y %H:%M:%S": "31.01.16 17:45:00",
    "%m-%d-%Y %H:%M:%S": "01-31-2016 17:45:00",
    "%m-%d-%Y %H:%M": "01-31-2016 17:45",
    "%d-%b-%Y %H:%M:%S": "31-Jan-2016 17:45:00",
    "%d-%b-%Y %H:%M": "31-Jan-2016 17:45",
    "%d-%b-%y %H:%M": "31-Jan-16 17:45",
    "%d %b %Y %H:%M:%S": "31 Jan 2016 17:45:00",
    "%d %b %Y %H:%M": "31 Jan 2016 17:45",
    "%b %d, %Y %I:%M %p": "Jan 31, 2016 05:45 PM",
    "%b %d, %Y %I:%M:%S %p": "Jan 31, 2016 05:45:00 PM",
    "%b %d, %Y %H:%M": "Jan 31, 2016 17:45",
    "%b %d, %Y %H:%M:%S": "Jan 31, 2016 17:45:00",
    "%Y%m%d %H:%M:%S": "20160131 17:45:00",
    "%Y%m%d%H%M%S": "20160131174500",
    "%Y%m%d%H%M": "201601311745",
    "%y%m%d%H%M": "1601311745",
    "%Y-%m-%d %H": "2016-01-31 17 (the hour)",
    "%m/%d/%Y %H": "01/31/2016 17 (the hour)",
    "%d/%m/%Y %H": "31/01/2016 17 (the hour)",
    "%d.%m.%Y %H": "31.01.2016 17 (the hour)",
    "%Y%m%d %H": "20160131 17 (the hour)",
    "%Y-%m-%d": "2016-01-31",
    "%m/%d/%Y": "01/31/2016",
    "%d/%m/%Y": "31/01/2016",
    "%d.%m.%Y": "31.01.2016",
    "%Y/%m/%d": "2016/01/31",
    "%Y%m%d": "20160131",
    "seconds": "1454262300 (seconds since 1970)",
    "milliseconds": "1454262300000 (milliseconds since 1970)",
    "microseconds": "1454262300000000 (microseconds since 1970)",
    "nanoseconds": "1454262300000000000 (nanoseconds since 1970)",
}
"""Formats, as strptime has them, and an example of each. With slashes the American order is tried
first: it is what the open data of New York, Chicago and Washington have."""

_PLAIN = {"%Y-%m-%d %H:%M:%S": " ", "%Y-%m-%dT%H:%M:%S": "T"}
_PLAIN_LENGTH = 19

_EPOCHS = {"seconds": 1, "milliseconds": 10**3, "microseconds": 10**6, "nanoseconds": 10**9}
_EARLIEST, _LATEST = 10**8, 2**33
"""Seconds since 1970, in 1973 and 2242: beyond, numbers are something else."""

_FRACTION_AND_ZONE = (
    r"(:\d\d)(?:\.\d+)?(\s*[AaPp][Mm])?"
    r"\s*(?:Z|[A-Z]{2,4}T|UTC|[+-]\d\d(?::?\d\d)?)?(?:\[[\w/+-]+\])?$"
)
_UNUSUAL = r"^[A-Za-z]{3,9}\.?,? |,|[AaPp]\. ?[Mm]|[\x{a0}\x{202f}]"
_COMMON = (
    (r"[\x{a0}\x{202f}]", " "),
    (r"(?i)^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? +", ""),
    (r"([AaPp])\. ?([Mm])\.?", r"\1\2"),
    (r"^([A-Za-z]{3} +\d{1,2}) (\d\d:\d\d:\d\d)(?: [A-Z]{3,4})? (\d{4})$", r"\1 \3 \2"),
    (r", *", " "),
)
"""What is written in several ways, and the way that formats know: narrow blanks before AM and PM,
the day of the week first, ``a.m.``, the year behind the time of day as in ``ctime``, commas."""
_DAY_APART = r"^(?P<a>\w+)[-/. ]+(?P<b>\w+)[-/., ]+(?P<c>\d+)"
_DAY_TOGETHER = r"^(?P<a>\d{4})(?P<b>\d\d)(?P<c>\d\d)"
_SHORT_DAY_TOGETHER = r"^(?P<a>\d\d)(?P<b>\d\d)(?P<c>\d\d)"
COMPACT = {14: "%Y%m%d%H%M%S", 12: "%Y%m%d%H%M", 10: "%y%m%d%H%M", 8: "%Y%m%d"}
"""Formats that are written as one number, by its digits."""


class Times(NamedTuple):
    """Local times, each ``[rows]`` float64, NaN where ``valid`` is False.

    ``seconds`` since 1970 as the file's clock has them; ``parts`` are year, month, day of the week
    from 1 (Sunday) to 7, and hour.
    """

    valid: NDArray[np.bool_]
    seconds: NDArray[np.float64]
    parts: tuple[NDArray[np.float64], ...]


def read_times(column: Any, time_format: str | None, clock: Any = None) -> Times:
    """Return the times of a pyarrow array: of texts in a format, of timestamps, or of numbers.

    Where the time of day stands apart, ``clock`` has it, and ``time_format`` is that of both with a
    blank between them. Fractions of seconds are dropped; a time zone is not applied, since a fare
    follows the clock on the wall.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    column = plain(column)
    if clock is not None:
        texts = [
            pc.utf8_trim_whitespace(pc.cast(one, pa.string())) for one in (column, plain(clock))
        ]
        column = pc.binary_join_element_wise(*texts, " ")
    if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
        if pa.types.is_timestamp(column.type) and column.type.tz is not None:
            column = pc.local_timestamp(column)
        return _parts(pc.cast(column, pa.timestamp("s"), safe=False))
    if time_format in COMPACT.values() and pa.types.is_integer(column.type):
        column = pc.cast(column, pa.string())
    if time_format == COMPACT[10]:
        column = pc.utf8_lpad(column, 10, "0")
    if time_format in _EPOCHS or not pa.types.is_string(column.type):
        return _parts(_from_numbers(column, _EPOCHS.get(time_format or "", 1)))
    plainly = _plainly(column, time_format)
    if plainly is not None:
        return _parts(plainly)
    coded = pc.dictionary_encode(column)
    found = _parts(_parsed(coded.dictionary, time_format or next(iter(FORMATS))))
    if not len(coded.dictionary):
        empty = np.full(len(column), np.nan)
        return Times(np.zeros(len(column), bool), empty, (empty,) * 4)
    place = pc.fill_null(coded.indices, 0).to_numpy(zero_copy_only=False)
    valid = found.valid[place] & pc.is_valid(column).to_numpy(zero_copy_only=False)
    blank = np.where(valid, 0.0, np.nan)
    return Times(
        valid,
        found.seconds[place] + blank,
        tuple(part[place] + blank for part in found.parts),
    )


def time_format_of(texts: list[str]) -> str | None:
    """Return the first format that most of some texts have, None where none has nine in ten."""
    import pyarrow as pa

    present = [text for text in texts if text.strip()]
    if not present:
        return None
    column = pa.array(present, pa.string())
    best, share = None, 0.0
    for name in FORMATS:
        read = float(read_times(column, name).valid.mean())
        if read > share:
            best, share = name, read
        if share == 1.0:
            break
    return best if share >= 0.9 else None


def other_order(time_format: str) -> str | None:
    """Return the format with days and months exchanged, None where no file is written so."""
    exchanged = time_format.translate(str.maketrans("md", "dm"))
    return exchanged if exchanged != time_format and exchanged in FORMATS else None


def has_hours(time_format: str) -> bool:
    """Tell whether times of a format say more than the day."""
    return time_format in _EPOCHS or "%H" in time_format or "%I" in time_format


def number_format_of(texts: list[str]) -> str | None:
    """Return what numbers say of times: since 1970 in some unit, or year, month and day in a row;
    None where they are no such numbers.
    """
    counts = [text.strip().removesuffix(".0") for text in texts]
    counts = [text for text in counts if re.fullmatch(r"\d+(?:\.\d+)?", text)]
    if not counts:
        return None
    whole = [text.zfill(10) if len(text) == 9 else text for text in counts if text.isdecimal()]
    whole = whole or [""]
    compact = COMPACT.get(len(whole[0]))
    if compact is not None and time_format_of(whole) == compact:  # milliseconds of 1976 as well
        return compact
    middle = float(np.median([float(text) for text in counts]))
    for name, per_second in _EPOCHS.items():
        if _EARLIEST < middle / per_second < _LATEST:
            return name
    return None


def _from_numbers(column: Any, per_second: int) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    values = read_numbers(column).values / per_second
    inside = np.abs(values) < _LATEST
    if per_second == 1:
        inside &= values > _EARLIEST
    whole = np.where(inside, values, 0).astype(np.int64)
    return pc.cast(pa.array(whole, mask=~inside), pa.timestamp("s"))


def _plainly(column: Any, time_format: str | None) -> Any:
    """Return the timestamps of texts that are all of the commonest formats, letter by letter, which
    Arrow reads several times as fast; None for others.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    between = _PLAIN.get(time_format or "")
    if between is None or not len(column):
        return None
    if not pc.all(pc.equal(pc.binary_length(column), _PLAIN_LENGTH)).as_py():
        return None
    if not pc.all(pc.equal(pc.utf8_slice_codeunits(column, 10, 11), between)).as_py():
        return None
    try:
        return pc.cast(column, pa.timestamp("s"))
    except pa.ArrowInvalid:
        return None


def _parsed(texts: Any, time_format: str) -> Any:
    """Return timestamps of distinct texts, null where one is not of the format."""
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = pc.utf8_trim_whitespace(texts)
    if pc.any(pc.match_substring_regex(texts, _UNUSUAL)).as_py():
        for pattern, common in _COMMON:
            texts = pc.replace_substring_regex(texts, pattern, common)
    texts = pc.replace_substring_regex(texts, _FRACTION_AND_ZONE, r"\1\2")
    known = time_format.replace(",", "")
    read = pc.strptime(texts, format=known, unit="s", error_is_null=True)
    # The C library reads the 30th of February as a day of March, and 16 as the year 16.
    order = re.findall(r"%([Yymbd])", time_format)
    together = {"%Y%m": _DAY_TOGETHER, "%y%m": _SHORT_DAY_TOGETHER}
    apart = together.get(time_format[:4], _DAY_APART)
    numbers = pc.extract_regex(texts, apart)
    year = next(place for place, one in enumerate(order) if one in "Yy")
    day = pc.struct_field(numbers, "abc"[order.index("d")])
    day = pc.if_else(pc.match_substring_regex(day, r"^\d+$"), day, pa.scalar(None, pa.string()))
    same = pc.and_(
        pc.equal(pc.cast(day, pa.int64()), pc.day(read)),
        pc.equal(
            pc.utf8_length(pc.struct_field(numbers, "abc"[year])), 4 if order[year] == "Y" else 2
        ),
    )
    return pc.if_else(pc.fill_null(same, False), read, pa.scalar(None, read.type))  # noqa: FBT003


def _parts(times: Any) -> Times:
    import pyarrow as pa
    import pyarrow.compute as pc

    def numbers(column: Any) -> NDArray[np.float64]:
        cast = pc.cast(column, pa.float64())
        values: NDArray[np.float64] = cast.to_numpy(zero_copy_only=False)
        return values

    return Times(
        pc.is_valid(times).to_numpy(zero_copy_only=False),
        numbers(pc.cast(times, pa.int64())),
        (
            numbers(pc.year(times)),
            numbers(pc.month(times)),
            numbers(pc.day_of_week(times, count_from_zero=False, week_start=7)),
            numbers(pc.hour(times)),
        ),
    )
