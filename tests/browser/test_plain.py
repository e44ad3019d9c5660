"""Strangers' texts in a real browser, in every element that the pages use."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from dctaxi.foreign_text import visible
from tests.browser.driver import Tab
from tests.browser.server import Server
from tests.strangers import Listener, listening, sayings

WORD_JOINER = "\u2060"
ELEMENTS = 31
AT_ONCE = 10
TOAST = "[data-testid='stToast']"

ELEMENT = (
    "a:not([href^='glossary'], [data-testid='stPageLink-NavLink']), img, script, em, del, sup, "
    "sub, ul, ol, blockquote, hr, pre, table table, .katex, [role=img], .stMarkdownBadge, "
    ":not(.stHeading *):is(h1, h2, h3)"
)
"""What Markdown or HTML might make of a text, beside what the elements are made of."""

SHOWN = """
return [...document.querySelectorAll('[class*="st-key-said-"]')].map(box => [
  [...box.classList].find(name => name.startsWith('st-key-said-')).slice(12),
  box.innerText,
  [...box.querySelectorAll(arguments[0])].map(element => element.outerHTML),
])
"""


@pytest.fixture
def stranger() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


@pytest.fixture
def server(tmp_path: Path, stranger: Listener) -> Iterator[Server]:
    texts = json.dumps(sayings(stranger.url))
    app = Path(__file__).with_name("plain_app.py")
    running = Server(tmp_path, app, SAYINGS=texts)
    yield running
    running.close()


def inside(box: WebElement) -> list[WebElement]:
    return box.find_elements(By.CSS_SELECTOR, ELEMENT)


def test_every_element_shows_exactly_what_was_said(
    new_tab: Callable[[], Tab], stranger: Listener
) -> None:
    said = sayings(stranger.url)
    tab = new_tab()
    in_toasts: list[str] = []
    wrong: dict[str, tuple[str, str, list[str]]] = {}
    checked = 0
    for start in range(0, len(said), AT_ONCE):
        tab.open(f"?from={start}")
        for key, text, elements in tab.driver.execute_script(SHOWN, ELEMENT):
            shown = " ".join(text.replace(WORD_JOINER, "").split())
            expected = visible(said[int(key.rpartition("-")[2])])
            if (expected not in shown, elements) != (False, []):
                wrong[key] = (shown, expected, elements)
            checked += 1
        in_toasts += [each.text for toast in tab.all(TOAST) for each in inside(toast)]
    assert not wrong
    assert not in_toasts
    assert checked == len(said) * ELEMENTS
    assert stranger.heard == []


def test_a_picture_from_elsewhere_is_not_fetched_even_where_a_text_slipped_through(
    new_tab: Callable[[], Tab], stranger: Listener
) -> None:
    tab = new_tab()
    tab.open("slipped?" + urlencode({"text": f"![x]({stranger.url}/slipped.png)"}))
    tab.until(lambda: tab.all("img[src$='slipped.png']"))
    tab.until(tab.refused)
    for start in (
        f"new Image().src = '{stranger.url}/image'",
        f"fetch('{stranger.url}/fetch').catch(() => 0)",
        f"navigator.sendBeacon('{stranger.url}/beacon')",
    ):
        tab.driver.execute_script(start)
    tab.wait_idle()
    assert stranger.heard == []
    said = " ".join(tab.refused())
    assert [what for what in ("image", "fetch", "beacon") if f"/{what}" not in said] == []
