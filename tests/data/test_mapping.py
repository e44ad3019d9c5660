import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.data.columns import COLUMNS
from dctaxi.data.mapping import CHAPTER_MAPPING, ColumnMapping, mapping_from_json
from dctaxi.errors import DataError

NAMES = ["fare", "a", "b", "c", "d"]
names = st.text(min_size=1, max_size=8)


def mapping(**more):
    return ColumnMapping(*NAMES, **more)


def test_the_chapters_mapping_gives_the_chapters_columns():
    assert CHAPTER_MAPPING.names == CHAPTER_MAPPING.columns == COLUMNS


def test_a_timestamp_becomes_four_features_and_parts_those_that_are_there():
    assert mapping(time="t").columns == COLUMNS
    assert mapping(hour="h").columns == (*COLUMNS[:5], "hour_integer")
    assert mapping().columns == COLUMNS[:5]
    assert mapping(extras=("people", "fare_amount")).columns[5:] == ("people", "fare_amount")


@given(st.lists(names, min_size=5, max_size=14, unique=True), st.booleans())
def test_mappings_survive_json(columns, parts):
    more = {"hour": "the hour itself", "first_day": 0, "unseen": ("hour",)} if parts else {}
    made = ColumnMapping(*columns[:5], **more, extras=tuple(columns[5:]))
    assert mapping_from_json(json.loads(json.dumps(made.to_json()))) == made


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"time": "t", "hour": "h"}, "both"),
        ({"extras": ("fare",)}, "'fare' twice"),
        ({"first_day": 2}, "0 to 6 or 1 to 7"),
        ({"extras": tuple(map(str, range(28)))}, "at most 32 features"),
        ({"time": ""}, "the name of a column"),
        ({"time_of_day": "t"}, "a column of days"),
        ({"unseen": ("fare",)}, "Kept from the network"),
    ],
)
def test_refuses_what_cannot_be(more, words):
    with pytest.raises(DataError, match=words):
        mapping(**more)


def test_what_the_network_does_not_see_is_read_all_the_same():
    hidden = mapping(time="t", unseen=("year", "origin_latitude", "year"))
    assert hidden.columns == COLUMNS
    assert hidden.unseen_columns == (COLUMNS[1], COLUMNS[5])
    assert mapping(unseen=("hour",)).unseen_columns == ()


def test_32_features_with_the_distance_are_the_most():
    assert len(mapping(extras=tuple(map(str, range(27)))).columns) == 32


@pytest.mark.parametrize("obj", [[], {"fare": 5}, {"fare": "f", "colour": "c"}, None])
def test_refuses_json_that_is_no_mapping(obj):
    with pytest.raises(DataError, match="mapping"):
        mapping_from_json(obj)
