import codecs
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.data.files.text_stream import TextStream, Utf8Stream


@given(
    st.lists(st.sampled_from(["fare;", "ä", "12,50 €", "\n", "ß" * 7, "\ufeff"]), max_size=20),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    st.integers(1, 9),
)
def test_text_comes_as_utf_8_wherever_blocks_are_cut(parts, encoding, size):
    text = "".join(parts).encode(encoding, errors="ignore")
    stream = Utf8Stream(TextStream(b"", io.BytesIO(text), "x.csv"), encoding)
    read = b"".join(iter(lambda: stream.read(size), b""))
    assert read.decode() == codecs.decode(text, encoding)


@pytest.mark.parametrize("broken", [b"a\xff\nb", b"caf\xc3", b"\xc3(\nplain"])
def test_what_is_not_of_the_encoding_becomes_a_mark(broken):
    stream = Utf8Stream(TextStream(broken[:2], io.BytesIO(broken[2:]), "x.csv"), "utf-8")
    read = b"".join(iter(lambda: stream.read(3), b""))
    assert read.decode() == broken.decode(errors="replace")
