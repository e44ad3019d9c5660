"""Pages of other sites that show the app in frames: only named ones may, and no frame trains."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlencode

import pytest

from dctaxi.analysis.reading import read_studies
from dctaxi.populations import POOLS, POPULATIONS
from dctaxi.space import PRESETS
from dctaxi.study import StudyPlan
from tests.browser.driver import Tab
from tests.browser.server import Server
from tests.studies import keep_study

HIDDEN = 8

ASKS = "return document.body.textContent.includes('64 trainings, about')"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(folder: Path) -> Iterator[int]:
    """Serve a folder as another site does; gives its port."""
    handler = partial(_Quiet, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[int]:
    folder = tmp_path / "site"
    folder.mkdir()
    with serving(folder) as port:
        yield port


@pytest.fixture
def server(tmp_path: Path, site: int, compiled: None) -> Iterator[Server]:  # noqa: ARG001
    """A server that lets the site into frames under its number, and not under its name."""
    home = tmp_path / "home"
    home.mkdir()
    running = Server(home, DCTAXI_FRAME_HOSTS=f"http://127.0.0.1:{site}")
    yield running
    running.close()


@pytest.fixture
def study(server: Server, new_tab: Callable[[], Tab]) -> str:
    """A study, and a population that the server has trained: what is quick trains at once now."""
    plan = StudyPlan("study", PRESETS["first"].space)
    keep_study(plan, server.workspace, [3.0, 2.0, 4.0])
    tab = new_tab()
    tab.open(f"whatif?study={plan.name}&whatif_plain=true&whatif=n=64;seed=99")
    tab.press("whatif_train")
    tab.until(lambda: POPULATIONS.list(server.workspace))
    tab.wait_idle()
    return plan.name


def what_if(server: Server, study: str, seed: int) -> str:
    asked = {"study": study, "whatif": f"n=64;seed={seed};lr=0.02:0.04;title=of a stranger"}
    return f"{server.url}/whatif?{urlencode(asked)}"


def write_page(folder: Path, addresses: list[str]) -> None:
    """Write a page that shows the first address in a frame, and the others in hidden ones."""
    frames = [
        f'<iframe src="{address.replace("&", "&amp;")}" width="1200" height="800"'
        f"{' style=display:none' if place else ''}></iframe>"
        for place, address in enumerate(addresses)
    ]
    (folder / "page.html").write_text(f"<!doctype html>{''.join(frames)}", encoding="utf-8")


@pytest.mark.slow
def test_a_site_that_is_not_named_shows_no_page_and_one_that_is_shows_it(
    server: Server, new_tab: Callable[[], Tab], site: int, tmp_path: Path
) -> None:
    write_page(tmp_path / "site", [f"{server.url}/glossary"])
    tab = new_tab()
    tab.driver.get(f"http://localhost:{site}/page.html")
    tab.until(tab.refused)
    tab.driver.switch_to.frame(tab.one("iframe"))
    assert not tab.all("[data-testid='stApp']")
    tab.driver.get(f"http://127.0.0.1:{site}/page.html")
    tab.driver.switch_to.frame(tab.one("iframe"))
    tab.until(lambda: "Glossary" in tab.text and "median" in tab.text)
    assert tab.refused() == []


@pytest.mark.slow
def test_eight_hidden_frames_train_nothing_and_write_nothing(
    server: Server, study: str, new_tab: Callable[[], Tab], site: int, tmp_path: Path
) -> None:
    before = POPULATIONS.list(server.workspace)
    addresses = [what_if(server, study, seed) for seed in range(1 + HIDDEN)]
    write_page(tmp_path / "site", addresses)
    tab = new_tab()
    for host in ("localhost", "127.0.0.1"):
        tab.driver.get(f"http://{host}:{site}/page.html")
        tab.until(lambda: len(tab.all("iframe")) == 1 + HIDDEN)
        frames = tab.all("iframe")
        for frame in frames:
            tab.driver.switch_to.frame(frame)
            if host == "127.0.0.1":  # which may show the app: every frame has opened its page
                tab.until(lambda: tab.driver.execute_script(ASKS))
            else:
                tab.until(lambda: not tab.all("[data-testid='stApp']"))
            tab.driver.switch_to.default_content()
    assert len(tab.refused()) >= 1 + HIDDEN  # all those under the other name
    assert POPULATIONS.list(server.workspace) == before
    assert [one.name for one in read_studies(server.workspace)] == [study]

    tab.open("whatif")  # a page of its own accord trains at once
    tab.until(lambda: POOLS.list(server.workspace))
