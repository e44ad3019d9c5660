import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.errors import SpaceError
from dctaxi.json_text import parse_json

DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)  # fmt: skip


@given(DOCUMENTS)
def test_reads_what_json_writes(document: object) -> None:
    assert parse_json(json.dumps(document), SpaceError) == document
    assert parse_json(json.dumps(document).encode("utf-8-sig"), SpaceError) == document


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "line 1"),
        ("[\n1,\n]", "line 3"),
        ("[NaN]", "NaN"),
        ("[-Infinity]", "-Infinity"),
        ("9" * 5_000, "too long"),
        ("[" * 100_000, "nested"),
        ('{"a":' * 100_000, "nested"),
        ('{"lr": 1, "lr": 2}', "lr: expected each key once"),
        (b"\xe9", "byte 0"),
    ],
)
def test_names_what_is_wrong_in_one_sentence(content: bytes | str, words: str) -> None:
    with pytest.raises(SpaceError, match=words) as refused:
        parse_json(content, SpaceError)
    assert "\n" not in str(refused.value)


@given(st.binary() | st.text())
def test_any_content_is_json_or_a_sentence(content: bytes | str) -> None:
    with contextlib.suppress(SpaceError):
        parse_json(content, SpaceError)
