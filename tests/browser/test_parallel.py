"""Brushing parallel coordinates with mouse and keys, as a person does."""

from __future__ import annotations

from collections.abc import Callable

import optuna
import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from dctaxi.storage import quiet_optuna, writing
from tests.browser.driver import Tab
from tests.browser.server import Server

KEY = "plot_parallel_brushed"


@pytest.fixture
def study(server: Server) -> str:
    """Forty trials with a conditional parameter, of which one diverged."""
    with writing(server.workspace.storage_url) as storage, quiet_optuna():
        made = optuna.create_study(study_name="brushed", storage=storage)
        for number in range(40):
            made.enqueue_trial({"lr": 10 ** (number / 39 * 2 - 3)})
            trial = made.ask()
            trial.suggest_float("lr", 1e-3, 1e-1, log=True)
            if trial.suggest_categorical("optimizer", ["Adam", "SGD"]) == "SGD":
                trial.suggest_float("momentum", 0.0, 1.0)
            state = optuna.trial.TrialState.FAIL if number == 7 else None
            made.tell(trial, None if state else 1.0 + abs(number - 20), state=state)
    return "brushed"


def axis(tab: Tab, column: str) -> WebElement:
    """Find an axis by its column, inside the component's own document."""
    for host in tab.all(f".st-key-{KEY} *"):
        root = tab.driver.execute_script("return arguments[0].shadowRoot", host)
        if root is not None:
            return root.find_element(By.CSS_SELECTOR, f"[data-column='{column}']")
    raise AssertionError("the drawing has no document of its own")


def columns(tab: Tab) -> list[str]:
    root = tab.driver.execute_script("return arguments[0].getRootNode()", axis(tab, "value"))
    found = root.find_elements(By.CSS_SELECTOR, ".axis")
    return [str(one.get_attribute("data-column")) for one in found]


def length(strip: WebElement) -> int:
    """Return the length of an axis, which its strip outreaches at both ends."""
    return int(strip.size["height"]) - 32


def drag(tab: Tab, column: str, start: float, end: float) -> None:
    """Drag along an axis, from one share of its height to another, 0 at the bottom."""
    strip = axis(tab, column).find_element(By.CSS_SELECTOR, ".strip")
    tab.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", strip)
    height = length(strip)
    first, last = (round(height / 2 - height * share) for share in (start, end))
    chain = ActionChains(tab.driver, duration=80)
    chain.move_to_element_with_offset(strip, 0, first).click_and_hold()
    chain.move_by_offset(0, (last - first) // 2)
    chain.move_by_offset(0, last - first - (last - first) // 2).release().perform()
    tab.wait_idle()


def test_a_brush_filters_the_table_and_a_filter_brushes_the_axis(
    study: str, new_tab: Callable[[], Tab]
) -> None:
    tab = new_tab()
    tab.open(f"trials?study={study}")
    tab.until(lambda: columns(tab)[-1] == "value")
    drag(tab, "params_lr", 9.5 / 39, 29.5 / 39)  # half-way between two trials
    tab.until(lambda: "20 of 40 trials" in tab.text)
    tab.until(lambda: "range=params_lr" in tab.driver.current_url)
    assert "selected from about" in str(axis(tab, "params_lr").get_attribute("aria-label"))

    axis(tab, "params_lr").send_keys(Keys.DELETE)
    tab.until(lambda: "All 40 trials" in tab.text)
    tab.open(f"trials?study={study}&range=params_lr:0.01:")
    tab.until(lambda: "20 of 40 trials" in tab.text)
    (brush,) = axis(tab, "params_lr").find_elements(By.CSS_SELECTOR, ".brush")
    strip = axis(tab, "params_lr").find_element(By.CSS_SELECTOR, ".strip")
    assert brush.size["height"] == pytest.approx(length(strip) / 2, abs=4)

    axis(tab, "params_lr").send_keys(Keys.SHIFT, Keys.ARROW_UP * 5)
    tab.until(lambda: "16 of 40 trials" in tab.text)
    first = columns(tab)
    axis(tab, first[0]).send_keys(Keys.ALT, Keys.ARROW_RIGHT)
    tab.until(lambda: columns(tab)[1] == first[0])
