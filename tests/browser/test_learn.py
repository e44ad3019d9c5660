"""Lessons that play: in place, by mouse and by keyboard, with the place in the address."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from tests.browser.driver import LONG_S, Tab
from tests.browser.server import Server
from tests.studies import train_study

CHARTS = "[data-testid='stVegaLiteChart']"


def place(tab: Tab) -> str:
    """Return the number that stands over the slider's handle."""
    return tab.one("[data-testid='stSliderThumbValue']").text


def press_key(tab: Tab, key: str) -> None:
    ActionChains(tab.driver).send_keys(key).perform()
    tab.wait_idle()


@pytest.mark.slow
def test_a_link_that_a_teacher_copied_opens_the_lesson_elsewhere(
    new_tab: Callable[[], Tab],
) -> None:
    teacher, student = new_tab(), new_tab()
    teacher.open("learn")
    next(tab for tab in teacher.all("[role='tab']") if tab.text == "Make your own").click()
    teacher.fill("compose_title", "Narrow it")
    task = teacher.one(".st-key-compose_task textarea")
    task.send_keys("Move only **lr**.", Keys.CONTROL, Keys.ENTER)
    hidden = teacher.one(".st-key-compose_hidden_whatif input")
    hidden.send_keys("Optimiser", Keys.ENTER)
    teacher.until(lambda: "/whatif?lesson=" in teacher.text)
    teacher.wait_idle()
    shown = (each.text for each in teacher.all("[data-testid='stCode']"))
    link = next(text for text in shown if "/whatif?" in text)

    student.open(link.removeprefix(f"{student.server.url}/"))
    assert "Narrow it" in student.text
    assert "Move only lr." in student.text
    assert student.all(".st-key-whatif_row_lr")
    assert not student.all(".st-key-whatif_row_optimizer")
    student.press("lesson_leave")
    student.click(".st-key-whatif_plain label")
    student.one(".st-key-whatif_row_optimizer")


@pytest.mark.slow
def test_a_step_of_tpe_shows_what_it_took(server: Server, new_tab: Callable[[], Tab]) -> None:
    train_study(
        server.workspace,
        "printed",
        sampler="tpe",
        as_printed=True,
        objective="chapter_objective",
        n_trials=15,
    )
    tab = new_tab()
    tab.open("tpe?study=printed&trial=11")
    assert "Trial 11: " in tab.text
    tab.press("tpe_next")
    tab.until(lambda: "Trial 12: " in tab.text)
    tab.until(lambda: tab.all(".js-plotly-plot .trace"))
    press_key(tab, "n")
    tab.until(lambda: "Trial 13: " in tab.text)
    tab.type_into(tab.one(".st-key-tpe_slider input[type='range']"), Keys.ARROW_LEFT)
    tab.until(lambda: "Trial 12: " in tab.text)
    tab.until(lambda: "trial=12" in tab.driver.current_url)


@pytest.mark.slow
def test_a_network_is_trained_and_plays_in_place(new_tab: Callable[[], Tab]) -> None:
    tab = new_tab()
    tab.open("network?network_list=%5B4%5D")
    tab.press("network_train")
    tab.until(lambda: "RMSE at step 200: training batch" in tab.text, LONG_S)
    tab.until(lambda: tab.all(f"{CHARTS} canvas, {CHARTS} svg"))
    tab.driver.execute_script("document.querySelector(arguments[0]).kept = true", CHARTS)
    press_key(tab, "s")
    tab.until(lambda: "Before the first step there is nothing to judge" in tab.text)
    press_key(tab, "p")  # forty beats, which take longer on a busy machine
    tab.until(lambda: "RMSE at step 200: training batch" in tab.text, LONG_S)
    tab.until(lambda: "step=200" in tab.driver.current_url)
    assert tab.driver.execute_script("return document.querySelector(arguments[0]).kept", CHARTS)
