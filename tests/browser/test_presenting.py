"""Learn pages on a projector: one picture, its sentence whole and large, and nothing around it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dctaxi.space import PRESETS
from dctaxi.study import StudyPlan, create_study, run_study
from tests.browser.driver import LONG_S, Tab
from tests.browser.server import Server

pytestmark = pytest.mark.slow

PROJECTOR = (1280, 720)
SENTENCES = """
const shown = (e) => getComputedStyle(e).translate == 'none';
return [...document.querySelectorAll('[class*="st-key-present_"]')]
  .filter((e) => e.querySelector(':scope > * > [class*="_drawing"]') && shown(e))
  .map((e) => e.querySelector(':scope > [data-testid=stElementContainer] p'))
  .map((p) => [p.getBoundingClientRect().bottom, parseFloat(getComputedStyle(p).fontSize)]);
"""


def test_every_learn_page_says_what_its_trained_picture_shows_to_the_back_of_a_room(
    server: Server, new_tab: Callable[[], Tab]
) -> None:
    create_study(StudyPlan("own", PRESETS["chapter"].space, n_trials=40), server.workspace)
    run_study("own", server.workspace)
    tab = new_tab()
    tab.resize(*PROJECTOR)
    for page in ("scale", "network", "batch_norm", "luck", "tpe", "race"):
        tab.open(f"{page}?study=own")
        while buttons := [one for one in tab.all("[class*='_train'] button") if one.is_enabled()]:
            tab.driver.execute_script("arguments[0].click()", buttons[0])
            tab.wait_idle()
            tab.until(lambda: not tab.all("[class*='_stop'] button"), LONG_S)
            tab.wait_idle()
        tab.press("present_begin")
        tab.until(lambda: len(tab.driver.execute_script(SENTENCES)) == 1)
        tab.settle()
        ((bottom, size),) = tab.driver.execute_script(SENTENCES)
        controls = tab.one(".st-key-present_controls").rect["y"]
        assert bottom <= controls, page
        assert size >= 24, page
        assert not tab.one("[data-testid='stHeader']").is_displayed()
        tab.press("present_leave")
        tab.until(lambda: tab.all(".st-key-present_begin"))
