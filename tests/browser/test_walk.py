"""The way through the whole, with a reload at each step and a restart of the server on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from dctaxi.data import GlobSource, TripSource
from dctaxi.data.sample import sample_trips
from dctaxi.space import FloatRange
from dctaxi.study import find_study
from tests.browser.driver import LONG_S, Tab
from tests.browser.server import Server
from tests.data.csv_files import write_csv

pytestmark = pytest.mark.slow

PICTURE = ".st-key-panel_importances .js-plotly-plot"


def reload(tab: Tab) -> None:
    tab.driver.refresh()
    tab.wait_idle()


def value(tab: Tab, key: str) -> str:
    return tab.one(f".st-key-{key} input").get_attribute("value") or ""


def press(tab: Tab, css: str, words: str) -> None:
    """Press one of several buttons, by the words at its end."""
    tab.one(css)
    next(each for each in tab.all(css) if each.text.endswith(words)).click()
    tab.wait_idle()


def test_from_an_empty_workspace_to_the_answer_of_an_idea(
    server: Server, new_tab: Callable[[], Tab], tmp_path: Path
) -> None:
    tab = new_tab()
    tab.open("")
    tab.press("first-study")
    tab.until(lambda: tab.all(PICTURE), LONG_S)
    reload(tab)
    tab.until(lambda: tab.all(PICTURE) and "All 100 trials" in tab.text)

    tab.visit("Search", "New study")
    tab.fill("space-lr-high", "0.05")
    tab.until(lambda: "draft=" in tab.driver.current_url)
    reload(tab)
    tab.until(lambda: value(tab, "space-lr-high") == "0.05")
    tab.fill("launch_n_trials", "12")
    draft = urlsplit(tab.driver.current_url).query
    second = new_tab()
    second.open(f"new?{draft}")
    second.until(lambda: value(second, "launch_n_trials") == "12")
    second.fill("launch_name", "narrow")
    second.until(lambda: "narrow" in next((tmp_path / "drafts").iterdir()).read_text())

    server.close()
    again = Server(tmp_path)
    try:
        tab.server = again
        tab.open(f"new?{draft}")
        tab.until(lambda: value(tab, "launch_name") == "narrow")
        assert (value(tab, "space-lr-high"), value(tab, "launch_n_trials")) == ("0.05", "12")
        tab.press("launch_button")
        tab.until(lambda: "All 12 trials" in tab.text, LONG_S)
        tab.until(lambda: "study=narrow" in tab.driver.current_url)
        reload(tab)
        tab.until(lambda: tab.all(PICTURE) and "All 12 trials" in tab.text)
        tab.until(lambda: tab.table_rows("trial_table_narrow_all") == 12)
        plan = find_study("narrow", again.workspace).plan
        assert plan is not None
        assert plan.space["lr"] == FloatRange(1e-5, 0.05, log=True)
    finally:
        again.close()


def test_an_uploaded_data_set_outlives_a_reload_and_a_restart_and_is_trained_on(
    server: Server, new_tab: Callable[[], Tab], tmp_path: Path
) -> None:
    file = tmp_path / "my trips.csv"
    write_csv(file, sample_trips(60, 1))
    tab = new_tab()
    tab.open("data")
    press(tab, ".st-key-data-way button", "Upload")
    tab.one(".st-key-data-file-train input[type='file']").send_keys(str(file))
    tab.until(lambda: file.name in tab.text)
    press(tab, "[data-testid='stFormSubmitButton'] button", "Check and use")
    tab.until(lambda: "Your data sets" in tab.text and "my trips" in tab.text)
    tab.until(lambda: "draft=" in tab.driver.current_url)
    reload(tab)
    tab.until(lambda: "my trips" in tab.text and tab.all(".st-key-data-fares .js-plotly-plot"))

    tab.follow("New study")
    tab.until(lambda: "my trips" in tab.text)
    tab.fill("launch_name", "mine")
    tab.fill("launch_n_trials", "12")
    reload(tab)
    tab.until(lambda: value(tab, "launch_name") == "mine")
    draft = urlsplit(tab.driver.current_url).query

    server.close()
    again = Server(tmp_path)
    try:
        tab.server = again
        tab.open(f"new?{draft}")
        tab.until(lambda: "my trips" in tab.text and value(tab, "launch_name") == "mine")
        tab.press("launch_button")
        tab.until(lambda: "All 12 trials" in tab.text, LONG_S)
        reload(tab)
        tab.until(lambda: tab.all(PICTURE) and "All 12 trials" in tab.text)
        plan = find_study("mine", again.workspace).plan
        assert plan is not None
        assert isinstance(plan.source, GlobSource | TripSource)
        assert str(tmp_path) in plan.source.train
    finally:
        again.close()
