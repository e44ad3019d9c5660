"""Addresses that are opened first on a fresh server."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.error import HTTPError

import pytest

from tests.browser.driver import Tab
from tests.browser.server import Server
from tests.studies import keep_study, plan_of

PAGES = ("data", "new")


def test_a_link_to_a_studys_trials_opens_them(server: Server, new_tab: Callable[[], Tab]) -> None:
    keep_study(plan_of("older"), server.workspace, [3.0, 2.0, 4.0])
    keep_study(plan_of("newer"), server.workspace, [5.0, 6.0])
    tab = new_tab()
    tab.open("trials?study=older")
    assert tab.one("h1").text.endswith("Trials")
    tab.until(lambda: tab.table_rows("trial_table_older_all") == 3)
    tab.until(lambda: "study=older" in tab.driver.current_url)
    assert "Page not found" not in tab.text


def test_one_step_back_leads_to_the_page_before(server: Server, new_tab: Callable[[], Tab]) -> None:
    keep_study(plan_of("mine"), server.workspace, [3.0, 2.0, 4.0])
    tab = new_tab()
    tab.open("studies")
    tab.visit("Explore", "Trials")
    tab.until(lambda: "view=history" in tab.driver.current_url)  # says the page by itself
    tab.visit("Learn", "Learn")
    tab.until(lambda: tab.one("h1").text.endswith("Learn"))
    for title in ("Trials", "Studies"):
        tab.driver.back()
        tab.until(lambda title=title: tab.one("h1").text.endswith(title))
        tab.wait_idle()
    tab.driver.forward()
    tab.until(lambda: tab.one("h1").text.endswith("Trials"))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_by_its_address_in_the_apps_frame(
    page: str, new_tab: Callable[[], Tab]
) -> None:
    tab = new_tab()
    tab.open(page)
    assert page in tab.one("h1").text.lower()
    assert list(tab.menu("Search")) == ["Studies", "Data", "New study"]


def test_every_answer_says_what_may_be_loaded_and_the_first_page_has_a_name(tmp_path: Path) -> None:
    server = Server(tmp_path, DCTAXI_FRAME_HOSTS="https://school.example")
    for path in ("", "trials", "_stcore/health", "static/index.html", "nowhere.png"):
        try:
            answer = urllib.request.urlopen(f"{server.url}/{path}", timeout=30)
        except HTTPError as error:
            answer = error
        policy = answer.headers["Content-Security-Policy"]
        assert "img-src 'self' data: blob:;" in policy
        assert policy.endswith("frame-ancestors 'self' https://school.example")
        answer.close()
    with urllib.request.urlopen(f"{server.url}/studies?draft=a", timeout=30) as answer:
        assert answer.url == f"{server.url}/?draft=a"  # the first page has the bare address
    server.close()


@pytest.mark.slow
def test_nothing_is_fetched_from_elsewhere(server: Server, new_tab: Callable[[], Tab]) -> None:
    tab = new_tab()
    for page in ("", *PAGES, "trials"):
        tab.open(page)
        fetched = tab.driver.execute_script(
            "return performance.getEntriesByType('resource').map(entry => entry.name)"
        )
        assert [url for url in fetched if not url.startswith((server.url, "data:", "blob:"))] == []
