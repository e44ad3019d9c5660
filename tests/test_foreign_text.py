import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.foreign_text import MOST, opens_formula, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain words, 12.5 USD", "plain words, 12.5 USD"),
        ("two\nlines\r\n\tand a tab", "two lines and a tab"),
        ("\x1b[31mred\x07", r"\x1b[31mred\x07"),
        ("invoice\u202egnp.exe", r"invoice\u202egnp.exe"),
        ("a\u2066b\u2069\u200f\u200b\ufeff", r"a\u2066b\u2069\u200f\u200b\ufeff"),
        ("tag\U000e0041", r"tag\U000e0041"),
        ("half a pair \ud800", r"half a pair \ud800"),
        ("blank \u3164 letter", r"blank \u3164 letter"),
        ("中, é, की\u200cहै", "中, é, की\u200cहै"),
        ("family 👨\u200d👩", "family 👨\u200d👩"),
        (None, "None"),
    ],
)
def test_what_is_hidden_is_written_out(text: object, shown: str) -> None:
    assert visible(text) == shown


def test_a_long_text_keeps_its_beginning_and_its_end() -> None:
    shown = visible("begin " + "x" * 5_000_000 + " end")
    assert shown.startswith("begin xxx")
    assert " … xx" in shown
    assert shown.endswith("x end")
    assert len(shown) == MOST + 3
    assert visible("y" * MOST) == "y" * MOST


@given(st.text())
def test_nothing_that_steers_or_breaks_a_line_is_left(text: str) -> None:
    shown = visible(text)
    assert "\n" not in shown
    assert not set(shown) & set(
        "\r\x1b\x07\x7f\x9b\u2028\u2029\u202a\u202b\u202d\u202e\u2066\u2067"
    )
    shown.encode()


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "-", "\uff1d1+1"]
)
def test_a_text_that_a_spreadsheet_computes_is_told(text: str) -> None:
    assert opens_formula(text)


@pytest.mark.parametrize("text", ["", "Adam", "-1.5", "+2", "-1e-05", "a=b", "5-3", " -.5 "])
def test_words_and_numbers_are_no_formula(text: str) -> None:
    assert not opens_formula(text)
