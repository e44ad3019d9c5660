"""Whole searches, importances by training and the race, asked for by real clicks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dctaxi.populations import SENSITIVITIES
from dctaxi.searches import SEARCHES
from dctaxi.teaching.race import RACES
from tests.browser.driver import LONG_S, Tab
from tests.browser.server import Server

pytestmark = pytest.mark.slow


def test_what_if_says_whether_whole_searches_of_the_ranges_end_lower(
    server: Server, study: str, new_tab: Callable[[], Tab]
) -> None:
    tab = new_tab()
    tab.open(f"whatif?study={study}&whatif=lr%3D0.03%3A0.07")
    tab.press("whatif_searches_train")
    tab.until(lambda: "pairs with the same HPO seed" in tab.text, LONG_S)
    tab.wait_idle()
    assert tab.all(".st-key-whatif_searches_plot .js-plotly-plot .scatterlayer .trace")
    whole, inside = (SEARCHES.load(one.id, server.workspace) for one in SEARCHES.list(
        server.workspace
    ))  # fmt: skip
    assert whole.done == inside.done == 32 * 50

    tab.driver.refresh()  # the answer is kept, and stands there again without a click
    tab.until(lambda: "pairs with the same HPO seed" in tab.text)
    assert len(SEARCHES.list(server.workspace)) == 2


def test_trials_says_what_more_trials_would_bring(
    server: Server, study: str, new_tab: Callable[[], Tab]
) -> None:
    tab = new_tab()
    tab.open(f"trials?study={study}")
    tab.press("trials_stop_here_train")
    tab.until(lambda: "100 trials" in tab.text and "95 % interval" in tab.text, LONG_S)
    (kept,) = SEARCHES.list(server.workspace)
    assert kept.complete


def test_importances_by_training_name_luck_and_pairs(
    server: Server, study: str, new_tab: Callable[[], Tab]
) -> None:
    tab = new_tab()
    tab.open(f"trials?study={study}&importances=by-training")
    tab.press("by_training_train")
    tab.until(lambda: tab.all(".st-key-by_training_bars .js-plotly-plot"), LONG_S)
    tab.wait_idle()
    assert tab.all(".st-key-by_training_pairs .js-plotly-plot")
    (kept,) = SENSITIVITIES.list(server.workspace)
    assert kept.complete


def test_a_race_ends_while_one_watches(server: Server, new_tab: Callable[[], Tab]) -> None:
    tab = new_tab()
    tab.open("race")
    tab.press("race_train")
    tab.until(lambda: RACES.list(server.workspace) and RACES.list(server.workspace)[0].complete, 90)
    tab.until(lambda: tab.all(".js-plotly-plot .scatterlayer .trace"))
    assert "Traceback" not in tab.text
