"""Lessons that play: in place, by mouse and by keyboard, with the place in the address."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.driver import LONG_S, Tab
from tests.browser.server import Server
from tests.studies import keep_study, plan_of, train_study

CHARTS = "[data-testid='stVegaLiteChart']"


def place(tab: Tab) -> str:
    """Return the number that stands over the slider's handle."""
    return tab.one("[data-testid='stSliderThumbValue']").text


def press_key(tab: Tab, key: str) -> None:
    ActionChains(tab.driver).send_keys(key).perform()
    tab.wait_idle()


def test_a_replay_plays_to_the_end_without_replacing_its_charts(
    server: Server, new_tab: Callable[[], Tab]
) -> None:
    keep_study(plan_of("eight"), server.workspace, [9.0, 7.0, None, 8.0, 6.0, 6.5, 5.0, 7.0])
    tab = new_tab()
    tab.open("replay?study=eight")
    tab.until(lambda: len(tab.all(f"{CHARTS} canvas, {CHARTS} svg")) >= 2)
    tab.driver.execute_script(
        "document.querySelectorAll(arguments[0]).forEach(chart => { chart.kept = true })", CHARTS
    )
    tab.press("replay_play")
    tab.until(lambda: "After 8 of 8 trials: the best is trial 6 with 5.00 USD" in tab.text)
    tab.until(lambda: "trial=7" in tab.driver.current_url)
    tab.until(lambda: place(tab) == "7", 10)
    kept = "return [...document.querySelectorAll(arguments[0])].map(chart => chart.kept)"
    assert tab.driver.execute_script(kept, CHARTS) == [True, True]
    press_key(tab, "s")
    assert "After 1 of 8 trials: " in tab.text
    press_key(tab, "j")
    assert "trial 1 is a new best" in tab.text
    tab.until(lambda: "trial=1" in tab.driver.current_url)


@pytest.mark.slow
def test_a_lesson_link_on_a_fresh_server_leads_from_the_guess_to_tested_ranges(
    new_tab: Callable[[], Tab],
) -> None:
    tab = new_tab()
    tab.open("ranges?lesson=ranges")
    assert "6. From plots to ranges" in tab.text
    assert "Page not found" not in tab.text
    tab.until(lambda: "lesson=ranges" in tab.driver.current_url)  # which a reload opens again
    tab.one(".st-key-lesson_answer [role='radiogroup']")
    tab.all(".st-key-lesson_answer [role='radiogroup'] label")[-1].click()
    tab.press("lesson_commit")
    tab.until(lambda: "Your guess: lr 0.1 to 0.3" in tab.text)
    tab.until(lambda: "of 100 points" in tab.text or tab.all(".st-key-lesson_truth_train button"))
    if "of 100 points" not in tab.text:
        tab.press("lesson_truth_train")
    tab.until(lambda: "100 of 100 points" in tab.text, LONG_S)

    tab.press("narrowing_demo_train")
    tab.until(lambda: "Which hyperparameters are worth a range?" in tab.text, LONG_S)
    for name in ("lr", "optimizer"):
        xpath = f"//div[contains(@class, 'st-key-ranges_keep')]//button[.//*[text()='{name}']]"
        tab.until(lambda xpath=xpath: tab.driver.find_elements(By.XPATH, xpath))
        tab.driver.find_element(By.XPATH, xpath).click()
        tab.until(lambda name=name: f"ranges_keep={name}" in tab.driver.current_url)
    for question in ("Through which intervals", "Are two of the intervals", "What does the next"):
        tab.one(".st-key-narrowing_next button").send_keys(Keys.ENTER)
        tab.until(lambda question=question: question in tab.text)
        tab.wait_idle()
    tab.press("narrowing_next")
    tab.until(lambda: "Are these ranges better" in tab.text)
    found = "the median in your ranges is"
    tab.until(lambda: found in tab.text or tab.all(".st-key-narrowing_train button"))
    if found not in tab.text:
        tab.press("narrowing_train")
    tab.until(lambda: found in tab.text, LONG_S)

    tab.driver.back()
    tab.until(lambda: "What does the next study search?" in tab.text)
    tab.driver.refresh()  # a new session, which has the address alone
    tab.until(lambda: "What does the next study search?" in tab.text)
    assert "6. From plots to ranges" in tab.text
    assert "whole range kept" in tab.one(".st-key-narrowing_rows").text


@pytest.mark.slow
def test_a_link_that_a_teacher_copied_opens_the_lesson_elsewhere(
    new_tab: Callable[[], Tab],
) -> None:
    teacher, student = new_tab(), new_tab()
    teacher.open("lessons")
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
