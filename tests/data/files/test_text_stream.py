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


def utf8(content, encoding, size):
    stream = Utf8Stream(TextStream(content[:2], io.BytesIO(content[2:]), "x.csv"), encoding)
    return b"".join(iter(lambda: stream.read(size), b"")).decode()


@pytest.mark.parametrize(
    "broken", [b"\xc3\xa4\xff\nb", b"\xc3\xa4 caf\xc3", b"\xc3\xa4\xc3(\nplain"]
)
@pytest.mark.parametrize("size", [2, 3, 90])
def test_what_is_not_of_the_encoding_becomes_a_mark(broken, size):
    assert utf8(broken, "utf-8", size) == broken.decode(errors="replace")


@given(st.text("abc;\n", max_size=30), st.text("ab\xe1\xf1\n", max_size=9), st.integers(1, 9))
def test_signs_of_windows_may_first_come_far_below(above, below, size):
    text = f"{above}Bogot\xe1;{below}"
    assert utf8(text.encode("cp1252"), "utf-8", size) == text
    assert utf8(text.encode(), "utf-8", size) == text


def test_one_bad_byte_far_below_leaves_the_signs_behind_it_what_they_are():
    above, below = b"fare;name\n" * 9, b"bad\xff\n" + "Z\u00fcrich\n\u20ac".encode()
    assert utf8(above + below, "utf-8", 90) == (above + below).decode(errors="replace")
    of_windows = above + below + b"\xe1\n"
    assert utf8(of_windows, "utf-8", 90) == of_windows.decode("cp1252")


def test_who_reads_after_the_stream_was_left_is_told_that_this_is_the_end():
    stream = Utf8Stream(TextStream(b"", io.BytesIO(b"fare\n" * 9), "x.csv"), "utf-8")
    assert stream.read(5) == b"fare\n"
    stream.leave()
    assert stream.read(5) == b""
