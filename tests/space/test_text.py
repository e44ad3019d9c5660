import json
import zlib
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.errors import SpaceError
from dctaxi.space.presets import PRESETS
from dctaxi.space.search_space import SearchSpace
from dctaxi.space.text import (
    MAX_BYTES,
    parse_space,
    space_from_link,
    space_text,
    space_to_link,
)
from tests.space.space_strategies import spaces

TEXT = space_text(PRESETS["chapter"].space)


@given(spaces())
def test_a_saved_space_loads_again(space: SearchSpace) -> None:
    assert parse_space(space_text(space)) == space
    assert parse_space(space_text(space).encode("utf-8-sig")) == space


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "line 1"),
        ("{", "line 1, column 2"),
        (TEXT.replace("0.009", "0.009,"), "Invalid JSON in line"),
        (TEXT.replace("0.009", "NaN"), "NaN"),
        (TEXT.replace("0.009", "-Infinity"), "-Infinity"),
        (TEXT.replace("0.009", "9" * 5000), "too long"),
        (TEXT.replace("0.009", "1" + "0" * 4000), "lr.low"),
        (TEXT.replace('"lr"', '"seed"'), "seed: expected each key once"),
        ("[" * 100_000, "nested"),
        ("[]", "expected a JSON object"),
        (b"\xff\xfe{}", "UTF-8"),
        (" " * (MAX_BYTES + 1), "256 KiB"),
    ],
)
def test_refuses_what_is_no_space(content: str | bytes, words: str) -> None:
    with pytest.raises(SpaceError, match=words):
        parse_space(content)


@given(st.binary() | st.text())
def test_any_content_is_a_space_or_a_sentence(content: str | bytes) -> None:
    with pytest.raises(SpaceError):
        parse_space(content)


def word_of(content: bytes) -> str:
    return urlsafe_b64encode(zlib.compress(content)).decode().rstrip("=")


@pytest.mark.parametrize("preset", PRESETS)
def test_a_link_gives_the_same_space_back(preset: str) -> None:
    space = PRESETS[preset].space
    word = space_to_link(space)
    assert space_from_link(word) == space
    assert word.replace("-", "").replace("_", "").isalnum()
    assert len(word) < 1000


def test_a_link_that_was_cut_off_is_refused() -> None:
    word = space_to_link(PRESETS["chapter"].space)
    with pytest.raises(SpaceError, match="copy the whole link again"):
        space_from_link(word[:-20])


def test_a_link_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(SpaceError, match="damaged"):
        space_from_link(word_of(b" " * (MAX_BYTES + 1)))


def test_a_link_to_something_else_names_what_is_wrong() -> None:
    with pytest.raises(SpaceError, match="version"):
        space_from_link(word_of(json.dumps({"parameters": {}}).encode()))


@given(st.text(max_size=200))
def test_any_word_is_a_space_or_a_sentence(word: str) -> None:
    with pytest.raises(SpaceError):
        space_from_link(word)


@given(st.binary(max_size=200))
def test_any_content_of_a_link_is_a_space_or_a_sentence(content: bytes) -> None:
    with pytest.raises(SpaceError):
        space_from_link(word_of(content))
