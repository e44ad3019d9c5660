"""A lesson as a teacher and two students play it, in three browsers, at two widths."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.driver import LONG_S, Server, Tab

pytestmark = pytest.mark.slow


@pytest.fixture
def server(tmp_path: Path, compiled: None) -> Iterator[Server]:
    del compiled
    path = tmp_path / "class.toml"
    path.write_text('code = "students"\nteacher_code = "teachers"\n', encoding="utf-8")
    running = Server(tmp_path, DCTAXI_CLASS=str(path))
    yield running
    running.close()


def enter(tab: Tab, code: str, name: str) -> None:
    """Open the class's address, which leads to the way in, and enter."""
    tab.driver.get(tab.server.url)
    tab.one("#code").send_keys(code)
    tab.one("#name").send_keys(name)
    tab.one("button").click()
    tab.until(lambda: tab.all(".st-key-class_bar"))


def test_a_lesson_from_the_door_to_the_table(new_tab: Callable[[], Tab]) -> None:
    teacher, ada, bob = new_tab(), new_tab(), new_tab()
    ada.resize(390, 844)
    enter(teacher, "teachers", "Ms T")
    enter(ada, "students", "Ada")
    enter(bob, "students", "Bob")

    teacher.open("classroom")
    teacher.until(lambda: "2 students so far" in teacher.text)
    teacher.press("class_begin")
    for tab, option in ((ada, 0), (bob, 1)):
        tab.until(lambda tab=tab: "/scale" in tab.driver.current_url)  # the page follows
        tab.until(lambda tab=tab: tab.all(".st-key-class_answer label"))
        tab.wait_idle()
        choice = tab.all(".st-key-class_answer [role=radiogroup] label")[option]
        tab.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", choice)
        tab.driver.execute_script("arguments[0].click()", choice)
        tab.wait_idle()
        tab.press("class_commit")
        tab.until(lambda tab=tab: "hidden until the reveal" in tab.text)
        assert "For the teacher" not in tab.text
    teacher.until(lambda: "2 of 2 have answered" in teacher.text)
    assert "Ada" not in teacher.one(".st-key-class_lead").text

    teacher.press("class_reveal")
    for tab in (teacher, ada, bob):
        tab.until(lambda tab=tab: "chance would have won" in tab.text, LONG_S)
        tab.until(lambda tab=tab: tab.all(".js-plotly-plot"))
        width = tab.driver.execute_script("return document.documentElement.scrollWidth")
        assert width <= tab.driver.execute_script("return window.innerWidth")
    assert "with your first guess" in ada.text
    assert "with your first guess" in bob.text

    # A student's forged address opens nobody else's work.
    ada.driver.get(f"{ada.server.url}/classroom?work=shelf/..")
    ada.until(lambda: "My own work" in ada.text)
    assert not ada.all(".st-key-class_reveal")
