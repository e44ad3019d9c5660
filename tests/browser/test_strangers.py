"""Every page with a stranger's words in all that it shows, in a real browser, with a listener.

Nothing is fetched, nothing leads away, and no picture stands where the words do. The content
security policy would keep a picture from being fetched all the same, so pages are looked at, too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from dctaxi.data import COLUMNS
from dctaxi.space import PRESETS, space_text
from dctaxi.teaching.lessons.file import lesson_to_link
from dctaxi.teaching.lessons.lesson import Guess, Lesson, Option
from tests.browser.driver import Tab
from tests.browser.server import Server
from tests.strangers import Listener, keep_strangers_study, listening, picture
from tests.studies import keep_study, plan_of

FOREIGN, OTHER, OWN = "study", "other", "own"

STRANGE = """
const here = location.origin;
const leads = [...document.querySelectorAll('a')].map(a => a.getAttribute('href')
  || a.getAttribute('xlink:href')).filter(to => to && new URL(to, location).origin !== here);
const shows = [...document.querySelectorAll('img, iframe, video, audio, object, embed')]
  .map(e => e.src || e.data).filter(to => to && !to.startsWith('data:') && !to.startsWith('blob:')
    && new URL(to, location).origin !== here);
const bold = [...document.querySelectorAll('b')].map(b => b.textContent);
return [...leads, ...shows, ...bold];
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all that strangers say; nothing trains here, so no kernel is compiled."""
    running = Server(tmp_path_factory.mktemp("home"))
    yield running
    running.close()


@pytest.fixture
def stranger() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


def strange(tab: Tab) -> list[str]:
    """Return what on the page leads or shows what is not the server's, and what was refused."""
    found: list[str] = tab.driver.execute_script(STRANGE)
    return [*found, *tab.refused()]


@pytest.mark.slow
def test_no_page_fetches_or_leads_to_what_a_stranger_says(
    server: Server, new_tab: Callable[[], Tab], stranger: Listener
) -> None:
    host = stranger.url
    names = {name: picture(name, host) for name in (FOREIGN, OTHER)}
    for name in names.values():
        keep_strangers_study(server.workspace, host, name)
    keep_study(plan_of(OWN), server.workspace, [3.0, 2.0, 4.0, None, 2.5])
    space = server.workspace.folder("spaces") / "www.stranger.example :smile: [x](y).json"
    space.write_text(space_text(PRESETS["chapter"].space))
    title = picture("title", host)
    of_foreign = {"study": names[FOREIGN]}
    question = "What is http&colon;//stranger.example? :smile:"
    option = Option("someone@stranger.example $x$", PRESETS["chapter"].space)
    lesson = Lesson(
        title="# www&period;stranger.example **x**",
        page="studies",
        task=f"Look at http&colon;{host[5:]}/lesson, [x][y], <x@stranger.example>.",
        guess=Guess(question, "number", (option,)),
    )
    pages: tuple[tuple[str, dict[str, object], str], ...] = (
        ("", {"lesson": lesson_to_link(lesson)}, "![study]"),
        ("data", {}, ""),
        ("new", {"space": picture("space", host)}, ""),
        ("trials", of_foreign | {"picked": "11"}, "![message]"),
        ("trials", {"study": picture("gone", host), "only": f'params_optimizer:"{title}"',
                    "top": title, "status": title}, "![gone]"),
        *(("trials", of_foreign | {"view": view}, "") for view in ("slice", "honesty")),
        ("compare", {"studies": list(names.values())}, "![other]"),
        ("compare", {"studies": list(names.values()), "view": "importance_sides"}, ""),
        ("whatif", of_foreign, "another program"),
        ("whatif", {"study": OWN, "card": f"n=64;seed=0;lr=0.02:0.05;title={title}",
                    "whatif": f"n=64;seed=0;lr=0.03:0.05;title={title}"}, "![title]"),
        ("whatif", {"study": OWN, "whatif": f"n={title}"}, "![title]"),
        ("whatif", of_foreign | {"ask": "repeat"}, ""),
        ("scale", {"scale_low": title}, ""),
        ("network", {"network_list": title}, "title ![titl"),
        ("batch_norm", {}, ""),
        ("luck", of_foreign, ""),
        ("tpe", of_foreign, ""),
        ("race", {"race_space": title}, ""),
        ("easy_batch", of_foreign, ""),
        ("learn", {"lesson": title}, "damaged"),
        ("glossary", {"term": title, "find": title}, ""),
    )  # fmt: skip
    tab = new_tab()
    found: dict[str, list[str]] = {}
    for page, query, said in pages:
        tab.open(f"{page}?{urlencode(query, doseq=True)}")
        if said:
            tab.until(lambda said=said: said in tab.text.replace("\u2060", ""))
        if page == "":
            assert "[x][y]" in tab.text.replace("\u2060", "")
        if wrong := strange(tab):
            found[f"{page} {sorted(query)}"] = wrong
    assert found == {}
    assert stranger.heard == []


def press(tab: Tab, css: str, words: str) -> None:
    """Press the button among these that says these words."""
    tab.until(lambda: [button for button in tab.all(css) if words in button.text])
    next(button for button in tab.all(css) if words in button.text).click()
    tab.wait_idle()


@pytest.mark.slow
def test_names_and_headings_of_files_are_text(
    new_tab: Callable[[], Tab], stranger: Listener, tmp_path: Path
) -> None:
    heading = picture("heading", stranger.url)
    trips = tmp_path / "www.stranger.example ![x](y) :smile:.csv"
    cells = [picture("cell", stranger.url), *"12345678"]
    trips.write_text(f"{','.join(COLUMNS)}\n{','.join(cells)}\n", encoding="utf-8")
    tab = new_tab()
    tab.open("data")
    press(tab, ".st-key-data-way button", "Upload")
    for field in tab.all("input[type='file']"):
        field.send_keys(str(trips))
    press(tab, "[data-testid='stFormSubmitButton'] button", "Check and use")
    tab.until(lambda: "3 of 3 rows cannot be used" in tab.text)
    assert strange(tab) == []
    lesson = tmp_path / "![x](y).json"
    lesson.write_text(json.dumps({heading: 1}), encoding="utf-8")
    tab.open("learn")
    press(tab, "[role='tab']", "Open a file")
    tab.one("input[type='file']").send_keys(str(lesson))
    tab.until(lambda: "expected only version, title" in tab.text)
    space = tmp_path / "space.json"
    space.write_text(json.dumps({"version": heading, "parameters": {}}), encoding="utf-8")
    tab.open("new")
    press(tab, "button", "Open")
    tab.one("input[type='file']").send_keys(str(space))
    tab.until(lambda: "heading" in tab.text)
    assert strange(tab) == []
    assert stranger.heard == []
