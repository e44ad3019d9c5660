import json
import zlib
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.errors import SpaceError
from dctaxi.space.file import MAX_BYTES
from dctaxi.space.link import space_from_link, space_to_link
from dctaxi.space.presets import PRESETS


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
def test_any_content_is_a_space_or_a_sentence(content: bytes) -> None:
    with pytest.raises(SpaceError):
        space_from_link(word_of(content))
