"""Positions that stand in one cell, latitude and longitude together.

Well-known text and GeoJSON have the longitude first, a pair in brackets the latitude: each form has
its own order, so that neither is guessed from the numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dctaxi.data.cells.numbers import MISSING, Cell, Numbers, plain

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DEGREES = r"[+-]?\d{1,3}(?:\.\d*)?(?:[eE][+-]?\d{1,3})?"
_LATITUDE, _LONGITUDE = rf"(?P<latitude>{_DEGREES})", rf"(?P<longitude>{_DEGREES})"

_WKT = (
    r"(?i)^\s*(?:SRID\s*=\s*4326\s*;)?\s*POINT\s*(?:ZM|Z|M)?\s*"
    rf"\(\s*{_LONGITUDE}\s+{_LATITUDE}(?:\s+{_DEGREES}\d*){{0,2}}\s*\)\s*$"
)
"""``POINT (-87.62 41.88)``, as OGC 06-103r4 has it; with height or measure, and as PostGIS does."""

_GEOJSON = (
    r"""(?s)^\s*\{.*['"]coordinates['"]\s*:\s*"""
    rf"\[\s*{_LONGITUDE}\s*,\s*{_LATITUDE}(?:\s*,\s*{_DEGREES}\d*)?\s*\].*\}}\s*$"
)
"""A point of RFC 7946, with the quotes of JSON or of Python."""

_PAIR = rf"(?s)^(?:.*\n)?\s*\(\s*{_LATITUDE}\s*[,;]\s*{_LONGITUDE}\s*\)\s*$"
"""``(41.88, -87.62)``, as Socrata writes it, alone or below the lines of an address."""

_BARE = rf"^\s*{_LATITUDE}\s*[,;]\s*{_LONGITUDE}\s*$"

_EMPTY = r"(?i)^\s*(?:SRID\s*=\s*\d+\s*;)?\s*POINT\s*(?:ZM|Z|M)?\s*EMPTY\s*$"


class Positions(NamedTuple):
    """Positions ``[rows]`` in degrees, of the same kinds: both parts are numbers, or neither is."""

    latitude: Numbers
    longitude: Numbers

    @property
    def kinds(self) -> NDArray[np.uint8]:
        """What each cell is, of ``Cell``."""
        return self.latitude.kinds


def read_positions(column: Any) -> Positions:
    """Return the positions of a pyarrow array of texts; what is no text is no position."""
    import pyarrow as pa
    import pyarrow.compute as pc

    column = plain(column)
    missing = pc.is_null(column).to_numpy(zero_copy_only=False)
    if not pa.types.is_string(column.type):
        return _positions(np.full((len(column), 2), np.nan), missing)
    empty = pc.or_(
        pc.is_in(pc.utf8_lower(pc.utf8_trim_whitespace(column)), value_set=pa.array(MISSING)),
        pc.match_substring_regex(column, _EMPTY),
    )
    missing |= pc.fill_null(empty, fill_value=False).to_numpy(zero_copy_only=False)
    found = np.full((len(column), 2), np.nan)
    for form in (_WKT, _GEOJSON, _PAIR, _BARE):
        left = np.isnan(found[:, 0]) & ~missing
        if not left.any():
            break
        read = pc.extract_regex(column, form)
        for place, name in enumerate(("latitude", "longitude")):
            degrees = pc.cast(pc.struct_field(read, name), pa.float64())
            found[left, place] = degrees.to_numpy(zero_copy_only=False)[left]
    return _positions(found, missing)


def _positions(degrees: NDArray[np.float64], missing: NDArray[np.bool_]) -> Positions:
    kinds = np.where(np.isfinite(degrees).all(axis=1), Cell.NUMBER, Cell.TEXT).astype(np.uint8)
    kinds[missing] = Cell.MISSING
    latitude, longitude = np.where((kinds == Cell.NUMBER)[:, None], degrees, np.nan).T
    return Positions(Numbers(latitude, kinds), Numbers(longitude, kinds))
