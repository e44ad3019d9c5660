"""The server's application in a real server: errors of callbacks, and its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dctaxi.analysis.reading import read_studies
from tests.browser.driver import ENDLESS, LONG_S, Tab
from tests.browser.server import Server

APPLICATION = """
import streamlit as st
from app import say
app = st.App("frame.py", on_script_error=say)
"""

FRAME = """
import streamlit as st
from dctaxi.errors import StudyError

def foreseen():
    raise StudyError("There is no study of this name: choose another.")

def unforeseen():
    raise ZeroDivisionError("secret detail")

st.button("Foreseen", key="foreseen", on_click=foreseen)
st.button("Unforeseen", key="unforeseen", on_click=unforeseen)
"""


@pytest.fixture
def failing(tmp_path: Path) -> Iterator[Server]:
    (tmp_path / "frame.py").write_text(FRAME)
    (tmp_path / "serve.py").write_text(APPLICATION)
    server = Server(tmp_path, tmp_path / "serve.py")
    yield server
    server.close()


def test_an_error_in_a_callback_becomes_a_sentence(failing: Server) -> None:
    tab = Tab(failing)
    try:
        tab.open("")
        tab.press("foreseen")
        tab.until(lambda: "There is no study of this name: choose another." in tab.text)
        tab.press("page_again")
        tab.press("unforeseen")
        tab.until(lambda: "failed unexpectedly" in tab.text)
        assert "secret" not in tab.text
        assert "Traceback" not in tab.text
    finally:
        tab.close()
    assert "secret detail" in failing.log.read_text()


def test_a_server_that_stops_keeps_what_its_study_has_trained(
    server: Server, new_tab: Callable[[], Tab]
) -> None:
    tab = new_tab()
    tab.open("new")
    tab.launch("long", ENDLESS)
    tab.until(tab.finished_trials, LONG_S)
    server.close()
    assert "Traceback" not in server.log.read_text()
    (study,) = read_studies(server.workspace)
    assert 0 < study.done < ENDLESS
    assert not study.running
