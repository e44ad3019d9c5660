"""What Streamlit makes of these texts is tested in a browser, ``tests/browser/test_plain.py``."""

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.foreign_text import visible
from pages.components.shared.plain import Plain, code, plain_columns, plain_rows, prose
from tests.strangers import sayings


@given(st.text(max_size=300) | st.sampled_from(sayings("http://127.0.0.1:1")))
def test_taking_the_backslashes_and_joiners_away_gives_the_text(text: str) -> None:
    read = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", Plain(text).replace("\u2060", ""))
    assert read == visible(text)


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("https://a.example", r"https\:|//a.example"),
        ("www.a.example", "www|.a.example"),
        ("me@a.example", "me|@a.example"),
        (":smile: at 10:30", r"\:|smile: at 10\:30"),
        (":material/bolt:", r"\:|material/bolt\:"),
        ("a -> b", "a -|> b"),
    ],
)
def test_what_is_found_in_text_alone_is_parted_by_a_joiner(text: str, parted: str) -> None:
    assert Plain(text) == parted.replace("|", "\u2060")


@pytest.mark.parametrize(
    "text",
    [
        "name: expected a text of 1 to 60 characters, got ''; change it.",
        "num_layers 2-3, lr 0.009-0.07 log (batch_size = 30)",
        "0.5 < x is false! 8-16 & more",
    ],
)
def test_a_sentence_of_ours_stays_as_it_is(text: str) -> None:
    assert Plain(text) == text.replace("<", r"\<")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("lr", "`lr`"),
        ("a`b", "`` a`b ``"),
        ("``", "``` `` ```"),
        ("a\nb", "`a b`"),
        (":material/bolt:", "`:\u2060material/bolt:`"),
        ("", "` `"),
    ],
)
def test_code_has_a_fence_that_nothing_in_it_closes(text: str, shown: str) -> None:
    assert code(text) == shown


def test_prose_keeps_its_lists_and_emphasis_and_leads_nowhere() -> None:
    told = "Move **lr**:\n\n- first `[3, 5]`\n  - then\n"
    assert prose(told) == told.rstrip("\n")
    for leading in (
        "[a](https://a.example)",
        "![a][b]",
        "[b]: https://a.example",
        "<https://a.example>",
        "http&colon;//a.example",
        "WWW.a.example",
        "me@a.example",
    ):
        assert "\u2060" in prose(leading)
    assert prose("a\u202eb\x1b") == r"a\u202eb\x1b"


def test_columns_that_look_the_same_keep_their_own_values() -> None:
    shown = plain_rows(pd.DataFrame({"a\n b": [1.0], "a b": [2.0], "c": [3.0]}))
    assert shown.to_dict("list") == {"a b": [1.0], "a b (2)": [2.0], "c": [3.0]}


@given(st.lists(st.text("a  \n(2)=", max_size=6) | st.text(max_size=20), unique=True, max_size=12))
def test_no_column_takes_the_place_of_another(names: list[str]) -> None:
    shown = plain_columns(names)
    assert list(shown) == names
    assert len(set(shown.values())) == len(names)
