from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.visiting import TIMEOUT_S

PAGES = Path(__file__).parents[4] / "pages"


def opened(script: Callable[[], None], **query: str | list[str]) -> AppTest:
    """Run a script that was opened with this address; it keeps what it read as ``read``."""
    app = AppTest.from_function(script, default_timeout=TIMEOUT_S)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def reads_numbers() -> None:
    import streamlit as st

    from dctaxi.errors import SpaceError
    from pages.components.shared import address

    def number(text: str) -> int:
        if not text.isdigit():
            raise SpaceError(f"Expected a number, got [{text}](y).")
        return int(text)

    st.session_state["read"] = address.values("n", number, noun="number", most=3)


@pytest.mark.parametrize(
    ("texts", "numbers"), [([], ()), (["7"], (7,)), (["7", "8", "9", "10"], (7, 8, 9))]
)
def test_every_text_under_a_name_is_read_up_to_the_most(
    texts: list[str], numbers: tuple[int, ...]
) -> None:
    app = opened(reads_numbers, n=texts)
    assert app.session_state["read"] == numbers
    assert not app.warning


def test_a_text_that_cannot_be_read_is_left_out_and_the_sentence_is_text() -> None:
    app = opened(reads_numbers, n=["7", "x", "8"])
    assert app.session_state["read"] == (7, 8)
    (warning,) = app.warning
    assert warning.value.startswith("A number of the address was left out: Expected a number")
    assert r"\[x\](y)" in warning.value


def writes() -> None:
    from pages.components.shared import address

    address.write({"same": ["1", "2"], "other": ["3"], "none": []})


def test_writing_makes_the_address_say_exactly_this_and_leaves_other_names_alone() -> None:
    app = opened(writes, same=["1", "2"], other="2", none="4", foreign="5")
    assert app.query_params == {"same": ["1", "2"], "other": "3", "foreign": "5"}


def takes() -> None:
    import streamlit as st

    from pages.components.shared import address

    st.session_state["read"] = address.take("lesson")


def test_what_is_taken_is_gone_from_the_address() -> None:
    app = opened(takes, lesson="first", study="mine")
    assert app.session_state["read"] == "first"
    assert app.query_params == {"study": "mine"}
    app.run()
    assert app.session_state["read"] is None


def chooses() -> None:
    import streamlit as st

    from pages.components.shared import address

    options = ["a", "b", "c"]
    address.follow("view", options, key="chosen")
    address.say("view", st.radio("View", options, key="chosen"), key="chosen")


def test_a_choice_begins_with_the_address_else_with_the_first_option() -> None:
    assert opened(chooses).radio(key="chosen").value == "a"
    assert opened(chooses, view="b").radio(key="chosen").value == "b"
    app = opened(chooses, view="nonsense")
    assert app.radio(key="chosen").value == "a"
    assert app.query_params == {"view": "a"}


def test_a_choice_leads_its_address_until_that_says_another() -> None:
    app = opened(chooses, view="b")
    app.radio(key="chosen").set_value("c").run()
    assert app.query_params == {"view": "c"}
    app.query_params["view"] = "a"  # as the browser's way back does
    app.run()
    assert app.radio(key="chosen").value == "a"


def test_only_this_module_reads_and_writes_the_address() -> None:
    users = {
        path
        for path in PAGES.rglob("*.py")
        if re.search(r"\bst\.query_params", path.read_text("utf-8"))
    }
    assert users == {PAGES / "components" / "shared" / "address.py"}
