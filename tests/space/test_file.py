import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.errors import SpaceError
from dctaxi.space.file import MAX_BYTES, parse_space, space_text
from dctaxi.space.presets import PRESETS
from dctaxi.space.search_space import SearchSpace
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
        (TEXT.replace("0.009", "0.009,"), "slip in line"),
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
