"""Files of trips on the page *Data*, in a real browser, until their picture is drawn."""

from __future__ import annotations

import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.server_process import Process
from benchmarks.trips_file import Took, file_of
from tests.browser.driver import Tab
from tests.browser.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

_DRAWN: Final = ".st-key-data-fares .js-plotly-plot .main-svg"
_MAP: Final = ".st-key-data-trips .js-plotly-plot .main-svg"
_LONG_S: Final = 300
_STILL_CPU_S: Final = 0.03


@contextmanager
def browser(server: Server) -> Iterator[Tab]:
    """Give a tab of a browser that is closed in the end."""
    tab = Tab(server)
    try:
        yield tab
    finally:
        tab.close()


class Page:
    """The page *Data* in a browser, and what its server takes for what is done there."""

    def __init__(self, server: Server, tab: Tab) -> None:
        self.tab, self.took = tab, list[Took]()
        self._process = Process(server.process.pid)
        self._began = 0.0, 0.0

    def settle(self) -> None:
        """Wait until the server does nothing any more, such as preparing its kernel."""
        before = -1.0
        while (now := self._process.cpu_s()) - before > _STILL_CPU_S:
            before = now
            time.sleep(1)

    def begin(self) -> None:
        """Begin to measure a step."""
        self._began = self._process.cpu_s(), time.perf_counter()

    def end(self, step: str) -> None:
        """End the step that began last."""
        cpu, wall = self._began
        wall_s = time.perf_counter() - wall
        cpu_s = self._process.cpu_s() - cpu
        self.took.append(Took(step, cpu_s, wall_s, self._process.peak_mb()))

    def press(self, label: str) -> None:
        """Press the last button that says this."""
        xpath = f"//button[contains(normalize-space(.), '{label}')]"
        self.tab.until(lambda: self.tab.driver.find_elements("xpath", xpath))
        button = self.tab.driver.find_elements("xpath", xpath)[-1]
        self.tab.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
        button.click()

    def until_drawn(self, rows: int, css: str = _DRAWN) -> None:
        """Wait until the page shows so many trips, and their picture."""
        said = f"Of {rows:,} trips"
        self.tab.until(lambda: said in self.tab.text and self.tab.all(css), _LONG_S)


def from_a_path(rows: int, folder: Path) -> list[Took]:
    """Name a file by its path, look at its map, come back, and come to a server that is fresh."""
    path = file_of(rows, folder)
    with tempfile.TemporaryDirectory() as home:
        server = Server(Path(home))
        try:
            with browser(server) as tab:
                page = Page(server, tab)
                tab.open("data")
                page.press("Addresses")
                tab.wait_idle()
                tab.one("input[aria-label^='Trips (one file']").send_keys(str(path))
                page.settle()
                page.begin()
                page.press("Check and use")
                page.until_drawn(rows)
                page.end(f"{rows:,} rows: named by path, checked, fares drawn")
                tab.wait_idle()
                page.begin()
                tab.click("[role='tab']:nth-of-type(2)")
                page.until_drawn(rows, _MAP)
                page.end("its map drawn")
                tab.wait_idle()
                address = tab.driver.current_url.partition("/data")[2]
                page.settle()
                page.begin()
                tab.driver.get(f"{server.url}/data{address}")
                page.until_drawn(rows)
                page.end("the page opened again, fares drawn")
            server.close()
            server = Server(Path(home))
            with browser(server) as tab:
                first = Page(server, tab)
                tab.open("glossary")
                first.settle()
                first.begin()
                tab.driver.get(f"{server.url}/data{address}")
                first.until_drawn(rows)
                first.end("the page opened on a fresh server, fares drawn")
        finally:
            server.close()
    return page.took + first.took


def by_upload(rows: int, folder: Path) -> list[Took]:
    """Upload a file, and have it checked."""
    path = file_of(rows, folder)
    size = f"{path.stat().st_size / 1e6:.0f} MB"
    with tempfile.TemporaryDirectory() as home:
        server = Server(Path(home))
        try:
            with browser(server) as tab:
                page = Page(server, tab)
                _choose_upload(page)
                page.begin()
                tab.one("input[type='file']").send_keys(str(path))
                tab.until(lambda: path.name in tab.text, _LONG_S)
                page.settle()
                page.end(f"upload of {size} ({rows:,} rows) sent, and a second of rest")
                page.begin()
                page.press("Check and use")
                page.until_drawn(rows)
                page.end("checked, kept as a data set, fares drawn")
                return page.took
        finally:
            server.close()


def over_the_limit(folder: Path) -> str:
    """Upload more than the server lets through; return what the page says of it."""
    path = folder / "over.csv"
    path.write_bytes(bytes(210 * 2**20))
    with tempfile.TemporaryDirectory() as home:
        server = Server(Path(home))
        try:
            with browser(server) as tab:
                page = Page(server, tab)
                _choose_upload(page)
                tab.one("input[type='file']").send_keys(str(path))
                tab.until(lambda: path.name in tab.text)
                page.press("Check and use")
                alert = "[data-testid='stAlert']"
                tab.until(lambda: tab.all(alert))
                return str(tab.all(alert)[0].text).replace("\n", " ")
        finally:
            server.close()
            path.unlink()


def _choose_upload(page: Page) -> None:
    page.tab.open("data")
    page.press("Upload")
    page.tab.wait_idle()
    page.settle()
