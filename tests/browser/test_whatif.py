"""What if and repeat, as a person asks: with the engine itself and real clicks."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from dctaxi.analysis.reading import read_studies, read_trials
from dctaxi.space import FloatRange
from dctaxi.study import find_study
from tests.browser.driver import LONG_S, Tab
from tests.browser.server import Server


def drag(tab: Tab, start: float, end: float) -> None:
    """Drag over the histogram of the learning rate, from one share of its width to another."""
    field = tab.inside("whatif_board", ".axis:not(.listed) .field")[0]
    tab.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", field)
    width = field.size["width"]
    chain = ActionChains(tab.driver, duration=80)
    chain.move_to_element_with_offset(field, round(width * (start - 0.5)), 0).click_and_hold()
    chain.move_by_offset(round(width * (end - start) / 2), 0)
    chain.move_by_offset(round(width * (end - start) / 2), 0).release().perform()


def said(tab: Tab, part: str) -> str:
    return " ".join(str(one.text) for one in tab.inside("whatif_board", part))


@pytest.mark.slow
def test_a_drag_and_keys_narrow_and_fresh_trainings_test_what_they_show(
    study: str, new_tab: Callable[[], Tab]
) -> None:
    tab = new_tab()
    tab.open(f"whatif?study={study}")
    tab.press("whatif_board_train")
    tab.until(lambda: "in the pool" in said(tab, ".share"), LONG_S)
    drag(tab, 0.3, 0.7)
    tab.until(lambda: "fresh trainings" in said(tab, ".status"), LONG_S)
    tab.until(lambda: " in these ranges is " in tab.text)
    tab.until(lambda: "lr%3D" in tab.driver.current_url)
    dragged = tab.driver.current_url

    low = tab.inside("whatif_board", ".axis .handle")[0]
    spoken = low.get_attribute("aria-valuetext")
    tab.type_into(low, Keys.ARROW_RIGHT * 3)
    tab.until(lambda: tab.driver.current_url != dragged)
    assert low.get_attribute("aria-valuetext") != spoken
    tab.wait_idle()
    text = said(tab, ".axis .range")
    tab.driver.refresh()
    tab.until(lambda: said(tab, ".axis .range") == text, LONG_S)
    other = new_tab()
    other.open(tab.driver.current_url.rpartition("/")[2])
    other.until(lambda: said(other, ".axis .range") == text, LONG_S)


def train(tab: Tab, key: str, words: str) -> None:
    """Press the button, unless the page found it quick enough to train at once."""
    tab.until(lambda: words in tab.text or tab.all(f".st-key-{key}_train button"))
    if words not in tab.text:
        tab.press(f"{key}_train")
    tab.until(lambda: words in tab.text, LONG_S)
    tab.wait_idle()


def test_from_a_finished_study_over_a_what_if_to_its_child(
    server: Server, study: str, new_tab: Callable[[], Tab]
) -> None:
    tab = new_tab()
    tab.open(f"whatif?study={study}&whatif_plain=true")
    tab.click(".st-key-whatif_row_lr [data-testid='stPopover'] button")
    tab.fill("whatif_text_lr", "0.02:0.05")
    trials = read_trials(server.workspace, study)
    inside = int(trials["params_lr"].between(0.02, 0.05).sum())
    tab.until(lambda: f"{inside} of 60" in tab.text)

    train(tab, "whatif", "in these ranges is")
    # Of a change of the best alone that is said first.
    assert re.search(r"(Inconclusive|Better|Worse|Mixed): the .+ in these ranges is", tab.text)
    assert "256 trainings" in tab.text
    assert tab.all(".st-key-whatif_plot .js-plotly-plot")
    tab.until(lambda: "lr%3D0.02%3A0.05" in tab.driver.current_url)

    tab.press("whatif_continue")
    tab.until(lambda: f"{inside} of 60 trials kept" in tab.text)
    tab.fill("whatif_child_trials", "12")
    tab.press("whatif_child_run")
    tab.until(lambda: f"{server.url}/trials" in tab.driver.current_url)
    tab.until(lambda: f"All {inside + 12} trials" in tab.text, LONG_S)

    tab.open("")
    tab.until(lambda: "continues parent" in tab.text)
    child = find_study("parent-child", server.workspace).plan
    assert child is not None
    assert child.space["lr"] == FloatRange(0.02, 0.05, log=True)
    assert {each.name: each.parent for each in read_studies(server.workspace)} == {
        "parent": None,
        "parent-child": "parent",
    }


@pytest.mark.slow
def test_fresh_seeds_show_how_far_the_winner_falls(study: str, new_tab: Callable[[], Tab]) -> None:
    tab = new_tab()
    tab.open(f"whatif?ask=repeat&study={study}")
    train(tab, "seeds", "with 64 fresh seeds its median is")
    assert tab.all(".st-key-seeds_plot .js-plotly-plot")
    assert "320 trainings" in tab.text
