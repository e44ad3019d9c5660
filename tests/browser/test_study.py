"""A study from its range to its plots, as a person does it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from dctaxi.analysis.reading import read_studies, read_trials
from dctaxi.space import FloatRange
from dctaxi.study import find_study
from tests.browser.driver import ENDLESS, LONG_S, Tab
from tests.browser.server import Server
from tests.studies import keep_study, plan_of

PLOTS = ("importances", "contour")


def test_from_a_range_to_twenty_rows_and_three_plots(
    server: Server, new_tab: Callable[[], Tab]
) -> None:
    tab = new_tab()
    tab.open("new")
    tab.fill("space-lr-high", "0.05")
    tab.launch("narrow", 20)
    tab.until(lambda: "All 20 trials" in tab.text, LONG_S)  # by itself, as soon as it has ended

    assert tab.table_rows("trial_table_narrow_all") == 20
    for plot in PLOTS:
        tab.until(lambda plot=plot: tab.all(f".st-key-panel_{plot} .js-plotly-plot"))
    tab.until(lambda: tab.inside("plot_parallel_narrow", "canvas"))  # drawn by the app itself
    assert len(read_trials(server.workspace, "narrow")) == 20
    plan = find_study("narrow", server.workspace).plan
    assert plan is not None
    assert plan.space["lr"] == FloatRange(1e-5, 0.05, log=True)


@pytest.mark.slow
def test_a_study_that_one_tab_started_is_stopped_from_another(
    server: Server, new_tab: Callable[[], Tab]
) -> None:
    first, second = new_tab(), new_tab()
    first.open("new")
    first.launch("long", ENDLESS)
    first.until(first.finished_trials, LONG_S)
    second.open("studies")
    second.press("job_stop_now")
    second.until(lambda: "stopped" in second.text)
    first.until(lambda: "stopped" in first.text and "Resume: " in first.text)
    (study,) = read_studies(server.workspace)
    assert study.name == "long"
    assert 0 < study.done < ENDLESS


def test_a_reload_finds_the_study_that_trains(new_tab: Callable[[], Tab]) -> None:
    tab = new_tab()
    tab.open("new")
    tab.launch("long", ENDLESS)
    tab.until(tab.finished_trials, LONG_S)
    tab.driver.refresh()
    tab.until(tab.finished_trials)
    tab.press("job_stop_after")
    tab.until(lambda: "Resume: " in tab.text)


@pytest.mark.slow
def test_rows_that_are_ticked_are_picked_and_stay_so_after_a_reload(
    server: Server, new_tab: Callable[[], Tab]
) -> None:
    tab = new_tab()
    keep_study(plan_of("told"), server.workspace, [5.0, 4.0, 3.0, 6.0])
    tab.open("trials?study=told")
    tab.until(lambda: "Trial 2" in tab.text)
    tab.click_row("trial_table_told_all", 1)
    tab.until(lambda: "Trial 1" in tab.text and "trial 1 picked" in tab.text)
    tab.settle()
    tab.click_row("trial_table_told_all", 2)  # the best comes first
    tab.until(lambda: "Trial 0" in tab.text and "trials 1, 0 picked" in tab.text)
    tab.until(lambda: "picked=1" in tab.driver.current_url)
    tab.driver.refresh()
    tab.until(lambda: "Trial 0" in tab.text and "trials 1, 0 picked" in tab.text)
    tab.press("selection_clear")
    tab.until(lambda: "Trial 2" in tab.text and "trials 1, 0 picked" not in tab.text)


@pytest.mark.slow
def test_a_range_that_is_dragged_outlives_a_reload(
    server: Server, new_tab: Callable[[], Tab]
) -> None:
    tab = new_tab()
    keep_study(plan_of("told"), server.workspace, [5.0, 4.0, 3.0, 6.0])
    tab.open("trials?study=told")
    ends = ".st-key-filter_slider_value_told_0 input"
    tab.until(lambda: len(tab.all(ends)) == 2)
    tab.type_into(tab.all(ends)[1], Keys.ARROW_LEFT)
    tab.until(lambda: "3 of 4 trials" in tab.text and "Value up to 5" in tab.text)
    tab.until(lambda: tab.table_rows("trial_table_told_all") == 3)
    tab.until(lambda: "range=value%3A%3A5" in tab.driver.current_url)
    tab.driver.refresh()
    tab.until(lambda: "3 of 4 trials" in tab.text and "Value up to 5" in tab.text)


@pytest.mark.slow
def test_filters_follow_a_study_that_trains_but_not_under_the_hand_that_sets_one(
    new_tab: Callable[[], Tab],
) -> None:
    tab = new_tab()
    tab.open("new")
    tab.launch("long", ENDLESS)
    thumbs = "[class*='st-key-filter_slider_value'] [data-testid='stSliderThumbValue']"
    counts = ".st-key-filter_statuses_long button"

    def said(css: str) -> list[str]:
        texts = "return [...document.querySelectorAll(arguments[0])].map((e) => e.innerText)"
        return list(tab.driver.execute_script(texts, css))

    tab.until(lambda: len(said(thumbs)) == 2 and said(counts), LONG_S)
    before = said(counts)
    tab.until(lambda: said(counts) != before)
    open_end = said(thumbs)[1]
    highest = tab.all(thumbs)[1].find_element(By.XPATH, "..")
    ActionChains(tab.driver).click_and_hold(highest).perform()
    for _ in range(3):
        ActionChains(tab.driver).move_by_offset(-20, 0).perform()
    held, counted, table = said(thumbs)[1], said(counts), tab.one(".st-key-selection_bar").text
    assert held != open_end
    tab.until(lambda: tab.one(".st-key-selection_bar").text != table)  # the board goes on
    assert (said(thumbs)[1], said(counts)) == (held, counted)
    ActionChains(tab.driver).release().perform()
    tab.until(lambda: f"Value up to {held}" in tab.text)
    tab.until(lambda: said(counts) != counted)
    assert said(thumbs)[1] == held
    tab.press("selection_drop_value")
    tab.until(lambda: said(thumbs)[1] != held)
    counted = said(counts)
    tab.until(lambda: said(counts) != counted)
    assert said(thumbs)[1] != held
    tab.press("job_stop_after")
    tab.until(lambda: "Resume: " in tab.text)


@pytest.mark.slow
def test_dark_mode_draws_no_plot_on_white(server: Server, new_tab: Callable[[], Tab]) -> None:
    tab = new_tab()
    keep_study(plan_of("told"), server.workspace, [5.0, 4.0, 3.0, 6.0])
    tab.prefer_dark()
    tab.open("trials?study=told")
    tab.one(".st-key-panel_history .js-plotly-plot")
    for layer in tab.all(".js-plotly-plot .main-svg"):
        assert layer.value_of_css_property("background-color").endswith(", 0)")  # transparent
