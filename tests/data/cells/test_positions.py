import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.data.cells import Cell, read_positions

FORMS = (
    "POINT ({lon} {lat})", "point({lon} {lat})", " Point ( {lon}  {lat} ) ",
    "POINT Z ({lon} {lat} 12.5)", "POINTZ({lon} {lat} 1200)", "POINT ZM ({lon} {lat} 0 1)",
    "SRID=4326;POINT({lon} {lat})",
    '{{"type": "Point", "coordinates": [{lon}, {lat}]}}',
    "{{'coordinates': [{lon}, {lat}, 3], 'type': 'Point'}}",
    "({lat}, {lon})", "{lat},{lon}", "({lat}; {lon})", "12 Main St\nChicago, IL\n({lat}, {lon})",
)  # fmt: skip
LATITUDES = st.floats(-90, 90).map(lambda degrees: round(degrees, 6))
LONGITUDES = st.floats(-180, 180).map(lambda degrees: round(degrees, 6))


@given(st.sampled_from(FORMS), st.lists(st.tuples(LATITUDES, LONGITUDES), min_size=1, max_size=4))
def test_every_form_gives_back_the_place_each_in_its_own_order(form, places):
    read = read_positions(pa.array([form.format(lat=lat, lon=lon) for lat, lon in places]))
    assert list(zip(read.latitude.values, read.longitude.values, strict=True)) == places
    assert not read.kinds.any()


def test_forms_may_stand_in_one_column():
    read = read_positions(pa.array([form.format(lat=41.88, lon=-87.62) for form in FORMS]))
    assert set(read.latitude.values) == {41.88}
    assert set(read.longitude.values) == {-87.62}


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        (None, Cell.MISSING), ("", Cell.MISSING), (" NULL ", Cell.MISSING),
        ("POINT EMPTY", Cell.MISSING), ("point z empty", Cell.MISSING),
        ("41.88 -87.62", Cell.TEXT), ("41.88", Cell.TEXT), ("here", Cell.TEXT),
        ("POINT (-87.62)", Cell.TEXT), ("LINESTRING (-87 41, -88 42)", Cell.TEXT),
        ("SRID=3857;POINT(-9754000 5143000)", Cell.TEXT), ("[-87.62, 41.88]", Cell.TEXT),
        ('{"type": "LineString", "coordinates": [[-87, 41], [-88, 42]]}', Cell.TEXT),
        ("(41.88, -87.62", Cell.TEXT), ("(1e999, 0)", Cell.TEXT), ("(nan, nan)", Cell.TEXT),
    ],
)  # fmt: skip
def test_what_is_no_position_is_none(cell, kind):
    read = read_positions(pa.array([cell, "(41.88, -87.62)"]))
    assert read.kinds.tolist() == [kind, Cell.NUMBER]
    assert np.isnan([read.latitude.values[0], read.longitude.values[0]]).all()


@given(st.lists(st.none() | st.text(max_size=30), max_size=5))
def test_any_text_is_a_whole_position_or_none(cells):
    read = read_positions(pa.array(cells, pa.string()))
    assert np.array_equal(read.kinds == Cell.NUMBER, np.isfinite(read.latitude.values))
    assert np.array_equal(read.kinds == Cell.NUMBER, np.isfinite(read.longitude.values))


def test_what_is_no_text_is_no_position():
    read = read_positions(pa.array([41.88, None]))
    assert read.kinds.tolist() == [Cell.TEXT, Cell.MISSING]
