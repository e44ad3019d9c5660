"""A lesson as a teacher and two students play it, in three browsers, at two widths."""

from __future__ import annotations

import pickle
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from dctaxi.access import Actor, Role
from dctaxi.classroom import WHOLE, Answer, Run, answers, live, race_plans, read_settings
from dctaxi.storage import quiet_optuna, writing
from dctaxi.study import create_study, run_study
from dctaxi.workspace import Workspace
from tests.browser.driver import LONG_S, Tab
from tests.browser.server import Server
from tests.fake_engine import FakeEngine
from tests.payload import Payload, plant
from tests.studies import plan_of

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
        tab.until(lambda tab=tab: "blind guesses would have won" in tab.text, LONG_S)
        tab.until(lambda tab=tab: tab.all(".js-plotly-plot"))
        width = tab.driver.execute_script("return document.documentElement.scrollWidth")
        assert width <= tab.driver.execute_script("return window.innerWidth")
    assert "Your first guess won" in ada.text
    assert "Your first guess won" in bob.text

    # A student's forged address opens nobody else's work.
    ada.driver.get(f"{ada.server.url}/classroom?work=shelf/..")
    ada.until(lambda: "My own work" in ada.text)
    assert not ada.all(".st-key-class_reveal")


def test_on_the_stage_guesses_arrive_and_trainings_fall_legibly_from_the_back(
    new_tab: Callable[[], Tab],
) -> None:
    teacher, ada = new_tab(), new_tab()
    teacher.resize(1280, 720)
    enter(teacher, "teachers", "Ms T")
    enter(ada, "students", "Ada")
    teacher.open("stage")
    teacher.until(lambda: "Ada" in teacher.text)
    assert smallest(teacher) >= 20
    assert pixels(teacher, ".st-key-stage_code p") >= 60

    lead = new_tab()
    enter(lead, "teachers", "Telephone")
    lead.open("classroom")
    lead.press("class_begin")
    teacher.until(lambda: "0 of 1" in teacher.text)
    ada.until(lambda: ada.all(".st-key-class_answer label"))
    ada.wait_idle()
    ada.click(".st-key-class_answer [role=radiogroup] label")
    ada.press("class_commit")
    teacher.until(lambda: "1 of 1" in teacher.text)
    assert smallest(teacher) >= 20
    assert fallen(teacher) == 0

    ActionChains(teacher.driver).send_keys(Keys.PAGE_DOWN).perform()
    teacher.until(lambda: teacher.all(".st-key-stage_verdict"), LONG_S)
    teacher.until(lambda: fallen(teacher) == 2 * 256)
    assert pixels(teacher, ".st-key-stage_verdict p") >= 27
    assert smallest(teacher) >= 20
    (canvas,) = teacher.inside("stage_falling", "canvas")
    assert canvas.size["width"] > 1_000
    teacher.press("class_close")
    teacher.until(lambda: teacher.all(".st-key-stage_code"))


def pixels(tab: Tab, css: str) -> float:
    """Return the size of a text."""
    size = tab.one(css).value_of_css_property("font-size")
    return float(size.removesuffix("px"))


def smallest(tab: Tab) -> float:
    """Return the size of the smallest text that the stage shows, its bar left out."""
    sizes = tab.driver.execute_script(
        "return [...document.querySelectorAll('.st-key-stage *')]"
        ".filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))"
        ".filter(e => e.checkVisibility({visibilityProperty: true}))"
        ".map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    drawn = tab.driver.execute_script(f"{CANVAS} return canvas?.stage.font ?? 99")
    return min([*sizes, drawn])


def fallen(tab: Tab) -> int:
    """Return how many trainings lie on the ground of the stage."""
    return int(tab.driver.execute_script(f"{CANVAS} return canvas.stage.fallen"))


CANVAS = (
    "const canvas = [...document.querySelectorAll('.st-key-stage_falling *')]"
    ".map(e => e.shadowRoot?.querySelector('canvas')).find(Boolean);"
)


def test_ranges_of_all_race_and_everybody_sees_who_stands_where(
    server: Server, new_tab: Callable[[], Tab]
) -> None:
    teacher, ada, bob = new_tab(), new_tab(), new_tab()
    ada.resize(390, 844)
    enter(teacher, "teachers", "Ms T")
    enter(ada, "students", "Ada")
    enter(bob, "students", "Bob")

    teacher.open("classroom")
    teacher.click(".st-key-class_lesson input")
    lesson = teacher.one(".st-key-class_lesson input")
    lesson.send_keys("One study", Keys.ENTER)
    teacher.fill("class_race_searches", "3")
    teacher.fill("class_race_trials", "10")
    teacher.press("class_begin")
    for tab in (ada, bob):
        tab.until(lambda tab=tab: "/new" in tab.driver.current_url)  # the page follows
        tab.until(lambda tab=tab: tab.all(".st-key-class_ranges button"))
        tab.wait_idle()
    ada.fill("space-lr-high", "0.02")
    for tab in (ada, bob):
        tab.press("class_ranges")
        tab.until(lambda tab=tab: "These ranges race for you" in tab.text)
    teacher.until(lambda: "2 of 2 have sent ranges" in teacher.text)
    assert "0.02" not in teacher.one(".st-key-class_lead").text

    teacher.press("class_reveal")
    for tab in (teacher, ada, bob):
        tab.until(lambda tab=tab: "came out lowest" in tab.text, LONG_S)
        tab.until(lambda tab=tab: "3 searched" in tab.text, LONG_S)
        tab.until(lambda tab=tab: tab.all(".js-plotly-plot"))
        width = tab.driver.execute_script("return document.documentElement.scrollWidth")
        assert width <= tab.driver.execute_script("return window.innerWidth")
        assert not tab.all(".st-key-class_ranges")
    plans = race_plans(*_race(server))
    assert plans["Ada"].space != plans["Bob"].space == plans[WHOLE].space
    teacher.press("class_close")
    teacher.until(lambda: teacher.all(".st-key-class_begin"))


def test_a_hostile_study_is_brought_run_on_and_resumed_and_runs_nothing(
    new_tab: Callable[[], Tab], tmp_path: Path
) -> None:
    ran, theirs = tmp_path / "ran", Workspace(tmp_path, f"sqlite:///{tmp_path}/hostile.db")
    plan = plan_of("hostile", sampler="cmaes", n_trials=40, round_size=10)
    create_study(plan, theirs)
    stopped = threading.Event()
    engine = FakeEngine(before_each=lambda _number: stopped.set())
    run_study("hostile", theirs, engine=engine, stop_after_trial=stopped.is_set)
    with quiet_optuna(), writing(theirs.storage_url) as storage:
        plant(storage, "hostile", pickle.dumps(Payload(ran)))
    ada = new_tab()
    enter(ada, "students", "Ada")

    ada.open("studies")
    ada.press("studies-import")
    ada.one(".st-key-studies-file input[type='file']").send_keys(str(tmp_path / "hostile.db"))
    ada.press("studies-bring")
    ada.until(lambda: "1 study copied: hostile" in ada.text, LONG_S)

    ada.open("trials?study=hostile")
    ada.press("job_resume_rest")  # what is left of its forty
    ada.until(lambda: _ended(tmp_path) == 40, LONG_S)
    ada.until(lambda: ada.all(".st-key-job_more_trials"))
    ada.press("job_more_trials")
    ada.press("job_resume_trials")  # fifty more
    ada.until(lambda: _ended(tmp_path) == 90, LONG_S)
    assert not ran.exists()


def _ended(root: Path) -> int:
    """Return how many trials have ended in what the only student keeps."""
    (file,) = root.glob("**/people/*/studies.db")
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        query = "SELECT count(*) FROM trials WHERE state IN ('COMPLETE', 'FAIL')"
        return int(database.execute(query).fetchone()[0])


def _race(server: Server) -> tuple[Run, tuple[Answer, ...]]:
    settings = read_settings(server.workspace.root / "class.toml")
    run = live(settings)
    assert run is not None
    return run, answers(settings, Actor("t", "Ms T", Role.TEACHER), run)


def test_a_lesson_is_led_and_played_by_keys_alone(new_tab: Callable[[], Tab]) -> None:
    teacher, ada = new_tab(), new_tab()
    for tab, code, name in ((teacher, "teachers", "Ms T"), (ada, "students", "Ada")):
        tab.driver.get(tab.server.url)
        tab_to(tab, "#code")
        type_here(tab, code)
        tab_to(tab, "#name")
        type_here(tab, name, Keys.ENTER)
        tab.until(lambda tab=tab: tab.all(".st-key-class_bar"))
    teacher.open("classroom")
    tab_to(teacher, ".st-key-class_begin button")
    type_here(teacher, Keys.ENTER)

    ada.until(lambda: ada.all(".st-key-class_answer label"))
    ada.wait_idle()
    tab_to(ada, ".st-key-class_answer input")
    type_here(ada, Keys.SPACE)
    ada.wait_idle()
    tab_to(ada, ".st-key-class_commit button")
    type_here(ada, Keys.ENTER)
    ada.until(lambda: "hidden until the reveal" in ada.text)

    teacher.until(lambda: "1 of 1 have answered" in teacher.text)
    tab_to(teacher, ".st-key-class_reveal button")
    type_here(teacher, Keys.ENTER)
    ada.until(lambda: "Your first guess won" in ada.text, LONG_S)
    teacher.until(lambda: "blind guesses would have won" in teacher.text, LONG_S)
    teacher.wait_idle()
    tab_to(teacher, ".st-key-class_close button")
    type_here(teacher, Keys.ENTER)
    teacher.until(lambda: teacher.all(".st-key-class_begin"))


def type_here(tab: Tab, *keys: str) -> None:
    """Type into whatever has the focus."""
    ActionChains(tab.driver).send_keys(*keys).perform()


def tab_to(tab: Tab, css: str) -> None:
    """Press Tab until this has the focus, and hold that it can be seen there."""
    tab.until(lambda: tab.all(css))
    for _ in range(80):
        if tab.driver.execute_script("return document.activeElement.matches(arguments[0])", css):
            assert tab.driver.execute_script(_SEEN), f"the focus on {css} cannot be seen"
            return
        type_here(tab, Keys.TAB)
    raise AssertionError(f"80 tabs never reach {css}")


_SEEN = """
const seen = (e) => ['outlineStyle', 'boxShadow'].some((one) => getComputedStyle(e)[one] != 'none');
let e = document.activeElement;
for (let up = 0; up < 3 && e; up++, e = e.parentElement)
  if (seen(e) || [...e.children].some(seen)) return true;
return false;
"""
"""Whether the focus is drawn: on what has it, or for a radio on its mark beside it."""
