"""A real server on a fresh workspace, and real browsers that look at it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

ROOT = Path(__file__).resolve().parents[2]
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(str(item.fspath)).parent != Path(__file__).parent:
            continue
        item.add_marker(pytest.mark.browser)
        if not (BROWSER and DRIVER):
            item.add_marker(pytest.mark.skip(reason="needs chromium and chromedriver on the PATH"))


class Server:
    """One ``streamlit run app.py`` in a process of its own; all state lies in ``home``."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.home = home
        self.url = f"http://127.0.0.1:{port}"
        self.log = home / "server.log"
        environment = {k: v for k, v in os.environ.items() if not k.startswith("DCTAXI_")}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}",
                 "--server.headless=true", "--global.developmentMode=false"],
                cwd=ROOT, stdout=log, stderr=log, env={**environment, "DCTAXI_HOME": str(home)},
            )  # fmt: skip
        self.wait_until_healthy()

    def wait_until_healthy(self) -> None:
        for _ in range(240):
            assert self.process.poll() is None, self.log.read_text()
            with (
                suppress(URLError, ConnectionError),
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5) as answer,
            ):
                if answer.status == 200:
                    return
            time.sleep(0.25)
        pytest.fail(f"the server did not become healthy: {self.log.read_text()}")

    def close(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Tab:
    """One browser window, with the few gestures that the tests need."""

    def __init__(self, server: Server) -> None:
        options = Options()
        options.binary_location = BROWSER or ""
        for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage",
                         "--window-size=1280,1000", "--force-device-scale-factor=1"):  # fmt: skip
            options.add_argument(argument)
        self.server = server
        self.driver = webdriver.Chrome(options, Service(DRIVER))

    def open(self, path: str) -> None:
        self.driver.get(f"{self.server.url}/{path}")
        self.wait_idle()

    def wait_idle(self) -> None:
        """Wait as Streamlit's own tests do: debounce, connection, script, skeletons, paint."""
        time.sleep(0.21)
        ready = (
            "[data-testid='stApp'][data-test-connection-state='CONNECTED']"
            "[data-test-script-state='notRunning']"
        )
        self.until(lambda: self.all(ready) and not self.all("[data-testid='stSkeleton']"))
        time.sleep(0.1)

    def until(self, condition: Callable[[], object], seconds: float = 90) -> None:
        wait = WebDriverWait(self.driver, seconds, ignored_exceptions=(Exception,))
        try:
            wait.until(lambda _: condition())
        except Exception as error:
            raise AssertionError(
                f"waited {seconds} s in vain; the page says:\n{self.text}"
            ) from error

    def all(self, css: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def one(self, css: str) -> WebElement:
        self.until(lambda: self.all(css))
        return self.all(css)[0]

    @property
    def text(self) -> str:
        return self.driver.find_element(By.TAG_NAME, "body").text

    def click(self, css: str) -> None:
        element = self.one(css)
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        self.until(lambda: self.one(css).is_enabled())
        self.one(css).click()

    def press(self, key: str) -> None:
        """Press the button whose widget key this is."""
        self.click(f".st-key-{key} button")

    def fill(self, key: str, value: str) -> None:
        """Write into the text or number field whose widget key this is."""
        field = self.one(f".st-key-{key} input")
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", field)
        field.send_keys(Keys.CONTROL, "a")
        field.send_keys(value, Keys.ENTER)
        self.wait_idle()

    def close(self) -> None:
        self.driver.quit()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path)
    yield running
    running.close()


@pytest.fixture
def new_tab(server: Server) -> Iterator[Callable[[], Tab]]:
    tabs: list[Tab] = []

    def make() -> Tab:
        tabs.append(Tab(server))
        return tabs[-1]

    yield make
    for tab in tabs:
        tab.close()
