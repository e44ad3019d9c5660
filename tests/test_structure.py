"""The structure of documents, held against records; every complaint in words."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.errors import DataError
from dctaxi.structure import fields_of, kind_and_fields, shown_key


@dataclass(frozen=True)
class Trip:
    fare: float
    way: tuple[int, ...] = ()
    tags: Mapping[str, Any] = field(default_factory=dict)
    shared: bool = False


@dataclass(frozen=True)
class Walk:
    steps: int


TYPES = {"tags": dict[str, Any], "shared": bool, "way": list[str]}
KINDS: dict[str, type] = {"trip": Trip, "walk": Walk}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def read(document: object, path: str = "") -> dict[str, Any]:
    return fields_of(document, Trip, DataError, path=path, noun="trip", version=2, types=TYPES)


def test_gives_what_is_there_and_leaves_the_rest_to_the_record() -> None:
    assert read({"version": 2, "fare": "any", "way": ["a"]}) == {"fare": "any", "way": ["a"]}
    assert fields_of({"fare": 3}, Trip, DataError) == {"fare": 3}
    assert kind_and_fields({"is": "walk", "steps": 3}, KINDS, DataError, tag="is") == (
        "walk",
        {"steps": 3},
    )


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (None, "trip: expected a JSON object, got None."),
        ([1], "trip: expected a JSON object, got [1]."),
        ({}, "version: expected this key, but it is missing; add it."),
        ({"version": "2"}, "version: expected 2, got '2'; read it with the release that wrote it."),
        ({"version": True}, "version: expected 2, got True; read it with the release that wrote "
         "it."),
        ({"version": 1}, "version: expected 2, got 1; read it with the release that wrote it."),
        ({"version": 2}, "fare: expected this key, but it is missing; add it."),
        ({"fare": 1, "version": 2, "tags": []}, "tags: expected a JSON object, got []."),
        ({"fare": 1, "version": 2, "shared": 1}, "shared: expected true or false, got 1."),
        ({"fare": 1, "version": 2, "way": {}}, "way: expected a list, got {}."),
        ({"fare": 1, "version": 2, "way": ["a", 7]}, "way[1]: expected text, got 7."),
    ],
)  # fmt: skip
def test_says_what_was_expected_what_came_and_what_to_do(document: object, sentence: str) -> None:
    with pytest.raises(DataError) as caught:
        read(document)
    assert str(caught.value) == sentence
    assert not caught.value.newer


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ({"version": 3, "unheard": "of"}, "version: expected 2, got 3; a newer release wrote it: "
         "update this one, or read it there."),
        ({"version": 2, "fare": 1, "toll": 2}, "toll: expected only version, fare, way, tags, "
         "shared; remove this key, or read it with the newer release that wrote it."),
        ({"version": 2, "fare": 1, "a`b\n": 2}, "'a`b\\n': expected only version, fare, way, tags, "
         "shared; remove this key, or read it with the newer release that wrote it."),
    ],
)  # fmt: skip
def test_says_what_may_come_from_a_newer_release(document: object, sentence: str) -> None:
    with pytest.raises(DataError) as caught:
        read(document)
    assert str(caught.value) == sentence
    assert caught.value.newer


@pytest.mark.parametrize(
    ("document", "sentence", "newer"),
    [
        ({}, "here.is: expected trip or walk, but it is missing; add it.", False),
        ({"is": "swim"}, "here.is: expected trip or walk, got 'swim'; choose one.", True),
        ({"is": ["trip"]}, "here.is: expected trip or walk, got ['trip']; choose one.", True),
        ({"is": "walk"}, "here.steps: expected this key, but it is missing; add it.", False),
        ({"is": "walk", "steps": 1, "fare": 2}, "here.fare: expected only is, steps; remove this "
         "key, or read it with the newer release that wrote it.", True),
    ],
)  # fmt: skip
def test_names_the_kind_by_its_path(document: object, sentence: str, newer: bool) -> None:
    with pytest.raises(DataError) as caught:
        kind_and_fields(document, KINDS, DataError, tag="is", path="here")
    assert str(caught.value) == sentence
    assert caught.value.newer is newer


def test_a_long_key_is_cut_in_a_sentence() -> None:
    assert shown_key("k" * 60) == "k" * 60
    assert shown_key("k" * 61) == "k" * 57 + "…"


KEYS = st.sampled_from(["version", "is", "fare", "tags", "shared", "way"])


@given(JSON, st.dictionaries(KEYS, JSON))
def test_any_document_is_fields_or_one_of_these_sentences(
    document: object, fields: dict[str, object]
) -> None:
    for one in (document, fields, {**fields, "version": 2}, {**fields, "is": "trip"}):
        with contextlib.suppress(DataError):
            assert set(read(one)) <= {"fare", "way", "tags", "shared"}
        with contextlib.suppress(DataError):
            kind_and_fields(one, KINDS, DataError, tag="is")


def test_a_key_that_is_no_character_is_refused_in_words() -> None:
    with pytest.raises(DataError, match="whole characters"):
        read({"version": 2, "fare": 1, "\ud800": 2})
