"""The glossary from where a word is met, and back, with nothing lost on the way."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from dctaxi.glossary import GLOSSARY
from tests.browser.driver import Tab
from tests.browser.server import Server
from tests.studies import keep_study, plan_of

TIP = "[data-testid='stTooltipContent']"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("stMetric'][contains(., 'all validation rows')]", "RMSE of the finished network"),
        ("stHeading'][contains(., 'Optimisation history')]", "the order of trials"),
    ],
)
def test_a_tooltip_leads_to_its_entry_in_a_tab_of_its_own(
    server: Server, new_tab: Callable[[], Tab], place: str, said: str
) -> None:
    keep_study(plan_of("four"), server.workspace, [3.0, 2.0, 4.0, 5.0])
    tab = new_tab()
    tab.open("trials?study=four")
    icon = f"//*[@data-testid='{place}//*[contains(@class, 'stTooltipIcon')]//button"
    tab.until(lambda: tab.driver.find_element(By.XPATH, icon))
    mark = tab.driver.find_element(By.XPATH, icon)
    tab.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", mark)
    ActionChains(tab.driver).move_to_element(mark).perform()
    tab.until(lambda: said in tab.one(TIP).text)
    ActionChains(tab.driver).move_to_element(tab.one(TIP)).perform()
    tab.one(f"{TIP} a").click()
    tab.until(lambda: len(tab.driver.window_handles) == 2)
    assert "trials" in tab.driver.current_url  # the work stays where it was
    tab.driver.switch_to.window(tab.driver.window_handles[1])
    (term,) = re.findall(r"term=([\w-]+)", tab.driver.current_url)
    title = GLOSSARY[term].label.with_unit
    tab.until(lambda: tab.one(".st-key-glossary_term h3").text == title)


@pytest.mark.slow
def test_the_way_to_the_glossary_and_back_keeps_what_was_set(new_tab: Callable[[], Tab]) -> None:
    tab = new_tab()
    tab.open("new")
    tab.fill("space-lr-low", "0.02")
    tab.one("[data-testid='stPageLink'] a[href$='glossary']").send_keys(Keys.ENTER)
    tab.until(lambda: tab.one("h1").text.endswith("Glossary"))
    tab.fill("find", "learning rate")
    tab.until(lambda: "find=learning" in tab.driver.current_url)
    tab.one("[data-testid='stPageLink'] a[href$='new']").send_keys(Keys.ENTER)
    tab.until(lambda: tab.one("h1").text.endswith("New study"))
    tab.until(lambda: tab.one(".st-key-space-lr-low input").get_attribute("value") == "0.02")


@pytest.mark.slow
def test_the_tour_is_led_by_keyboard_alone(new_tab: Callable[[], Tab]) -> None:
    tab = new_tab()
    tab.open("")
    tab.one(".st-key-tour_begin button").send_keys(Keys.ENTER)
    for number in range(2, 5):
        tab.until(lambda number=number: f"A short tour, {number - 1} of 4" in tab.text)
        tab.one(".st-key-tour_next button").send_keys(Keys.ENTER)
        tab.wait_idle()
    tab.until(lambda: "A short tour, 4 of 4" in tab.text)
    assert tab.one("h1").text.endswith("Learn")
    tab.one(".st-key-tour_leave button").send_keys(Keys.ENTER)
    tab.until(lambda: "A short tour" not in tab.text)
